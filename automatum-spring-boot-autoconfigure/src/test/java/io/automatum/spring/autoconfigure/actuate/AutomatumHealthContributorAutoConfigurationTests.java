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

package io.automatum.spring.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookRegistrationAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.Inbox;
import io.github.resilience4j.ratelimiter.RateLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutomatumHealthContributorAutoConfiguration}.
 */
class AutomatumHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
				AutomatumWebhookAutoConfiguration.class, AutomatumWebhookRegistrationAutoConfiguration.class,
				AutomatumWebhookStatusAutoConfiguration.class, AutomatumHealthContributorAutoConfiguration.class));

	private final ApplicationContextRunner client = this.runner.withPropertyValues("automatum.client-id=app_test",
			"automatum.client-secret=secret_of_the_test", "automatum.base-url=http://localhost:1/api",
			"automatum.token-url=http://localhost:1/token");

	private final ApplicationContextRunner webhook = this.runner
		.withPropertyValues("automatum.webhook.secret=whsec_0123456789abcdef");

	private final ApplicationContextRunner both = this.client.withPropertyValues(
			"automatum.webhook.secret=whsec_0123456789abcdef",
			"automatum.webhook.register.url=https://example.com/webhooks/automatum", "automatum.health.probe=true");

	@Test
	void aClientHasATokenAndARateBudget() {
		this.client.run((context) -> assertThat(parts(context)).containsExactly("rateLimit", "token"));
	}

	@Test
	void aReceiverHasDeliveriesAndAnInbox() {
		this.webhook.run((context) -> assertThat(parts(context)).containsExactly("inbox", "webhook"));
	}

	@Test
	void bothHaveARegistrationAndAProbeIfTheyAreAskedFor() {
		this.both.run((context) -> assertThat(parts(context)).containsExactly("inbox", "probe", "rateLimit",
				"registration", "token", "webhook"));
	}

	@ParameterizedTest
	@CsvSource({ "token,token", "rate-limit,rateLimit", "webhook,webhook", "inbox,inbox", "registration,registration" })
	void eachPartIsSwitchedOffByItself(String property, String part) {
		this.both.withPropertyValues("automatum.health." + property + ".enabled=false")
			.run((context) -> assertThat(parts(context)).hasSize(5).doesNotContain(part));
	}

	@Test
	void withoutAnyPartThereIsNoContributor() {
		this.webhook
			.withPropertyValues("automatum.health.webhook.enabled=false", "automatum.health.inbox.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@ParameterizedTest
	@CsvSource({ "management.health.automatum.enabled=false", "management.health.defaults.enabled=false",
			"automatum.enabled=false" })
	void theWholeIsSwitchedOffInBootsManner(String property) {
		this.both.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void withoutConfigurationThereIsNothing() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void anApplicationHasItsOwn() {
		this.both.withUserConfiguration(OwnContributor.class)
			.run((context) -> assertThat(context).getBean(HealthContributor.class).isInstanceOf(HealthIndicator.class));
	}

	@Test
	void receivingAloneNeedsNoLibraryOfTheClient() {
		this.webhook
			.withClassLoader(new FilteredClassLoader(WebClient.class.getPackageName(), "io.github.resilience4j",
					"org.springframework.security.oauth2.client"))
			.run((context) -> assertThat(parts(context)).containsExactly("inbox", "webhook"));
		assertThat(RateLimiter.class.getName()).startsWith("io.github.resilience4j");
	}

	@Test
	void whatTheApplicationReplacedIsUnknown() {
		this.both.withUserConfiguration(OwnBeans.class).run((context) -> {
			assertThat(health(context, "token").getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(health(context, "inbox").getStatus()).isEqualTo(Status.UNKNOWN);
		});
	}

	@Test
	void noBudgetIsUnknown() {
		this.client.withPropertyValues("automatum.rate-limit.enabled=false")
			.run((context) -> assertThat(health(context, "rateLimit").getStatus()).isEqualTo(Status.UNKNOWN));
	}

	@Test
	void aPartThatThrowsIsDownWithoutItsMessage() {
		HealthPart part = new HealthPart("x", () -> {
			throw new IllegalStateException("holds a secret");
		});
		assertThat(part.indicator().health())
			.isEqualTo(Health.down().withDetail("error", "java.lang.IllegalStateException").build());
	}

	@Test
	void propertiesAreThoseThatAreDocumented() {
		this.both
			.withPropertyValues("automatum.health.rate-limit.max-pause=3m", "automatum.health.webhook.max-refusals=7",
					"automatum.health.inbox.max-age=1h", "automatum.health.inbox.max-dead-letters=9")
			.run((context) -> {
				AutomatumHealthProperties properties = context.getBean(AutomatumHealthProperties.class);
				assertThat(properties.getRateLimit().getMaxPause()).isEqualTo(Duration.ofMinutes(3));
				assertThat(properties.getWebhook().getMaxRefusals()).isEqualTo(7);
				assertThat(properties.getInbox().getMaxAge()).isEqualTo(Duration.ofHours(1));
				assertThat(properties.getInbox().getMaxDeadLetters()).isEqualTo(9);
				assertThat(health(context, "webhook").getDetails()).isEqualTo(Map.of("refusalsInARow", 0, "downAt", 7));
			});
	}

	private static Set<String> parts(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().hasSingleBean(HealthContributor.class);
		Set<String> names = new TreeSet<>();
		context.getBean("automatumHealthContributor", CompositeHealthContributor.class)
			.stream()
			.map(HealthContributors.Entry::name)
			.forEach(names::add);
		return names;
	}

	private static Health health(AssertableApplicationContext context, String part) {
		CompositeHealthContributor contributor = context.getBean(CompositeHealthContributor.class);
		return ((HealthIndicator) contributor.getContributor(part)).health();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnContributor {

		@Bean
		HealthIndicator automatumHealthIndicator() {
			return () -> Health.up().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		AccessTokenProvider tokens() {
			return new AccessTokenProvider() {

				@Override
				public Mono<AccessToken> token() {
					return Mono.just(new AccessToken("own", Set.of(), Instant.now(), Instant.MAX));
				}

				@Override
				public void invalidate(AccessToken refused) {
				}

			};
		}

		@Bean
		Inbox inbox() {
			return (event) -> Mono.just(Acknowledgement.STORED);
		}

	}

}
