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

package io.automatum.spring.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Which beans become handlers, and of what data.
 */
class HandlerBeansTests {

	private static final List<String> CALLS = new ArrayList<>();

	@BeforeEach
	void forget() {
		CALLS.clear();
	}

	@Test
	void findsTheTypeOfALambdaWhereItIsDeclared() throws Exception {
		try (HandlersFixture fixture = new HandlersFixture(Lambdas.class)) {
			assertThat(fixture.ids("entitlement.created")).containsExactly("entitlements", "everything");
			assertThat(fixture.ids("customer.created")).containsExactly("customers", "everything");
			assertThat(fixture.ids("other.thing")).containsExactly("everything");
			fixture.handle("customer.created", "{\"email\":\"a@example.com\"}");
			assertThat(CALLS).containsExactly("customer a@example.com", "everything Customer");
		}
	}

	@Test
	void findsTheTypeOfAClassAndAsksWhatItSupports() throws Exception {
		try (HandlersFixture fixture = new HandlersFixture(
				(context) -> context.registerBean("own", OwnHandler.class, OwnHandler::new))) {
			assertThat(fixture.ids("seats.sold")).containsExactly("own");
			assertThat(fixture.ids("seats.bought")).isEmpty();
			fixture.handle("seats.sold", "{\"count\":3}");
			assertThat(CALLS).containsExactly("seats 3");
		}
	}

	@Test
	void handlerThatSaysItSupportsAnUnknownTypeIsHandedIt() {
		try (HandlersFixture fixture = new HandlersFixture(
				(context) -> context.registerBean("own", SecondVersion.class, SecondVersion::new))) {
			assertThat(fixture.ids("entitlement_v2.created")).containsExactly("own");
			assertThat(fixture.ids("entitlement.created")).isEmpty();
			assertThat(fixture.ids("customer.created")).isEmpty();
		}
	}

	@Test
	void refusesDataThatIsAbstract() {
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> new HandlersFixture(OfRunnables.class).close())
			.withMessageContaining("Runnable");
	}

	@Test
	void findsTheTypeOfTheClassBehindAProxy() throws Exception {
		try (HandlersFixture fixture = new HandlersFixture(Proxied.class)) {
			fixture.handle("seats.sold", "{\"count\":3}");
			assertThat(CALLS).containsExactly("seats 3");
		}
	}

	@Test
	void waitsForWhatAHandlerReturns() {
		try (HandlersFixture fixture = new HandlersFixture(Failing.class)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> fixture.handle("entitlement.created", "{}"))
				.withMessage("late");
		}
	}

	@Test
	void leavesALazyBeanLazyUntilAnEventIsThere() throws Exception {
		try (HandlersFixture fixture = new HandlersFixture(LazyHandler.class)) {
			assertThat(CALLS).isEmpty();
			fixture.handle("entitlement.created", "{}");
			assertThat(CALLS).containsExactly("created");
		}
	}

	@Test
	void hasAHandlerFailThatCannotTellWhatItSupportsAndLeavesTheOthersAlone() {
		for (Throwable failure : List.of(new IllegalStateException("A defect"), new NoClassDefFoundError("Missing"))) {
			CALLS.clear();
			try (HandlersFixture fixture = new HandlersFixture((context) -> {
				context.registerBean("broken", UnsureHandler.class, () -> new UnsureHandler(failure));
				context.registerBean("good", OwnHandler.class, OwnHandler::new);
			})) {
				List<EventHandler> handlers = fixture.handlers.forType("seats.sold");
				assertThat(handlers).extracting(EventHandler::id).containsExactly("broken", "good");
				ReceivedEvent event = HandlersFixture.event("seats.sold",
						"{\"id\":\"evt_1\",\"type\":\"seats.sold\",\"data\":{\"count\":3}}");
				assertThatThrownBy(() -> handlers.get(0).handle(event, 1)).isSameAs(failure);
				assertThatNoException().isThrownBy(() -> handlers.get(1).handle(event, 1));
				assertThat(CALLS).containsExactly("seats 3");
			}
		}
	}

	@Test
	void hasALazyHandlerFailThatCannotBeCreatedAndLeavesTheOthersAlone() {
		try (HandlersFixture fixture = new HandlersFixture((context) -> {
			context.registerBean("broken", OwnHandler.class, () -> {
				throw new IllegalStateException("Not yet");
			}, (definition) -> definition.setLazyInit(true));
			context.registerBean("good", OwnHandler.class, OwnHandler::new);
		})) {
			List<EventHandler> handlers = fixture.handlers.forType("seats.sold");
			assertThat(handlers).extracting(EventHandler::id).containsExactly("broken", "good");
			assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> handlers.get(0).handle(HandlersFixture.event("seats.sold", "{}"), 1));
		}
	}

	@Test
	void saysWhatToDeclareWhereTheTypeIsHidden() {
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> new HandlersFixture(
					(context) -> context.registerBean("hidden", WebhookHandler.class, () -> (event) -> null))
				.close())
			.withMessageContaining("'hidden'")
			.withMessageContaining("WebhookHandler<Entitlement>");
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> new HandlersFixture(RawLambda.class).close())
			.withMessageContaining("'raw'");
	}

	@Test
	void refusesABeanWhoseNameIsNoId() {
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> new HandlersFixture(
					(context) -> context.registerBean("a\nb", OwnHandler.class, OwnHandler::new))
				.close())
			.withMessageContaining("'a?b'");
	}

	static class SecondVersion implements WebhookHandler<Entitlement> {

		@Override
		public boolean supports(String type) {
			return !type.equals("entitlement.created");
		}

		@Override
		public @Nullable Publisher<?> handle(AutomatumEvent<Entitlement> event) {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfRunnables {

		@Bean
		WebhookHandler<Runnable> runnables() {
			return (event) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambdas {

		@Bean
		@Order(3)
		WebhookHandler<?> everything() {
			return (event) -> {
				CALLS.add("everything " + event.data().getClass().getSimpleName());
				return null;
			};
		}

		@Bean
		@Order(2)
		WebhookHandler<Entitlement> entitlements() {
			return (event) -> {
				CALLS.add("entitlement " + event.data().id());
				return null;
			};
		}

		@Bean
		@Order(1)
		WebhookHandler<Customer> customers() {
			return (event) -> Mono.fromRunnable(() -> CALLS.add("customer " + event.data().email()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		WebhookHandler<Map<String, Object>> failing() {
			return (event) -> Mono.error(new IllegalStateException("late"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyHandler {

		@Bean
		@Lazy
		WebhookHandler<Entitlement> lazy() {
			CALLS.add("created");
			return (event) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RawLambda {

		@Bean
		@SuppressWarnings("rawtypes")
		WebhookHandler raw() {
			return (event) -> null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		WebhookHandler<Seats> proxied() {
			ProxyFactory factory = new ProxyFactory(new OwnHandler());
			return castProxy(factory.getProxy());
		}

		@SuppressWarnings("unchecked")
		private static WebhookHandler<Seats> castProxy(Object proxy) {
			assertThat(proxy).isNotInstanceOf(OwnHandler.class);
			return (WebhookHandler<Seats>) proxy;
		}

	}

	static class OwnHandler implements WebhookHandler<Seats> {

		@Override
		public boolean supports(String type) {
			return type.equals("seats.sold");
		}

		@Override
		public @Nullable Publisher<?> handle(AutomatumEvent<Seats> event) {
			CALLS.add("seats " + event.data().count());
			return null;
		}

	}

	static class UnsureHandler extends OwnHandler {

		private final Throwable failure;

		UnsureHandler(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public boolean supports(String type) {
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) this.failure;
		}

	}

	/**
	 * A type of an application.
	 *
	 * @param count how many
	 */
	record Seats(int count) {

	}

}
