/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.automatum.spring.tests.coexistence;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.tests.coexistence.BeanMethods.BeanMethod;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Answers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Every bean that an application can name by its type or its name gives way to one of the
 * application's, apart from those that are listed here with a reason.
 */
class ReplaceableBeansTests {

	private static final String ENDPOINT = "the parts of the endpoint belong together; an application with an endpoint "
			+ "of its own excludes the auto-configuration and calls WebhookReceiver";

	/** Public beans that do not give way, and why. */
	private static final Map<String, String> NOT_REPLACEABLE = Map.of("automatumWebhookHandlerMapping", ENDPOINT,
			"automatumWebhookExceptionResolver", ENDPOINT, "automatumWebhookBlockedDeliveries", ENDPOINT,
			"automatumWebhookDeliveryDeadlineFilter", ENDPOINT, "automatumWebhookBlockedDeliveryFilter", ENDPOINT,
			"automatumWebhookUnparsedFormFilter", ENDPOINT, "automatumReactiveWebhookHandlerMapping", ENDPOINT,
			"automatumDeliveryDeadlineWebFilter", ENDPOINT, "automatumBlockedDeliveryWebFilter", ENDPOINT);

	private final ApplicationContextRunner memory = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ours()))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("automatum.client-id=app_test", "automatum.client-secret=secret_of_the_test",
				"automatum.webhook.secret=whsec_0123456789abcdef", "automatum.logging.bodies=true",
				"automatum.webhook.register.url=https://app.example/in", "automatum.health.probe=true",
				"management.endpoints.web.exposure.include=*");

	private final ApplicationContextRunner jdbc = this.memory
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class))
		// Whoever replaces what makes the schema has made it.
		.withPropertyValues("automatum.webhook.inbox.store=jdbc", "spring.datasource.generate-unique-name=true",
				"spring.sql.init.schema-locations=classpath:io/automatum/spring/webhook/inbox/jdbc/schema-h2.sql");

	private final ApplicationContextRunner receiver = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ours()))
		.withPropertyValues("automatum.webhook.secret=whsec_0123456789abcdef");

	private static Class<?>[] ours() {
		return BeanMethods.autoConfigurations()
			.stream()
			.map((name) -> ClassUtils.resolveClassName(name, BeanMethods.class.getClassLoader()))
			.toArray(Class<?>[]::new);
	}

	@Test
	void everyBeanIsNamedAutomatum() {
		assertThat(BeanMethods.all()).hasSizeGreaterThan(60)
			.allSatisfy((method) -> assertThat(method.name()).startsWith("automatum"));
	}

	@Test
	void everyPublicBeanIsReplaceableOrHasAReasonNotToBe() {
		Set<String> others = BeanMethods.all()
			.stream()
			.filter((method) -> method.isPublic() && !method.isReplaceable())
			.map(BeanMethod::name)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(others).isEqualTo(new TreeSet<>(NOT_REPLACEABLE.keySet()));
	}

	@Test
	void withoutAReplacementTheyAreAllThere() {
		Set<String> names = new HashSet<>();
		this.memory.run((context) -> names.addAll(names(context)));
		this.jdbc.run((context) -> names.addAll(names(context)));
		this.receiver.run((context) -> names.addAll(names(context)));
		assertThat(names).containsAll(replaceable().map(BeanMethod::name).toList());
	}

	private static List<String> names(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return List.of(context.getBeanDefinitionNames());
	}

	@ParameterizedTest
	@MethodSource("replaceable")
	void givesWay(BeanMethod method) {
		ApplicationContextRunner runner = method.method().getDeclaringClass().getName().contains("Jdbc") ? this.jdbc
				: this.memory;
		Object own = own(method.replacementType());
		runner.withInitializer((context) -> register((GenericApplicationContext) context, method, own))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(method.replacementName())).isSameAs(own);
				if (!method.replacementName().equals(method.name())) {
					assertThat(context).doesNotHaveBean(method.name());
				}
			});
	}

	private static void register(GenericApplicationContext context, BeanMethod method, Object own) {
		Class<?> type = (own instanceof AsyncTaskExecutor) ? AsyncTaskExecutor.class : method.replacementType();
		register(context, method.replacementName(), type, own);
	}

	private static <T> void register(GenericApplicationContext context, String name, Class<T> type, Object own) {
		context.registerBean(name, type, () -> type.cast(own), (definition) -> definition.setDestroyMethodName(""));
	}

	/**
	 * The replacement that an application would make; what it does is its own concern.
	 */
	private static Object own(Class<?> type) {
		if (type == AutomatumJson.class) {
			return AutomatumJson.create();
		}
		if (AsyncTaskExecutor.class.isAssignableFrom(type)) {
			return new SimpleAsyncTaskExecutor("own-");
		}
		// Of the factory an application gets repositories.
		return (type == RepositoryFactory.class) ? mock(type, Answers.RETURNS_MOCKS) : mock(type);
	}

	static Stream<BeanMethod> replaceable() {
		return BeanMethods.all()
			.stream()
			.filter(BeanMethod::isReplaceable)
			// Those of applications without some library, of notices, and of virtual
			// threads.
			.filter((method) -> !method.method().getDeclaringClass().getSimpleName().equals("PlainRetryConfiguration"))
			.filter((method) -> !method.method().getDeclaringClass().getSimpleName().equals("MissingJdbcConfiguration"))
			.filter((method) -> !method.name().equals("automatumWebhookNoReceiverNotice"))
			.filter((method) -> JRE.currentVersionNumber() >= 21
					|| !method.method().getDeclaringClass().getSimpleName().equals("VirtualThreadsConfiguration"));
	}

}
