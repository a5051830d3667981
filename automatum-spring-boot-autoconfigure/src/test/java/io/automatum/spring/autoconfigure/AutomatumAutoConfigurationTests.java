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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.exchange.CallPipeline;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.repository.ActivityRepository;
import io.automatum.spring.client.repository.AutomatumOperations;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.EntitlementRepository;
import io.automatum.spring.client.repository.ListingRepository;
import io.automatum.spring.client.repository.MeteringEventRepository;
import io.automatum.spring.client.repository.OrganizationRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.ReactiveActivityRepository;
import io.automatum.spring.client.repository.ReactiveAutomatumOperations;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.client.repository.ReactiveEntitlementRepository;
import io.automatum.spring.client.repository.ReactiveListingRepository;
import io.automatum.spring.client.repository.ReactiveMeteringEventRepository;
import io.automatum.spring.client.repository.ReactiveOrganizationRepository;
import io.automatum.spring.client.repository.ReactivePrivateOfferRepository;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.client.repository.WebhookRepository;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RetryPolicy;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AutomatumClientAutoConfiguration},
 * {@link AutomatumResilienceAutoConfiguration} and
 * {@link AutomatumRepositoryAutoConfiguration} together.
 */
class AutomatumAutoConfigurationTests {

	private static final AutoConfigurations OURS = AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
			AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class);

	private static final String[] CREDENTIALS = { "automatum.client-id=app_1", "automatum.client-secret=secret_1" };

	private static final Class<?>[] REPOSITORIES = { PrivateOfferRepository.class, ListingRepository.class,
			CustomerRepository.class, EntitlementRepository.class, MeteringEventRepository.class,
			OrganizationRepository.class, ActivityRepository.class, WebhookRepository.class,
			ReactivePrivateOfferRepository.class, ReactiveListingRepository.class, ReactiveCustomerRepository.class,
			ReactiveEntitlementRepository.class, ReactiveMeteringEventRepository.class,
			ReactiveOrganizationRepository.class, ReactiveActivityRepository.class, ReactiveWebhookRepository.class };

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(OURS);

	private final ApplicationContextRunner clientRunner = this.contextRunner.withPropertyValues(CREDENTIALS);

	@Test
	void publishesNothingWithoutAnyProperty() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(ours(context)).isEmpty();
		});
	}

	@Test
	void publishesNothingWhenDisabled() {
		this.clientRunner.withPropertyValues("automatum.enabled=false")
			.withBean(AutomatumConnectionDetails.class, () -> mock(AutomatumConnectionDetails.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(ours(context)).isEmpty();
			});
	}

	private static List<String> ours(ApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> name.toLowerCase(Locale.ROOT).contains("automatum"))
			.filter((name) -> !name.contains("ConnectionDetails"))
			.toList();
	}

	@Test
	void publishesEverythingWithCredentials() {
		this.clientRunner.run((context) -> {
			for (Class<?> type : REPOSITORIES) {
				assertThat(context).hasSingleBean(type);
			}
			assertThat(context).hasSingleBean(AutomatumOperations.class)
				.hasSingleBean(ReactiveAutomatumOperations.class)
				.hasSingleBean(AccessTokenProvider.class)
				.hasSingleBean(RateBudget.class)
				.hasSingleBean(RetryPolicy.class)
				.hasBean("automatumWebClient");
			assertThat(ours(context)).hasSizeGreaterThan(20);
		});
	}

	@Test
	void connectionDetailsAloneActivate() {
		this.contextRunner
			.withBean(AutomatumConnectionDetails.class,
					() -> new AutomatumConnectionTests.FixedDetails("http://container:8080", "http://container:8080/t"))
			.run((context) -> {
				assertThat(context).hasSingleBean(AutomatumConnectionDetails.class)
					.hasSingleBean(CustomerRepository.class);
				assertThat(context.getBean(AutomatumClientSettings.class).baseUrl())
					.hasToString("http://container:8080");
			});
	}

	@Test
	void worksOnEveryKindOfApplication() {
		new WebApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues(CREDENTIALS)
			.run((context) -> assertThat(context).hasSingleBean(CustomerRepository.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues(CREDENTIALS)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveCustomerRepository.class));
	}

	static Stream<Class<?>> backsOffFromABeanOfTheApplication() {
		return Stream.concat(Stream.of(REPOSITORIES),
				Stream.of(AutomatumOperations.class, ReactiveAutomatumOperations.class, AccessTokenProvider.class,
						RateBudget.class, RetryPolicy.class, AutomatumJson.class, CallPipeline.class,
						RepositoryFactory.class, AutomatumConnectionDetails.class));
	}

	@ParameterizedTest
	@MethodSource
	void backsOffFromABeanOfTheApplication(Class<?> type) {
		own(type, (type == AutomatumJson.class) ? AutomatumJson.create() : mock(type));
	}

	private <T> void own(Class<T> type, Object bean) {
		this.clientRunner.withBean("own", type, () -> type.cast(bean)).run((context) -> {
			assertThat(context).hasSingleBean(type);
			assertThat(context.getBean(type)).isSameAs(bean);
		});
	}

	@Test
	void backsOffFromAWebClientOfTheSameName() {
		WebClient own = WebClient.create();
		this.clientRunner.withBean("automatumWebClient", WebClient.class, () -> own).run((context) -> {
			assertThat(context.getBean("automatumWebClient")).isSameAs(own);
			assertThat(context).hasSingleBean(WebClient.class);
		});
	}

	/**
	 * A bean of a type that is not ours must not reach an application that did not ask
	 * for it by its qualifier.
	 */
	@Test
	void beansOfForeignTypesAreNotInjectedByType() {
		this.clientRunner.run((context) -> {
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			List<String> foreign = new ArrayList<>();
			for (String name : ours(context)) {
				Class<?> type = beanFactory.getType(name);
				if (type != null && !type.getName().startsWith("io.automatum.") && !type.getName().contains("Lambda")) {
					foreign.add(name);
					AbstractBeanDefinition definition = (AbstractBeanDefinition) beanFactory.getBeanDefinition(name);
					assertThat(definition.isDefaultCandidate()).as(name).isFalse();
				}
			}
			assertThat(foreign).contains("automatumWebClient");
		});
	}

	@Test
	void everyBeanIsNamedAutomatum() {
		List<String> before = new ArrayList<>();
		this.contextRunner.run((context) -> before.addAll(List.of(context.getBeanDefinitionNames())));
		this.clientRunner.run((context) -> assertThat(context.getBeanDefinitionNames())
			.filteredOn((name) -> !before.contains(name) && !name.startsWith("org.springframework.boot."))
			.isNotEmpty()
			.allMatch((name) -> name.startsWith("automatum") || name.startsWith("io.automatum.spring.autoconfigure.")));
	}

	@Test
	void webClientIsInjectedByItsQualifierOnly() {
		this.clientRunner.withUserConfiguration(ByTypeConfiguration.class).run((context) -> {
			assertThat(context.getBean(ByType.class).webClient()).isNull();
			assertThat(context.getBean(ByQualifier.class).webClient()).isSameAs(context.getBean("automatumWebClient"));
		});
	}

	@Test
	void webClientOfTheApplicationIsInjectedByType() {
		WebClient own = WebClient.create();
		this.clientRunner.withUserConfiguration(ByTypeConfiguration.class)
			.withBean("own", WebClient.class, () -> own)
			.run((context) -> {
				assertThat(context.getBean(ByType.class).webClient()).isSameAs(own);
				assertThat(context.getBean(ByQualifier.class).webClient()).isNotSameAs(own);
			});
	}

	@Test
	void webClientAndConnectionsOfAnotherAutoConfigurationAreStillMade() {
		this.clientRunner.withConfiguration(AutoConfigurations.of(LateAutoConfiguration.class))
			.run((context) -> assertThat(context).hasBean("lateWebClient").hasBean("lateConnections"));
	}

	@Test
	void beansOfTheApplicationAreUntouched() {
		JsonMapper jsonMapper = JsonMapper.builder().build();
		RetryRegistry retries = RetryRegistry.ofDefaults();
		RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();
		ObservationRegistry observations = ObservationRegistry.create();
		try (StubApi stub = StubApi.start()) {
			this.clientRunner
				.withConfiguration(
						AutoConfigurations.of(WebClientAutoConfiguration.class, JacksonAutoConfiguration.class))
				.withBean("own", JsonMapper.class, () -> jsonMapper)
				.withBean(RetryRegistry.class, () -> retries)
				.withBean(RateLimiterRegistry.class, () -> limiters)
				.withBean(ObservationRegistry.class, () -> observations)
				.withBean(AutomatumWebClientCustomizer.class,
						() -> (builder) -> builder.defaultHeader("X-Automatum", "yes"))
				.run((context) -> {
					assertThat(context.getBean(JsonMapper.class)).isSameAs(jsonMapper);
					assertThat(context.getBean(RetryRegistry.class)).isSameAs(retries);
					assertThat(context.getBean(RateLimiterRegistry.class)).isSameAs(limiters);
					assertThat(context.getBean(ObservationRegistry.class)).isSameAs(observations);
					context.getBean(WebClient.Builder.class)
						.baseUrl(stub.baseUrl())
						.build()
						.get()
						.retrieve()
						.toBodilessEntity()
						.block(Duration.ofSeconds(10));
					assertThat(stub.requests()).singleElement().satisfies((request) -> {
						assertThat(request.header("X-Automatum")).isNull();
						assertThat(request.header("Authorization")).isNull();
					});
				});
		}
	}

	@Test
	void retryAndLimitersAppearInTheRegistriesOfTheApplication() {
		RetryRegistry retries = RetryRegistry.ofDefaults();
		RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();
		this.clientRunner.withBean(RetryRegistry.class, () -> retries)
			.withBean(RateLimiterRegistry.class, () -> limiters)
			.run((context) -> {
				assertThat(retries.getAllRetries()).extracting(Retry::getName).containsExactly("automatum");
				assertThat(limiters.getAllRateLimiters()).extracting(RateLimiter::getName)
					.containsExactlyInAnyOrder("automatum-minute", "automatum-hour");
			});
	}

	@Test
	void publishesNoRegistry() {
		this.clientRunner.run((context) -> assertThat(context).doesNotHaveBean(RetryRegistry.class)
			.doesNotHaveBean(RateLimiterRegistry.class)
			.doesNotHaveBean(Retry.class)
			.doesNotHaveBean(RateLimiter.class)
			.doesNotHaveBean(ObservationRegistry.class)
			.doesNotHaveBean(JsonMapper.class)
			.doesNotHaveBean(WebClient.Builder.class));
	}

	@Test
	void severalRegistriesAreNoReasonToFail() {
		this.clientRunner.withBean("one", RetryRegistry.class, RetryRegistry::ofDefaults)
			.withBean("two", RetryRegistry.class, RetryRegistry::ofDefaults)
			.withBean("three", RateLimiterRegistry.class, RateLimiterRegistry::ofDefaults)
			.withBean("four", RateLimiterRegistry.class, RateLimiterRegistry::ofDefaults)
			.run((context) -> assertThat(context).hasSingleBean(RetryPolicy.class).hasSingleBean(RateBudget.class));
	}

	@Test
	void retryIsCustomizedByItsName() {
		RetryRegistry retries = RetryRegistry.ofDefaults();
		this.clientRunner.withBean(RetryRegistry.class, () -> retries)
			.withBean("ours", RetryConfigCustomizer.class,
					() -> RetryConfigCustomizer.of("automatum", (builder) -> builder.maxAttempts(7)))
			.withBean("theirs", RetryConfigCustomizer.class,
					() -> RetryConfigCustomizer.of("other", (builder) -> builder.maxAttempts(9)))
			.run((context) -> assertThat(retries.retry("automatum").getRetryConfig().getMaxAttempts()).isEqualTo(7));
	}

	@Test
	void publishesNothingOfSpringSecurity() {
		this.clientRunner.run((context) -> assertThat(context).doesNotHaveBean(ClientRegistration.class)
			.doesNotHaveBean(ClientRegistrationRepository.class)
			.doesNotHaveBean(ReactiveClientRegistrationRepository.class)
			.doesNotHaveBean(OAuth2AuthorizedClientService.class)
			.doesNotHaveBean(ReactiveOAuth2AuthorizedClientService.class)
			.doesNotHaveBean(OAuth2AuthorizedClientManager.class)
			.doesNotHaveBean(ReactiveOAuth2AuthorizedClientManager.class)
			.doesNotHaveBean(SecurityFilterChain.class)
			.doesNotHaveBean(SecurityWebFilterChain.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { WebClient.class, HttpClient.class, ClientRegistration.class, JsonMapper.class,
			RateLimiter.class, Retry.class })
	void startsWithoutALibraryThatTheClientNeeds(Class<?> missing) {
		this.clientRunner.withClassLoader(new FilteredClassLoader(missing)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("automatumOperations");
			assertThat(context).doesNotHaveBean("automatumRateBudget").doesNotHaveBean("automatumRetryPolicy");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.github.resilience4j.common", "org.springframework.boot.micrometer",
			"org.springframework.security.config", "jakarta.servlet", "org.springframework.web.servlet" })
	void worksWithoutALibraryThatIsOptional(String missing) {
		this.clientRunner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(CustomerRepository.class)
				.hasSingleBean(RetryPolicy.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusesAWrongConfigurationAlsoWhenBeansAreLazy(boolean lazy) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application
			.setDefaultProperties(Map.of("spring.main.lazy-initialization", lazy, "automatum.client-id", "app_1"));
		assertThatThrownBy(application::run).hasRootCauseInstanceOf(InvalidAutomatumConfigurationException.class);
	}

	@Test
	void lazyBeansAreMadeWhenTheyAreAskedFor() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.lazy-initialization", true, "automatum.client-id", "app_1",
				"automatum.client-secret", "secret_1"));
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBeanFactory().containsSingleton("automatumRepositoryFactory")).isFalse();
			assertThat(context.getBean(CustomerRepository.class)).isNotNull();
		}
	}

	@Test
	void clientOfAParentServesItsChildren() {
		this.clientRunner.run((parent) -> this.clientRunner.withParent(parent)
			.run((context) -> assertThat(context.getBean(CustomerRepository.class))
				.isSameAs(parent.getBean(CustomerRepository.class))));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class })
	static class Application {

	}

	@AutoConfiguration(after = AutomatumClientAutoConfiguration.class)
	static class LateAutoConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebClient lateWebClient() {
			return WebClient.create();
		}

		@Bean(destroyMethod = "dispose")
		@ConditionalOnMissingBean
		ConnectionProvider lateConnections() {
			return ConnectionProvider.create("late");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByTypeConfiguration {

		@Bean
		ByType byType(ObjectProvider<WebClient> webClient) {
			return new ByType(webClient.getIfAvailable());
		}

		@Bean
		ByQualifier byQualifier(@Qualifier("automatumWebClient") WebClient webClient) {
			return new ByQualifier(webClient);
		}

	}

	record ByType(WebClient webClient) {

	}

	record ByQualifier(WebClient webClient) {

	}

}
