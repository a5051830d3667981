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

package io.automatum.spring.test.example;

import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.client.repository.AutomatumOperations;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.UnlimitedRateBudget;
import io.automatum.spring.test.AutomatumEmulatorCustomizer;
import io.automatum.spring.test.AutomatumTest;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the attributes of {@link AutomatumTest @AutomatumTest} and for what a test
 * may change.
 */
@AutomatumTest(properties = { "automatum.rate-limit.enabled=true", "example.property=yes" },
		includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Renewals.class),
		excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = TenantHeader.class),
		excludeAutoConfiguration = AutomatumRepositoryAutoConfiguration.class)
class AutomatumTestAttributesIntegrationTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private AutomatumEmulator automatum;

	@Test
	void addsProperties(@Autowired Environment environment) {
		assertThat(environment.getProperty("example.property")).isEqualTo("yes");
	}

	@Test
	void limitsTheRateOnBothSidesWhereAsked(@Autowired RateBudget budget,
			@Autowired @Qualifier("automatumWebClient") WebClient webClient) {
		assertThat(budget).isNotInstanceOf(UnlimitedRateBudget.class);
		assertThat(webClient.get().uri("/customers").retrieve().toBodilessEntity().block()).isNotNull()
			.satisfies((reply) -> assertThat(reply.getHeaders().getFirst("X-RateLimit-Limit")).isNotNull());
	}

	@Test
	void filtersComponentsAndAutoConfiguration() {
		assertThat(this.context.getBeansOfType(Renewals.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(TenantHeader.class)).isEmpty();
		assertThat(this.context.getBeansOfType(AutomatumOperations.class)).isEmpty();
		assertThat(this.context.getBeansOfType(CustomerRepository.class)).hasSize(1);
	}

	@Test
	void appliesCustomizersInOrder() {
		assertThat(this.automatum.collection("customers").size()).isEqualTo(3);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Emulator {

		@Bean
		AutomatumEmulatorCustomizer evenFewerCustomers() {
			return (builder) -> builder.customers(3);
		}

		@Bean
		CustomerRepository customerRepository() {
			return mock(CustomerRepository.class);
		}

		@Bean
		PrivateOfferRepository privateOfferRepository() {
			return mock(PrivateOfferRepository.class);
		}

	}

}
