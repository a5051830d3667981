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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.AutoConfigureAutomatumEmulator;
import io.automatum.spring.test.AutomatumTest;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Test classes as users write them, run by {@link EmulatorFieldTests} and not by the
 * build: two of them fail.
 */
final class EmulatorFields {

	// By the simple name of the test class, the contexts that its methods had.
	static final Map<String, Set<ApplicationContext>> CONTEXTS = new ConcurrentHashMap<>();

	static final CyclicBarrier BOTH = new CyclicBarrier(2);

	private EmulatorFields() {
	}

	private static AutomatumEmulator small() {
		return AutomatumEmulator.builder().customers(3).listings(1).privateOffers(0).entitlements(0).start();
	}

	/**
	 * An application with nothing of Automatum's set.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		// The global resources are disposed of with a context, and another one may use
		// them.
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

		static void main(String[] args) {
			SpringApplication.run(Application.class, args);
		}

	}

	/**
	 * The same with less that is configured, because many contexts of it are made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
			AutomatumResilienceAutoConfiguration.class })
	static class SmallApplication {

	}

	/**
	 * What each of the test classes checks: that the application calls this emulator.
	 */
	@SpringBootTest(classes = SmallApplication.class, webEnvironment = WebEnvironment.NONE)
	abstract static class Contract {

		@Autowired
		private ApplicationContext context;

		@Autowired
		private CustomerRepository customers;

		abstract AutomatumEmulator emulator();

		@BeforeEach
		void remember() {
			CONTEXTS.computeIfAbsent(getClass().getSimpleName(), (name) -> ConcurrentHashMap.newKeySet())
				.add(this.context);
		}

		@RepeatedTest(2)
		void applicationCallsTheEmulatorWhichKnowsNothingOfOtherTests() {
			assertThat(emulator().requests()).isEmpty();
			assertThat(this.customers.findById("cust_456")).isPresent();
			this.customers.deleteById("cust_456");
			assertThat(emulator().requests(RequestMatcher.path("/customers/cust_456"))).hasSize(2);
		}

		ApplicationContext context() {
			return this.context;
		}

	}

	static class OwnField extends Contract {

		private static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

		@Test
		void theEmulatorIsABeanToo(@Autowired AutomatumEmulator bean) {
			assertThat(bean).isSameAs(automatum);
		}

		@Nested
		class InANestedClass {

			@RepeatedTest(2)
			void applicationCallsTheEmulator(@Autowired CustomerRepository customers) {
				assertThat(automatum.requests()).isEmpty();
				customers.findById("cust_456");
				assertThat(automatum.requests(RequestMatcher.api())).hasSize(1);
			}

		}

	}

	abstract static class WithField extends Contract {

		static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

	}

	static class Inherited extends WithField {

	}

	static class InheritedToo extends WithField {

	}

	static class NearerThanInherited extends WithField {

		static final AutomatumEmulator nearer = small();

		@Override
		AutomatumEmulator emulator() {
			return nearer;
		}

	}

	interface HasEmulator {

		AutomatumEmulator SHARED = small();

		@Test
		default void theEmulatorIsABeanToo(@Autowired AutomatumEmulator bean) {
			assertThat(bean).isSameAs(SHARED);
		}

	}

	static class OfAnInterface extends Contract implements HasEmulator {

		@Override
		AutomatumEmulator emulator() {
			return SHARED;
		}

	}

	@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
	static class InAContextForEachMethod extends Contract {

		static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

	}

	@DirtiesContext
	static class ClosedInTheEnd extends Contract {

		@AutoClose
		static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

	}

	@SpringBootTest(classes = ExampleApplication.class, webEnvironment = WebEnvironment.NONE,
			properties = { "example.vault=true", "example.ledger=false", "automatum.client-id=app_real",
					"automatum.client-secret=changeme" })
	static class InsteadOfTheApplicationsOwn {

		static final AutomatumEmulator automatum = small();

		@Test
		void leadsTheApplicationToTheEmulator(@Autowired CustomerRepository customers) {
			assertThat(customers.findById("cust_456")).isPresent();
		}

	}

	@SpringBootTest(classes = SmallApplication.class, webEnvironment = WebEnvironment.NONE)
	@Import(AccountsConfiguration.class)
	static class InsteadOfPrimaryDetails {

		static final AutomatumEmulator automatum = small();

		@Test
		void leadsTheApplicationToTheEmulator(@Autowired CustomerRepository customers) {
			assertThat(customers.findById("cust_456")).isPresent();
		}

	}

	/**
	 * Of an application with several accounts.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class AccountsConfiguration {

		@Bean
		@Primary
		AutomatumConnectionDetails mainAccount() {
			return mock();
		}

		@Bean
		AutomatumConnectionDetails otherAccount() {
			return mock();
		}

	}

	@AutomatumTest
	static class InTheSlice {

		static final AutomatumEmulator automatum = small();

		@Test
		void thereIsNoOther(@Autowired CustomerRepository customers, @Autowired AutomatumEmulator bean) {
			assertThat(bean).isSameAs(automatum);
			assertThat(customers.findById("cust_456")).isPresent();
			assertThat(automatum.requests(RequestMatcher.api())).hasSize(1);
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class EmulatorBean {

		@Bean
		AutomatumEmulator automatumEmulator() {
			return small();
		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	@Import(EmulatorBean.class)
	static class AsABean {

		@Test
		void applicationCallsTheEmulator(@Autowired CustomerRepository customers,
				@Autowired AutomatumEmulator automatum, @Autowired AutomatumConnectionDetails details) {
			assertThat(details.getBaseUrl()).isEqualTo(automatum.baseUrl());
			assertThat(customers.findById("cust_456")).isPresent();
			assertThat(automatum.requests(RequestMatcher.api())).isNotEmpty();
		}

	}

	@AutoConfigureAutomatumEmulator
	static class AsABeanThatIsReset extends AsABean {

		@RepeatedTest(2)
		void startsAfresh(@Autowired CustomerRepository customers, @Autowired AutomatumEmulator automatum) {
			assertThat(automatum.requests()).isEmpty();
			assertThat(automatum.collection("customers").size()).isEqualTo(3);
			customers.deleteById("cust_456");
		}

	}

	abstract static class AtOnce extends Contract {

		@BeforeAll
		static void together() throws Exception {
			BOTH.await(30, TimeUnit.SECONDS);
		}

		@RepeatedTest(20)
		void noRequestOfAnotherClassIsSeen(@Autowired CustomerRepository customers) {
			customers.findById(getClass().getSimpleName());
			assertThat(emulator().requests(RequestMatcher.api())).singleElement()
				.satisfies((request) -> assertThat(request.path()).endsWith(getClass().getSimpleName()));
		}

	}

	static class AtOnceOne extends AtOnce {

		static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

	}

	static class AtOnceTwo extends AtOnce {

		static final AutomatumEmulator automatum = small();

		@Override
		AutomatumEmulator emulator() {
			return automatum;
		}

	}

	@SpringBootTest(classes = SmallApplication.class, webEnvironment = WebEnvironment.NONE)
	static class AssignedTooLate {

		static AutomatumEmulator automatum;

		@BeforeAll
		static void start() {
			automatum = small();
		}

		@Test
		void isNotRun() {
		}

	}

	@SpringBootTest(classes = SmallApplication.class, webEnvironment = WebEnvironment.NONE)
	static class Two {

		static final List<AutomatumEmulator> both = List.of(small(), small());

		static final AutomatumEmulator one = both.get(0);

		static final AutomatumEmulator another = both.get(1);

		static final AutomatumEmulator oneAgain = one;

		@Test
		void isNotRun() {
		}

	}

}
