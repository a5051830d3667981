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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.h2.jdbcx.JdbcDataSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Applications, each with beans that the starter might disturb.
 */
enum ForeignBeans {

	NONE_OF_ITS_OWN(Empty.class, WebApplicationType.NONE,
			List.of(WebClient.Builder.class, RestClient.Builder.class, JsonMapper.class, RetryRegistry.class,
					RateLimiterRegistry.class, MeterRegistry.class, TaskExecutor.class, DataSource.class,
					PlatformTransactionManager.class)),

	WEB_CLIENT(OwnWebClient.class, List.of(WebClient.class)),

	WEB_CLIENT_BUILDER(OwnWebClientBuilder.class, List.of(WebClient.Builder.class)),

	HTTP_CLIENT(OwnHttpClient.class, List.of(HttpClient.class, ConnectionProvider.class)),

	JSON_MAPPER(OwnJsonMapper.class, List.of(JsonMapper.class)),

	JSON_MAPPER_OF_SPRING_BOOT(Empty.class, WebApplicationType.SERVLET, List.of(JsonMapper.class),
			"spring.jackson.property-naming-strategy=SNAKE_CASE"),

	OBJECT_MAPPER_OF_JACKSON_2(OwnJackson2.class, List.of(ObjectMapper.class, JsonMapper.class)),

	RETRY_REGISTRY(OwnRetryRegistry.class, List.of(RetryRegistry.class)),

	RATE_LIMITER_REGISTRY(OwnRateLimiterRegistry.class, List.of(RateLimiterRegistry.class)),

	METER_REGISTRY(OwnMeterRegistry.class, List.of(MeterRegistry.class)),

	OBSERVATION_REGISTRY(OwnObservationRegistry.class, List.of(ObservationRegistry.class)),

	TASK_EXECUTOR(OwnTaskExecutor.class, List.of(TaskExecutor.class)),

	EXECUTOR(OwnExecutor.class, List.of(Executor.class)),

	ASYNC_METHODS(AsyncMethods.class, WebApplicationType.NONE, List.of(TaskExecutor.class), AsyncMethods::thread),

	ASYNC_METHODS_ON_VIRTUAL_THREADS(AsyncMethods.class, WebApplicationType.NONE, List.of(TaskExecutor.class),
			AsyncMethods::thread, "spring.threads.virtual.enabled=true"),

	TASK_SCHEDULER(OwnTaskScheduler.class, List.of(TaskScheduler.class)),

	SCHEDULED_METHODS(ScheduledMethods.class, WebApplicationType.NONE, List.of(TaskScheduler.class),
			ScheduledMethods::thread),

	DATA_SOURCE(OwnDataSource.class, WebApplicationType.NONE,
			List.of(DataSource.class, PlatformTransactionManager.class), "inbox=jdbc"),

	TWO_DATA_SOURCES(TwoDataSources.class, WebApplicationType.NONE,
			List.of(DataSource.class, PlatformTransactionManager.class), "inbox=jdbc"),

	TWO_DATA_SOURCES_WITH_EQUAL_RIGHTS(TwoEqualDataSources.class, WebApplicationType.NONE, List.of(DataSource.class)),

	NO_DATA_SOURCE(Empty.class, WebApplicationType.NONE, List.of(),
			"excluded=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"),

	TRANSACTION_MANAGER(OwnTransactionManager.class, WebApplicationType.NONE,
			List.of(DataSource.class, PlatformTransactionManager.class), "inbox=jdbc"),

	SECURITY_OF_SPRING_BOOT(Empty.class, WebApplicationType.SERVLET, List.of(SecurityFilterChain.class)),

	SECURITY_CHAIN(OwnChain.class, WebApplicationType.SERVLET, List.of(SecurityFilterChain.class)),

	REACTIVE_SECURITY_CHAIN(OwnReactiveChain.class, WebApplicationType.REACTIVE, List.of(SecurityWebFilterChain.class)),

	OAUTH2_LOGIN(Empty.class, WebApplicationType.SERVLET, List.of(ClientRegistrationRepository.class),
			(context) -> registrationIds(context.getBean(ClientRegistrationRepository.class)), LoginProperties.ALL),

	REACTIVE_OAUTH2_LOGIN(Empty.class, WebApplicationType.REACTIVE, List.of(ReactiveClientRegistrationRepository.class),
			(context) -> registrationIds(context.getBean(ReactiveClientRegistrationRepository.class)),
			LoginProperties.ALL),

	CACHES(Caches.class, WebApplicationType.NONE, List.of(CacheManager.class), Caches::told),

	CACHES_OF_SPRING_BOOT(CachesOfSpringBoot.class, WebApplicationType.NONE, List.of(CacheManager.class));

	private final Class<?> configuration;

	private final WebApplicationType web;

	private final List<Class<?>> types;

	private final Function<ListableBeanFactory, String> told;

	private final String[] properties;

	ForeignBeans(Class<?> configuration, List<Class<?>> types) {
		this(configuration, WebApplicationType.NONE, types);
	}

	ForeignBeans(Class<?> configuration, WebApplicationType web, List<Class<?>> types, String... properties) {
		this(configuration, web, types, (context) -> "", properties);
	}

	ForeignBeans(Class<?> configuration, WebApplicationType web, List<Class<?>> types,
			Function<ListableBeanFactory, String> told, String... properties) {
		this.configuration = configuration;
		this.web = web;
		this.types = types;
		this.told = told;
		this.properties = properties;
	}

	Class<?> configuration() {
		return this.configuration;
	}

	WebApplicationType web() {
		return this.web;
	}

	/**
	 * The types that the case is about.
	 */
	List<Class<?>> types() {
		return this.types;
	}

	String[] properties() {
		return this.properties;
	}

	/**
	 * What only the application's own code can say.
	 */
	String tell(ListableBeanFactory context) {
		return this.told.apply(context);
	}

	private static String registrationIds(Object repository) {
		StringBuilder ids = new StringBuilder();
		((Iterable<?>) repository).forEach((registration) -> ids.append(registration).append('\n'));
		return ids.toString().replaceAll("@[0-9a-f]+", "");
	}

	private static DataSource h2(String name) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
		return dataSource;
	}

	private static final class LoginProperties {

		private static final String PREFIX = "spring.security.oauth2.client.";

		static final String[] ALL = { PREFIX + "registration.login.client-id=the-login",
				PREFIX + "registration.login.client-secret=of-the-login",
				PREFIX + "registration.login.authorization-grant-type=authorization_code",
				PREFIX + "registration.login.redirect-uri={baseUrl}/login/oauth2/code/{registrationId}",
				PREFIX + "provider.login.authorization-uri=https://login.example/authorize",
				PREFIX + "provider.login.token-uri=https://login.example/token",
				PREFIX + "provider.login.user-info-uri=https://login.example/user",
				PREFIX + "provider.login.user-name-attribute=sub",
				PREFIX + "registration.automatum.client-id=another-automatum",
				PREFIX + "registration.automatum.provider=login",
				PREFIX + "registration.automatum.authorization-grant-type=client_credentials" };

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWebClient {

		@Bean
		WebClient own(WebClient.Builder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWebClientBuilder {

		@Bean
		WebClient.Builder own() {
			return WebClient.builder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHttpClient {

		@Bean(destroyMethod = "dispose")
		ConnectionProvider ownConnections() {
			return ConnectionProvider.create("own");
		}

		@Bean
		HttpClient ownHttp(ConnectionProvider connections) {
			return HttpClient.create(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnJsonMapper {

		@Bean
		JsonMapper own() {
			return JsonMapper.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnJackson2 {

		@Bean
		ObjectMapper own() {
			return new ObjectMapper();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRetryRegistry {

		@Bean
		RetryRegistry own() {
			return RetryRegistry.ofDefaults();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRateLimiterRegistry {

		@Bean
		RateLimiterRegistry own() {
			return RateLimiterRegistry.ofDefaults();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMeterRegistry {

		@Bean
		MeterRegistry own() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnObservationRegistry {

		@Bean
		ObservationRegistry own() {
			return ObservationRegistry.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTaskExecutor {

		@Bean
		TaskExecutor own() {
			return new SimpleAsyncTaskExecutor("own-");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutor {

		@Bean(destroyMethod = "shutdown")
		Executor own() {
			return Executors.newSingleThreadExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncMethods {

		@Bean
		Worker worker() {
			return new Worker();
		}

		static String thread(ListableBeanFactory context) {
			try {
				return context.getBean(Worker.class).thread().get(10, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		static class Worker {

			@Async
			CompletableFuture<String> thread() {
				return CompletableFuture.completedFuture(Thread.currentThread().getName());
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTaskScheduler {

		@Bean
		ThreadPoolTaskScheduler own() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		ThreadPoolTaskExecutor ownExecutor() {
			return new ThreadPoolTaskExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class ScheduledMethods {

		@Bean
		Clockwork clockwork() {
			return new Clockwork();
		}

		static String thread(ListableBeanFactory context) {
			try {
				return context.getBean(Clockwork.class).thread.get(10, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		static class Clockwork {

			private final CompletableFuture<String> thread = new CompletableFuture<>();

			@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
			void tick() {
				this.thread.complete(Thread.currentThread().getName());
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDataSource {

		@Bean
		DataSource own() {
			return h2("own");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		@Primary
		DataSource first() {
			return h2("first");
		}

		@Bean
		DataSource second() {
			return h2("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoEqualDataSources {

		@Bean
		DataSource first() {
			return h2("first");
		}

		@Bean
		DataSource second() {
			return h2("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransactionManager {

		@Bean
		DataSource own() {
			return h2("own");
		}

		@Bean
		PlatformTransactionManager ownTransactions(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChain {

		@Bean
		SecurityFilterChain own(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReactiveChain {

		@Bean
		SecurityWebFilterChain own(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caches {

		@Bean
		CaffeineCacheManager own() {
			CaffeineCacheManager caches = new CaffeineCacheManager("answers");
			caches.setCaffeine(Caffeine.newBuilder().maximumSize(10));
			return caches;
		}

		@Bean
		Answers answers() {
			return new Answers();
		}

		static String told(ListableBeanFactory context) {
			Answers answers = context.getBean(Answers.class);
			return List.of(answers.answer(1), answers.answer(1)) + " of "
					+ context.getBean(CacheManager.class).getCacheNames();
		}

		static class Answers {

			private int calls;

			@Cacheable("answers")
			String answer(int question) {
				this.calls++;
				return question + "/" + this.calls;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class CachesOfSpringBoot {

	}

}
