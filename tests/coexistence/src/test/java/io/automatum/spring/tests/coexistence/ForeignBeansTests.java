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

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Applications with beans of their own are started with the starter in use and with its
 * auto-configurations excluded: they have the same beans of the same classes, and what is
 * injected by its type is the same.
 */
class ForeignBeansTests {

	/** What an application may have a bean of, and ask for by its type. */
	private static final List<Class<?>> TYPES = List.of(WebClient.class, WebClient.Builder.class,
			RestClient.Builder.class, HttpClient.class, ConnectionProvider.class, JsonMapper.class,
			tools.jackson.databind.ObjectMapper.class, ObjectMapper.class, RetryRegistry.class,
			RateLimiterRegistry.class, MeterRegistry.class, ObservationRegistry.class, Tracer.class, Executor.class,
			TaskExecutor.class, AsyncTaskExecutor.class, ThreadPoolTaskExecutor.class, SimpleAsyncTaskExecutor.class,
			TaskScheduler.class, ScheduledExecutorService.class, DataSource.class, PlatformTransactionManager.class,
			SecurityFilterChain.class, SecurityWebFilterChain.class, ClientRegistrationRepository.class,
			ReactiveClientRegistrationRepository.class, OAuth2AuthorizedClientService.class,
			OAuth2AuthorizedClientManager.class, ReactiveOAuth2AuthorizedClientManager.class, CacheManager.class);

	private static final List<String> DISTANT = List.of("org.springframework.boot.actuate.",
			"org.springframework.boot.health.", "org.springframework.boot.micrometer.tracing.",
			"org.springframework.boot.opentelemetry.", "io.github.resilience4j.springboot.bulkhead.",
			"io.github.resilience4j.springboot.circuitbreaker.", "io.github.resilience4j.springboot.timelimiter.");

	private static final String[] CONFIGURED = { "automatum.client-id=app_test",
			"automatum.client-secret=secret_of_the_test", "automatum.webhook.secret=whsec_0123456789abcdef",
			"automatum.logging.bodies=true", "automatum.webhook.inbox.store=${inbox:memory}" };

	@ParameterizedTest
	@EnumSource
	void areWhatTheyWere(ForeignBeans application) {
		Facts without = facts(application, BeanMethods.autoConfigurations());
		Facts with = facts(application, List.of());
		assertThat(with.beans()).isEqualTo(without.beans());
		assertThat(with.injected()).isEqualTo(without.injected());
		assertThat(with.told()).isEqualTo(without.told());
		assertThat(without.ours()).isZero();
		assertThat(with.ours()).isGreaterThan(50);
		// The case is about beans that are there.
		assertThat(application.types())
			.allSatisfy((type) -> assertThat(without.injected().get(type.getName())).doesNotStartWith("none"));
	}

	@Test
	void wouldNoticeABeanThatIsInjectedByItsType() {
		Facts without = facts(ForeignBeans.NONE_OF_ITS_OWN, List.of());
		Facts with = facts(ForeignBeans.WEB_CLIENT, List.of());
		assertThat(with.injected()).isNotEqualTo(without.injected());
		assertThatThrownBy(() -> assertThat(with.beans()).isEqualTo(without.beans()))
			.isInstanceOf(AssertionError.class);
	}

	/**
	 * What makes most of the beans is there in the long form only, and what is of no
	 * interest in an application without a server.
	 */
	private static List<String> excluded(ForeignBeans application, List<String> ours) {
		if (Boolean.getBoolean("automatum.proof")) {
			return ours;
		}
		List<String> excluded = new ArrayList<>(ours);
		for (String name : ImportCandidates.load(AutoConfiguration.class, ForeignBeansTests.class.getClassLoader())) {
			boolean security = name.startsWith("org.springframework.boot.security.");
			if (DISTANT.stream().anyMatch(name::startsWith)
					|| security && application.web() == WebApplicationType.NONE) {
				excluded.add(name);
			}
		}
		return excluded;
	}

	private static Facts facts(ForeignBeans application, List<String> oursExcluded) {
		List<String> excluded = excluded(application, oursExcluded);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(PlainApplication.class,
				application.configuration())
			.web(application.web())
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"logging.level.root=error", "spring.datasource.generate-unique-name=true",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + String.join(",", excluded) + (!excluded.isEmpty() ? "," : "")
							+ "${excluded:" + JmxAutoConfiguration.class.getName() + "}")
			.properties(CONFIGURED)
			.properties(application.properties())
			.run()) {
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			List<String> ours = NothingOfOursTests.ours(context);
			Map<String, String> beans = new TreeMap<>();
			for (String name : beanFactory.getBeanDefinitionNames()) {
				Class<?> type = beanFactory.getType(name);
				if (!ours.contains(name)) {
					String className = (type != null) ? ClassUtils.getUserClass(type).getName() : "";
					beans.put(name, className.replaceAll("\\$\\$Lambda.*", ""));
				}
			}
			Map<String, String> injected = new TreeMap<>();
			for (Class<?> type : TYPES) {
				injected.put(type.getName(), single(beanFactory, type) + ", of a list: " + all(beanFactory, type));
			}
			return new Facts(beans, injected, application.tell(context), ours.size());
		}
	}

	private static String single(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		try {
			beanFactory.resolveDependency(new InjectionPoint(ResolvableType.forClass(type)), null, names, null);
			return String.join(",", names);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			return "several: " + ex.getBeanNamesFound();
		}
		catch (NoSuchBeanDefinitionException ex) {
			return "none";
		}
	}

	private static Set<String> all(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		try {
			beanFactory.resolveDependency(
					new InjectionPoint(ResolvableType.forClassWithGenerics(List.class, ResolvableType.forClass(type))),
					null, names, null);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return Set.of();
		}
		return names;
	}

	/**
	 * What an application is like.
	 *
	 * @param beans the class of each bean that is not ours, by its name
	 * @param injected the names of what is injected, by the type that is asked for
	 * @param told what the application has to say
	 * @param ours how many beans are ours
	 */
	record Facts(Map<String, String> beans, Map<String, String> injected, String told, int ours) {

	}

	/**
	 * A constructor's parameter or a field, of any type.
	 */
	private static final class InjectionPoint extends DependencyDescriptor {

		private static final long serialVersionUID = 1L;

		private final transient ResolvableType type;

		private InjectionPoint(ResolvableType type) {
			super(field(), true);
			this.type = type;
		}

		private static Field field() {
			try {
				return Holder.class.getDeclaredField("any");
			}
			catch (NoSuchFieldException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public ResolvableType getResolvableType() {
			return this.type;
		}

		@Override
		public Class<?> getDependencyType() {
			return this.type.toClass();
		}

		@Override
		public String getDependencyName() {
			return null;
		}

	}

	private static final class Holder {

		private Object any;

	}

}
