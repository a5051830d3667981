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

package io.automatum.spring.tests.resilience4j;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.UnknownOutcomeException;
import io.automatum.spring.client.metrics.Resilience4jMeters;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an operator sees and may change through Resilience4j's Spring Boot module, on a
 * real server and against the emulator.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegistryIntegrationTests {

	private static final RequestMatcher CUSTOMER = RequestMatcher.get("/customers/*");

	private static final RequestMatcher OFFER = RequestMatcher.post("/private-offer");

	private AutomatumEmulator automatum;

	@BeforeEach
	void start() {
		this.automatum = AutomatumEmulator.builder().noRateLimit().start();
	}

	@AfterEach
	void stop() {
		this.automatum.close();
	}

	@Test
	void theBudgetAndTheRetryAppearInActuator() throws Exception {
		try (ConfigurableApplicationContext context = application(
				"resilience4j.ratelimiter.instances.automatum-minute.subscribe-for-events=true")) {
			context.getBean(CustomerRepository.class).findById("cust_456");
			assertThat(get(context, "/actuator/ratelimiters")).contains("automatum-minute", "automatum-hour");
			assertThat(get(context, "/actuator/ratelimiterevents/automatum-minute")).contains("SUCCESSFUL_ACQUIRE");
			assertThat(get(context, "/actuator/retries")).contains("\"automatum\"");
			assertThat(get(context,
					"/actuator/metrics/resilience4j.ratelimiter.available.permissions?tag=name:automatum-minute"))
				.contains("\"value\":49.0");
			assertThat(get(context, "/actuator/metrics/resilience4j.retry.calls?tag=name:automatum"))
				.contains("successful_without_retry");
			// They are bound once, by the module.
			assertThat(context.getBeansOfType(Resilience4jMeters.class)).isEmpty();
		}
	}

	@Test
	void propertiesOfTheRegistryDoNotChangeTheBudget(CapturedOutput output) {
		try (ConfigurableApplicationContext context = application(
				"resilience4j.ratelimiter.instances.automatum-minute.limit-for-period=1",
				"resilience4j.ratelimiter.instances.automatum-minute.limit-refresh-period=1h",
				"resilience4j.ratelimiter.instances.automatum-minute.timeout-duration=0")) {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			for (int i = 0; i < 3; i++) {
				assertThat(customers.findById("cust_456")).isPresent();
			}
			assertThat(output)
				.contains("The configuration of the Resilience4j rate limiter 'automatum-minute' is ignored");
		}
	}

	@Test
	void propertiesOfTheBudgetDo() {
		try (ConfigurableApplicationContext context = application("automatum.rate-limit.per-minute=1",
				"automatum.rate-limit.max-wait=10ms")) {
			CustomerRepository customers = context.getBean(CustomerRepository.class);
			assertThat(customers.findById("cust_456")).isPresent();
			assertThatExceptionOfType(RateLimitedException.class).isThrownBy(() -> customers.findById("cust_456"));
		}
	}

	@Test
	void propertiesOfTheRetryAreHonoured() {
		try (ConfigurableApplicationContext context = application(
				"resilience4j.retry.instances.automatum.max-attempts=6",
				"resilience4j.retry.instances.automatum.wait-duration=1ms")) {
			this.automatum.fault(CUSTOMER, Fault.status(503));
			assertThatExceptionOfType(ServerErrorException.class)
				.isThrownBy(() -> context.getBean(CustomerRepository.class).findById("cust_456"));
			assertThat(this.automatum.requests(CUSTOMER)).hasSize(6);
		}
	}

	@Test
	void propertiesThatReplaceTheRetryLeaveWritesProtected() {
		try (ConfigurableApplicationContext context = application("automatum.retry.post=false",
				"resilience4j.retry.instances.automatum.max-attempts=6",
				"resilience4j.retry.instances.automatum.wait-duration=1ms",
				"resilience4j.retry.instances.automatum.retry-exceptions=java.lang.Throwable")) {
			this.automatum.fault(OFFER, Fault.lostReply());
			assertThatExceptionOfType(UnknownOutcomeException.class)
				.isThrownBy(() -> context.getBean(PrivateOfferRepository.class)
					.create(NewPrivateOffer.builder()
						.vendor(Vendor.AWS)
						.listingId("listing_123")
						.customerId("cust_456")
						.details(Map.of("pricing", Map.of("discountPercentage", 20)))
						.build()));
			assertThat(this.automatum.requests(OFFER)).hasSize(1);
		}
	}

	private ConfigurableApplicationContext application(String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"management.endpoints.web.exposure.include=*", "automatum.client-id=" + this.automatum.clientId(),
				"automatum.client-secret=" + this.automatum.clientSecret(),
				"automatum.base-url=" + this.automatum.baseUrl(), "automatum.token-url=" + this.automatum.tokenUrl()));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties(all.toArray(String[]::new))
			.run();
	}

	private static String get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		int port = ((WebServerApplicationContext) context).getWebServer().getPort();
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
				.timeout(Duration.ofSeconds(10))
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
