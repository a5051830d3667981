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

package io.automatum.spring.tests.documents;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.model.Listing;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.test.AutoConfigureAutomatumEmulator;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents show as programs does what they say.
 */
class DocumentedProgramsTests {

	@TempDir
	private Path classes;

	private ClassLoader before;

	@BeforeEach
	void remember() {
		this.before = Thread.currentThread().getContextClassLoader();
	}

	@AfterEach
	void restore() {
		Thread.currentThread().setContextClassLoader(this.before);
	}

	@Test
	void theFirstStepsLeadToAnApplicationThatCallsTheEmulator() throws Exception {
		try (URLClassLoader types = load("docs/getting-started.md")) {
			SpringApplication.Running running = SpringApplication.from((arguments) -> main(types, arguments))
				.with(type(types, "TestShopApplication$Emulator"))
				.run("--spring.main.web-application-type=none", SpringSecurity.off());
			try (ConfigurableApplicationContext context = running.getApplicationContext()) {
				Object offers = context.getBean(type(types, "Offers"));
				assertThat(this.<List<?>>call(offers, "latest")).hasSize(5);
				assertThat(context.getBean(AutomatumEmulator.class).requests(RequestMatcher.get("/private-offer")))
					.hasSize(1);
			}
		}
	}

	@Test
	void theMigratedProgramsDoWhatTheOriginalsDo() throws Exception {
		try (URLClassLoader types = load("docs/migration.md");
				ConfigurableApplicationContext context = client(types, "PrivateOffers", "Customers", "AcceptedOffers",
						"Renewal", "Listings", "HandWritten")) {
			AutomatumEmulator emulator = context.getBean(AutomatumEmulator.class);
			Object offers = context.getBean(type(types, "PrivateOffers"));
			Page<PrivateOffer> page = call(offers, "list");
			assertThat(page.items()).hasSize(20);
			PrivateOffer offer = call(offers, "create");
			assertThat(emulator.collection("private-offer").get(offer.id())).containsEntry("customerId", "cust_456")
				.containsEntry("details", Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)));
			assertThat(this.<List<?>>call(context.getBean(type(types, "Customers")), "names"))
				.isEqualTo(emulator.collection("customers").list().stream().map((item) -> item.get("name")).toList());
			Page<PrivateOffer> accepted = call(context.getBean(type(types, "AcceptedOffers")), "of2026");
			assertThat(accepted.items()).isNotEmpty().allSatisfy((item) -> {
				assertThat(item.status()).hasToString("accepted");
				assertThat(item.value()).isGreaterThan(BigDecimal.valueOf(10000));
			}).extracting(PrivateOffer::value).isSortedAccordingTo((left, right) -> right.compareTo(left));
			Object renewal = context.getBean(type(types, "Renewal"));
			emulator.fault(RequestMatcher.post("/private-offer"), Fault.lostReply()).times(1);
			PrivateOffer once = call(renewal, "once", "unique-request-id-123");
			assertThat(this.<PrivateOffer>call(renewal, "once", "unique-request-id-123").id()).isEqualTo(once.id());
			Object listings = context.getBean(type(types, "Listings"));
			call(listings, "rename", "listing_123", "Another title");
			assertThat(emulator.collection("listing").get("listing_123")).containsEntry("title", "Another title");
			assertThat(this.<String>call(context.getBean(type(types, "HandWritten")), "customer", "cust_456"))
				.contains("cust_456");
			assertThat(emulator.tokenRequests()).isOne();
		}
	}

	@Test
	void aListingIsCachedUntilItIsRenamedAndWhatIsNotFoundIsNot() throws Exception {
		try (URLClassLoader types = load("docs/rate-limits-and-retries.md");
				ConfigurableApplicationContext context = client(types, "Catalogue")) {
			AutomatumEmulator emulator = context.getBean(AutomatumEmulator.class);
			Object catalogue = context.getBean(type(types, "Catalogue"));
			Optional<Listing> listing = call(catalogue, "listing", "listing_123");
			assertThat(this.<Optional<Listing>>call(catalogue, "listing", "listing_123")).isEqualTo(listing)
				.isPresent();
			assertThat(emulator.requests(RequestMatcher.get("/listing/listing_123"))).hasSize(1);
			assertThat(this.<Optional<Listing>>call(catalogue, "listing", "none")).isEmpty();
			assertThat(this.<Optional<Listing>>call(catalogue, "listing", "none")).isEmpty();
			assertThat(emulator.requests(RequestMatcher.get("/listing/none"))).hasSize(2);
		}
	}

	private URLClassLoader load(String document) {
		URLClassLoader types = BlockCompiler.load(document, UnaryOperator.identity(), this.classes);
		Thread.currentThread().setContextClassLoader(types);
		return types;
	}

	private static Class<?> type(ClassLoader types, String name) {
		try {
			return types.loadClass(BlockCompiler.PACKAGE + "." + name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void main(ClassLoader types, String[] arguments) throws Exception {
		Method main = type(types, "ShopApplication").getDeclaredMethod("main", String[].class);
		main.setAccessible(true);
		main.invoke(null, (Object) arguments);
	}

	private static ConfigurableApplicationContext client(ClassLoader types, String... beans) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Client.class).web(WebApplicationType.NONE);
		for (String bean : beans) {
			builder.sources(type(types, bean));
		}
		return builder.run("--automatum.rate-limit.enabled=false");
	}

	@SuppressWarnings("unchecked")
	private <T> T call(Object bean, String method, Object... arguments) {
		return (T) ReflectionTestUtils.invokeMethod(bean, method, arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class })
	@EnableCaching
	@AutoConfigureAutomatumEmulator
	static class Client {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

}
