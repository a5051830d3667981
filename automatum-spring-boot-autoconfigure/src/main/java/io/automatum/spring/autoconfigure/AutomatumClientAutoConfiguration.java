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

import java.time.Clock;

import io.automatum.spring.client.exchange.ApiExchange;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.exchange.CallPipeline;
import io.automatum.spring.client.exchange.RawCallFilter;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.oauth2.TokenRenewalListener;
import io.automatum.spring.oauth2.TokenSettings;
import io.automatum.spring.observation.AttemptObservationFilter;
import io.automatum.spring.observation.CallerObservations;
import io.automatum.spring.observation.OperationObservationConvention;
import io.automatum.spring.observation.OperationObservations;
import io.automatum.spring.observation.RateLimitWaitObservationConvention;
import io.automatum.spring.observation.TokenRenewalObservationConvention;
import io.automatum.spring.observation.TokenRenewalObservations;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RetryPolicy;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.web.reactive.function.client.ClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration for calling the Automatum API: the token, the pipeline and the
 * {@link WebClient} named {@code automatumWebClient}.
 *
 * @since 1.0.0
 */
@AutoConfiguration(
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration" })
@ConditionalOnClass({ WebClient.class, HttpClient.class, ClientRegistration.class, JsonMapper.class, RateLimiter.class,
		Retry.class })
@ConditionalOnAutomatumClient
@EnableConfigurationProperties(AutomatumProperties.class)
public final class AutomatumClientAutoConfiguration {

	/**
	 * The name of the qualified {@link WebClient} bean: {@value}.
	 */
	public static final String WEB_CLIENT_BEAN_NAME = "automatumWebClient";

	@Bean
	@ConditionalOnMissingBean(AutomatumConnectionDetails.class)
	PropertiesAutomatumConnectionDetails automatumConnectionDetails(AutomatumProperties properties) {
		return new PropertiesAutomatumConnectionDetails(properties);
	}

	@Bean(destroyMethod = "dispose", defaultCandidate = false)
	@Qualifier("automatumConnectionProvider")
	@ConditionalOnMissingBean(name = "automatumConnectionProvider")
	ConnectionProvider automatumConnectionProvider(AutomatumClientSettings settings) {
		return AutomatumWebClientConfigurer.connections(settings.properties());
	}

	// Refuses a wrong configuration at start-up, also where beans are lazy.
	@Bean
	@Lazy(false)
	AutomatumClientSettings automatumClientSettings(AutomatumProperties properties,
			AutomatumConnectionDetails connectionDetails, Environment environment) {
		return new AutomatumClientSettings(properties, connectionDetails, environment);
	}

	@Bean
	AutomatumWebClientConfigurer automatumWebClientConfigurer(AutomatumClientSettings settings,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<AutomatumWebClientCustomizer> customizers,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ClientRequestObservationConvention> observationConvention, Environment environment,
			@Qualifier("automatumConnectionProvider") ConnectionProvider connections) {
		ClientRequestObservationConvention convention = observationConvention
			.getIfAvailable(() -> new DefaultClientRequestObservationConvention(environment
				.getProperty("management.observations.http.client.requests.name", "http.client.requests")));
		SslBundles bundles = sslBundles.getIfAvailable(DefaultSslBundleRegistry::new);
		AutomatumConfigurationValidator.validateSslBundle(settings.properties(), bundles, environment);
		return new AutomatumWebClientConfigurer(settings, bundles, customizers.orderedStream().toList(),
				new AttemptObservationFilter(registry(observationRegistry), convention), connections);
	}

	@Bean
	@ConditionalOnMissingBean
	AutomatumJson automatumJson() {
		return AutomatumJson.create();
	}

	@Bean
	@ConditionalOnMissingBean(AccessTokenProvider.class)
	ClientCredentialsTokenProvider automatumAccessTokenProvider(AutomatumClientSettings settings,
			AutomatumWebClientConfigurer configurer, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<TokenRenewalObservationConvention> convention,
			ObjectProvider<TokenRenewalListener> listeners) {
		TokenSettings tokenSettings = TokenSettings.builder(settings.tokenUrl())
			.scopes(settings.scopes())
			.renewBefore(settings.properties().getToken().getRenewBefore())
			.build();
		return new ClientCredentialsTokenProvider(tokenSettings, settings.credentials(), configurer.tokenClient(),
				TokenRenewalListener.of(listeners.orderedStream().toList()),
				new TokenRenewalObservations(registry(observationRegistry), convention.getIfAvailable()));
	}

	@Bean
	@ConditionalOnMissingBean
	CallPipeline automatumCallPipeline(AccessTokenProvider tokens, RateBudget budget, RetryPolicy retryPolicy,
			AutomatumClientSettings settings, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<OperationObservationConvention> convention,
			ObjectProvider<RateLimitWaitObservationConvention> waitConvention, ObjectProvider<CallListener> listeners) {
		OperationObservations observations = new OperationObservations(registry(observationRegistry),
				convention.getIfAvailable(), waitConvention.getIfAvailable());
		return new CallPipeline(tokens, budget, retryPolicy, observations,
				CallListener.of(listeners.orderedStream().toList()), settings.properties().getHttp().getDeadline(),
				Schedulers.parallel(), System::nanoTime);
	}

	@Bean(name = WEB_CLIENT_BEAN_NAME, defaultCandidate = false)
	@Qualifier(WEB_CLIENT_BEAN_NAME)
	@ConditionalOnMissingBean(name = WEB_CLIENT_BEAN_NAME)
	WebClient automatumWebClient(AutomatumWebClientConfigurer configurer, CallPipeline pipeline,
			AutomatumClientSettings settings, AutomatumJson json,
			ObjectProvider<ObservationRegistry> observationRegistry) {
		RawCallFilter pipelineFilter = new RawCallFilter(settings.baseUrl(), pipeline,
				RepositoryFactory.namesByPath(settings.paths()), json, Clock.systemUTC());
		return configurer.apiBuilder(json)
			.observationRegistry(
					registry(observationRegistry).isNoop() ? ObservationRegistry.NOOP : CallerObservations.registry())
			.filters((filters) -> filters.add(0, pipelineFilter))
			.build();
	}

	@Bean
	@ConditionalOnMissingBean
	RepositoryFactory automatumRepositoryFactory(AutomatumWebClientConfigurer configurer, CallPipeline pipeline,
			AutomatumClientSettings settings, AutomatumJson json) {
		ApiExchange exchange = new ApiExchange(configurer.apiBuilder(json).build(), pipeline, json,
				settings.maxResponseSize(), Clock.systemUTC());
		return new RepositoryFactory(exchange, settings.baseUrl(), settings.paths());
	}

	private static ObservationRegistry registry(ObjectProvider<ObservationRegistry> provider) {
		return provider.getIfUnique(() -> ObservationRegistry.NOOP);
	}

}
