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

package io.automatum.spring.autoconfigure.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;

import io.automatum.spring.webhook.AutomatumEventHandlers;
import io.automatum.spring.webhook.HmacSignatureVerifier;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSignatureVerifier;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.MemoryInbox;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.automatum.spring.webhook.reactive.ReactiveWebhookHandlerMapping;
import io.automatum.spring.webhook.registration.WebhookRegistration;
import io.automatum.spring.webhook.servlet.BlockedDeliveryFilter;
import io.automatum.spring.webhook.servlet.WebhookHandlerMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of the webhook receiver.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutomatumWebhookAutoConfigurationTests {

	private static final String SECRET = "automatum.webhook.secret=whsec_0123456789abcdef";

	private static final AutoConfigurations OURS = AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
			AutomatumWebhookServletAutoConfiguration.class, AutomatumWebhookReactiveAutoConfiguration.class,
			AutomatumWebhookRegistrationAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(OURS);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(OURS)
		.withConfiguration(
				AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(OURS)
		.withConfiguration(AutoConfigurations.of(WebFluxAutoConfiguration.class));

	@Test
	void withoutASecretThereIsNothing() {
		this.servlet.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(WebhookReceiver.class)
			.doesNotHaveBean(WebhookHandlerMapping.class)
			.doesNotHaveBean(Inbox.class));
		this.reactive.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(WebhookReceiver.class)
			.doesNotHaveBean(ReactiveWebhookHandlerMapping.class));
	}

	@Test
	void aSecretIsAllItNeeds() {
		this.servlet.withPropertyValues(SECRET)
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class)
				.hasSingleBean(WebhookHandlerMapping.class)
				.hasSingleBean(MemoryInbox.class)
				.hasSingleBean(WebhookInbox.class)
				.hasSingleBean(AutomatumEventHandlers.class)
				.hasSingleBean(HmacSignatureVerifier.class)
				.doesNotHaveBean(ReactiveWebhookHandlerMapping.class)
				.doesNotHaveBean(WebhookRegistration.class));
		this.reactive.withPropertyValues(SECRET)
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class)
				.hasSingleBean(ReactiveWebhookHandlerMapping.class)
				.doesNotHaveBean(WebhookHandlerMapping.class));
	}

	@Test
	void verifierOfTheApplicationNeedsNoSecretOfOurs() {
		this.servlet
			.withBean("own", WebhookSignatureVerifier.class, () -> HmacSignatureVerifier.builder(List::of).build())
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class)
				.hasSingleBean(WebhookHandlerMapping.class)
				.getBean(WebhookSignatureVerifier.class)
				.isSameAs(context.getBean("own")));
		this.servlet
			.withBean("own", WebhookSignatureVerifier.class, () -> HmacSignatureVerifier.builder(List::of).build())
			.withPropertyValues("automatum.webhook.secret=short")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void secretsThatAreAllOverAreToldOfAtStartUp(CapturedOutput output) {
		this.servlet
			.withPropertyValues("automatum.webhook.secrets[0].value=whsec_0123456789abcdef",
					"automatum.webhook.secrets[0].not-after=2020-01-01",
					"automatum.webhook.secrets[1].value=whsec_0123456789abcdeg",
					"automatum.webhook.secrets[1].not-after=2999-01-01")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("not-after");
		this.servlet
			.withPropertyValues("automatum.webhook.secrets[0].value=whsec_0123456789abcdef",
					"automatum.webhook.secrets[0].not-after=2020-01-01")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("All of automatum.webhook.secrets are over by their not-after");
	}

	@Test
	void urlToRegisterWithoutASecretIsToldOf(CapturedOutput output) {
		String url = "automatum.webhook.register.url=https://app.example/in";
		this.servlet.withPropertyValues(url, "automatum.webhook.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		this.servlet.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("automatum.webhook.register.url");
		this.servlet.withPropertyValues(url).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("automatum.webhook.register.url is set, but this application receives no webhooks");
	}

	@ParameterizedTest
	@ValueSource(strings = { "automatum.enabled", "automatum.webhook.enabled" })
	void eitherSwitchTurnsItOff(String property) {
		this.servlet.withPropertyValues(SECRET, property + "=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebhookReceiver.class)
				.doesNotHaveBean(WebhookHandlerMapping.class)
				.doesNotHaveBean(AutomatumWebhookProperties.class));
	}

	@Test
	void environmentVariableIsEnough() {
		this.servlet
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
						Map.of("AUTOMATUM_WEBHOOK_SECRET", "whsec_0123456789abcdef"))))
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class));
	}

	@Test
	void beanOfSecretsTakesThePlaceOfPropertiesThatAreThenNotChecked() {
		WebhookSecrets secrets = () -> List.of(new WebhookSecret("1", "whsec_0123456789abcdef", null));
		this.servlet.withBean(WebhookSecrets.class, () -> secrets)
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class));
		this.servlet.withBean(WebhookSecrets.class, () -> secrets)
			.withPropertyValues("automatum.webhook.secret=${UNRESOLVED}")
			.run((context) -> assertThat(context.getBean(WebhookSecrets.class)).isSameAs(secrets));
	}

	@Test
	void severalSecretsHaveNamesAndEnds() {
		this.contextRunner
			.withPropertyValues("automatum.webhook.secrets[0].value=whsec_0123456789abcdef",
					"automatum.webhook.secrets[1].value=whsec_fedcba9876543210",
					"automatum.webhook.secrets[1].name=old", "automatum.webhook.secrets[1].not-after=2026-12-31")
			.run((context) -> assertThat(context.getBean(WebhookSecrets.class).secrets())
				.containsExactly(new WebhookSecret("1", "whsec_0123456789abcdef", null), new WebhookSecret("old",
						"whsec_fedcba9876543210", Instant.parse("2026-12-31T23:59:59.999999999Z"))));
	}

	@Test
	void beansOfTheApplicationTakeThePlaceOfOurs() {
		Inbox inbox = (event) -> Mono.empty();
		WebhookSignatureVerifier verifier = new WebhookSignatureVerifier() {

			@Override
			public Verdict verify(byte[] body, List<String> signatures) {
				return new Verdict(Reason.MISSING, null);
			}

			@Override
			public String headerName() {
				return "X-Mine";
			}

		};
		this.servlet.withPropertyValues(SECRET)
			.withBean(Inbox.class, () -> inbox)
			.withBean(WebhookSignatureVerifier.class, () -> verifier)
			.run((context) -> {
				assertThat(context.getBean(Inbox.class)).isSameAs(inbox);
				assertThat(context.getBean(WebhookSignatureVerifier.class)).isSameAs(verifier);
				assertThat(context).doesNotHaveBean(MemoryInbox.class).doesNotHaveBean(HmacSignatureVerifier.class);
			});
	}

	@Test
	void withoutAWebServerALineSaysSo(CapturedOutput output) {
		this.contextRunner.withPropertyValues(SECRET)
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class)
				.doesNotHaveBean(WebhookHandlerMapping.class)
				.doesNotHaveBean(ReactiveWebhookHandlerMapping.class));
		assertThat(output).containsOnlyOnce(
				"this application has no web server: nothing is received at POST " + "/webhooks/automatum");
	}

	@Test
	void worksWithoutEachOptionalLibrary() {
		this.servlet.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(WebhookHandlerMapping.class));
		this.reactive.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveWebhookHandlerMapping.class));
		this.servlet.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.boot.jdbc"))
			.run((context) -> assertThat(context).hasSingleBean(WebhookHandlerMapping.class));
		new ApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet",
					"org.springframework.boot.webmvc"))
			.run((context) -> assertThat(context).hasSingleBean(WebhookReceiver.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.withConfiguration(AutoConfigurations.of(WebFluxAutoConfiguration.class))
			.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet"))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveWebhookHandlerMapping.class));
		this.servlet.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive.DispatcherHandler"))
			.run((context) -> assertThat(context).hasSingleBean(WebhookHandlerMapping.class));
	}

	@Test
	void lazyInitializationRefusesAWrongConfigurationAllTheSame() {
		this.servlet.withPropertyValues("automatum.webhook.secret=short")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void lazyInitializationStillReceives() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("spring.main.lazy-initialization", true))) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			assertThat(application.handled()).hasSize(1);
		}
	}

	@Test
	void handlersHaveAPoolOfTheirOwnThatIsNoCandidateAndEndsWithTheContext() {
		ThreadPoolExecutor[] pool = new ThreadPoolExecutor[1];
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withPropertyValues(SECRET, "automatum.webhook.inbox.workers=3")
			.run((context) -> {
				ThreadPoolTaskExecutor executor = context.getBean(AutomatumWebhookAutoConfiguration.EXECUTOR_BEAN_NAME,
						ThreadPoolTaskExecutor.class);
				assertThat(executor.getThreadNamePrefix()).isEqualTo("automatum-webhook-");
				assertThat(executor.getMaxPoolSize()).isEqualTo(3);
				pool[0] = executor.getThreadPoolExecutor();
				assertThat(context).hasBean("applicationTaskExecutor");
				assertThat(context.getBeanProvider(AsyncTaskExecutor.class).getIfUnique()).isNotNull()
					.isNotSameAs(executor);
			});
		assertThat(pool[0].isShutdown()).isTrue();
	}

	@Test
	void answersInMemoryBeforeTheReplyIsDueHoweverShortItIsSet() {
		this.contextRunner.withPropertyValues(SECRET)
			.run((context) -> assertThat(context.getBean(AutomatumWebhookSettings.class).memoryInbox().lastWait())
				.isEqualTo(Duration.ofSeconds(2)));
		this.contextRunner
			.withPropertyValues(SECRET, "automatum.webhook.body-timeout=2s", "automatum.webhook.reply-timeout=2300ms")
			.run((context) -> assertThat(context.getBean(AutomatumWebhookSettings.class).memoryInbox().lastWait())
				.isEqualTo(Duration.ofMillis(200)));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsWhereTheApplicationDoes() {
		this.contextRunner.withPropertyValues(SECRET, "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(
					context.getBean(AutomatumWebhookAutoConfiguration.EXECUTOR_BEAN_NAME, SimpleAsyncTaskExecutor.class)
						.getThreadNamePrefix())
				.isEqualTo("automatum-webhook-"));
	}

	@Test
	void watchingFilterIsFirstAndForTheWebhooksPathAlone() {
		this.servlet.withPropertyValues(SECRET, "spring.mvc.servlet.path=/api", "automatum.webhook.path=/in")
			.run((context) -> assertThat(
					context.getBean("automatumWebhookBlockedDeliveryFilter", FilterRegistrationBean.class))
				.satisfies((registration) -> {
					assertThat(registration.getFilter()).isInstanceOf(BlockedDeliveryFilter.class);
					assertThat(registration.getUrlPatterns()).isEqualTo(Set.of("/api/in"));
				}));
	}

}
