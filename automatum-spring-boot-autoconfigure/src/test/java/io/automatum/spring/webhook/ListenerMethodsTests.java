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

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.webhook.inbox.PermanentFailureException;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which methods become handlers, and what is said of those that cannot.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerMethodsTests {

	private static final List<String> CALLS = new ArrayList<>();

	@Test
	void callsTheListenersOfAType() throws Exception {
		try (HandlersFixture fixture = fixture(Provisioning.class)) {
			assertThat(fixture.ids("entitlement.created"))
				.containsExactlyInAnyOrder("provisioning.changed(Entitlement)", "provisioning.anything(?)");
			assertThat(fixture.ids("private_offer.accepted"))
				.containsExactlyInAnyOrder("provisioning.accepted(PrivateOffer)", "provisioning.anything(?)");
			assertThat(fixture.ids("private_offer.acceptedtoo")).containsExactly("provisioning.anything(?)");
			assertThat(fixture.ids("entitlement")).containsExactly("provisioning.anything(?)");
			fixture.handle("entitlement.created", "{\"id\":\"ent_1\"}");
			assertThat(CALLS).containsExactlyInAnyOrder("changed ent_1", "anything Entitlement");
			CALLS.clear();
			fixture.handle("private_offer.accepted", "{\"id\":\"off_1\"}");
			assertThat(CALLS).containsExactlyInAnyOrder("accepted off_1", "anything PrivateOffer");
			CALLS.clear();
			fixture.handle("other.thing", "{\"a\":1}");
			assertThat(CALLS).hasSize(1).first().asString().startsWith("anything").contains("Map");
		}
	}

	@Test
	void handsAListenerWithoutTypesTheEventsThatFitItsData() {
		try (HandlersFixture fixture = fixture(ByData.class)) {
			assertThat(fixture.ids("entitlement.created")).hasSize(1);
			assertThat(fixture.ids("customer.created")).isEmpty();
			assertThat(fixture.ids("new_kind.created")).isEmpty();
			assertThat(fixture.ids("ping")).isEmpty();
		}
		try (HandlersFixture fixture = fixture(ByAsterisk.class)) {
			assertThat(fixture.ids("entitlement.created")).hasSize(1);
			assertThat(fixture.ids("new_kind.created")).isEmpty();
		}
	}

	@Test
	void handsAListenerEventsOfUnknownTypesThatItNamesOrThatItTakesAllDataOf() {
		try (HandlersFixture fixture = fixture(NamesUnknown.class, Provisioning.class, MapOfAnything.class)) {
			assertThat(fixture.ids("new_kind.created")).containsExactlyInAnyOrder("namesUnknown.on(Entitlement)",
					"provisioning.anything(?)", "mapOfAnything.on(Map<String,Object>)");
		}
	}

	@Test
	void findsMetaAnnotatedMethods() {
		try (HandlersFixture fixture = fixture(MetaAnnotated.class)) {
			assertThat(fixture.ids("entitlement.expired")).containsExactly("given-id");
			assertThat(fixture.ids("entitlement.created")).isEmpty();
		}
	}

	@Test
	void resolvesTypeVariablesByTheClassOfTheBean() throws Exception {
		try (HandlersFixture fixture = fixture(Bound.class)) {
			assertThat(fixture.ids("entitlement.created")).containsExactly("bound.on(Entitlement)");
			fixture.handle("entitlement.created", "{\"id\":\"ent_1\"}");
			assertThat(CALLS).containsExactly("on Entitlement");
		}
	}

	@Test
	void findsMethodsThatAnInterfaceAnnotates() throws Exception {
		try (HandlersFixture fixture = fixture(FromInterface.class)) {
			fixture.handle("entitlement.created", "{}");
			assertThat(CALLS).containsExactly("from interface");
		}
	}

	@Test
	void callsTheProxyOfAClass() throws Exception {
		try (HandlersFixture fixture = proxied(true, Provisioning.class)) {
			fixture.handle("entitlement.created", "{\"id\":\"ent_1\"}");
			assertThat(CALLS).contains("advice").contains("changed ent_1");
		}
	}

	@Test
	void callsTheProxyOfAnInterface() throws Exception {
		try (HandlersFixture fixture = proxied(false, FromInterface.class)) {
			assertThat(fixture.context.getBean("fromInterface")).isNotInstanceOf(FromInterface.class);
			fixture.handle("entitlement.created", "{}");
			assertThat(CALLS).containsExactly("advice", "from interface");
		}
	}

	@Test
	void saysWhatToDoWhereAProxyHidesTheMethod() {
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> proxied(false, HiddenByProxy.class).close())
			.withMessageContaining("HiddenByProxy.hidden")
			.withMessageContaining("bean 'hiddenByProxy'")
			.withMessageContaining("proxyTargetClass");
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> proxied(true, FinalMethod.class).close())
			.withMessageContaining("FinalMethod.closed")
			.withMessageContaining("Remove 'final'");
	}

	@ParameterizedTest
	@ValueSource(classes = { LazyHidden.class, PrototypeHidden.class })
	void eventOfAListenerThatALaterProxyHidesIsADeadLetterAndTheLogSaysWhatToDo(Class<?> type, CapturedOutput output) {
		try (HandlersFixture fixture = proxied(false, type)) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(PermanentFailureException.class)
					.isThrownBy(() -> fixture.handle("x.y", "{}"));
			}
		}
		assertThat(output).containsOnlyOnce("cannot be called through the proxy of its bean. ")
			.contains("'" + java.beans.Introspector.decapitalize(type.getSimpleName()) + "'", "proxyTargetClass");
		assertThat(CALLS).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { LazyPrivate.class, LazyFinal.class, PrototypeFinal.class })
	void privateOrFinalListenerOfABeanThatIsCreatedLaterIsRefusedWhereBeansAreProxied(Class<?> type) throws Exception {
		assertThatExceptionOfType(InvalidEventHandlerException.class).isThrownBy(() -> proxied(true, type).close())
			.withMessageContaining("private or final");
		try (HandlersFixture fixture = fixture(type)) {
			fixture.handle("x.y", "{}");
			assertThat(CALLS).containsExactly("with dependency");
		}
	}

	@Test
	void lazyListenerBehindAProxyIsCalledThroughIt() throws Exception {
		try (HandlersFixture fixture = proxied(true, LazyBean.class)) {
			fixture.handle("x.y", "{}");
			assertThat(CALLS).contains("advice", "lazy");
		}
	}

	@Test
	void listenerThatLeavesItsThreadInterruptedDisturbsNoOther() throws Exception {
		try (HandlersFixture fixture = fixture(Interrupting.class, Delayed.class)) {
			fixture.handle("x.y", "{}");
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(CALLS).containsExactly("interrupting", "delayed");
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void findsScopedBeansOnceAndCallsTheirProxy() throws Exception {
		try (HandlersFixture fixture = fixture(Scoped.class)) {
			assertThat(fixture.ids("x.y")).containsExactly("scoped.on(?)");
			fixture.handle("x.y", "{}");
			fixture.handle("x.y", "{}");
			assertThat(CALLS).containsExactly("scoped 1", "scoped 1");
		}
	}

	@Test
	void asksForAPrototypeForEveryEvent() throws Exception {
		try (HandlersFixture fixture = fixture(Prototype.class)) {
			fixture.handle("x.y", "{}");
			fixture.handle("x.y", "{}");
			assertThat(CALLS).containsExactly("created", "prototype", "created", "prototype");
		}
	}

	@Test
	void leavesALazyBeanLazy() throws Exception {
		try (HandlersFixture fixture = fixture(LazyBean.class)) {
			assertThat(fixture.ids("x.y")).hasSize(1);
			assertThat(CALLS).isEmpty();
			fixture.handle("x.y", "{}");
			assertThat(CALLS).containsExactly("created", "lazy");
		}
	}

	@Test
	void callsInOrder() {
		try (HandlersFixture fixture = fixture(Third.class, FirstAndLast.class, Second.class)) {
			assertThat(fixture.ids("x.y")).containsExactly("firstAndLast.first(?)", "second.on(?)", "third.on(?)",
					"firstAndLast.last(?)");
		}
	}

	@Test
	void passesOverBeansWhoseClassesAreNotThere() throws Exception {
		ClassLoader without = new WithoutMissing();
		Class<?> broken = without.loadClass(Broken.class.getName());
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(broken::getDeclaredMethods);
		Object bean = BeanUtils.instantiateClass(broken);
		try (HandlersFixture fixture = new HandlersFixture((context) -> {
			context.register(ByData.class);
			context.getBeanFactory().registerSingleton("broken", bean);
		})) {
			assertThat(fixture.ids("entitlement.created")).hasSize(1);
		}
	}

	@Test
	void refusesAListenerWhoseClassCannotBeRead() throws Exception {
		Object bean = BeanUtils.instantiateClass(new WithoutMissing().loadClass(BrokenListener.class.getName()));
		assertThatExceptionOfType(InvalidEventHandlerException.class)
			.isThrownBy(() -> new HandlersFixture(
					(context) -> context.getBeanFactory().registerSingleton("brokenListener", bean))
				.close())
			.withMessageContaining("'brokenListener'")
			.withMessageContaining("Missing");
	}

	@Test
	void refusesTwoHandlersWithOneId() {
		assertThatExceptionOfType(InvalidEventHandlerException.class).isThrownBy(() -> fixture(SameId.class).close())
			.withMessageContaining("'same'")
			.satisfies((ex) -> assertThat(ex.action()).contains("id = "));
	}

	@Test
	void offersTheTypesThatSomebodyHandlesForASubscription() {
		try (HandlersFixture fixture = fixture(MetaAnnotated.class, OwnType.class)) {
			assertThat(fixture.handlers.subscribedTypes()).containsExactly("entitlement.expired", "own.type");
		}
		try (HandlersFixture fixture = fixture(Provisioning.class)) {
			assertThat(fixture.handlers.subscribedTypes()).hasSize(16);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { NoParameter.class, TwoParameters.class, OtherParameter.class, ReturnsText.class,
			AsyncVoid.class, Unbound.class, BadPattern.class, BlankPattern.class, OtherData.class, BadId.class,
			InnerAsterisk.class, NestedFuture.class, NestedMono.class, Abstract.class })
	void saysWhatIsWrongWithWhichMethodAndWhatToWrite(Class<?> type) {
		assertThatExceptionOfType(InvalidEventHandlerException.class).isThrownBy(() -> fixture(type).close())
			.satisfies((ex) -> {
				assertThat(ex.description()).isNotBlank();
				assertThat(ex.action()).isNotBlank();
				assertThat(ex).hasMessageContaining(type.getName() + ".on");
			});
	}

	@Test
	void acceptsAsyncMethodsThatTellWhenTheyAreDone() {
		try (HandlersFixture fixture = fixture(AsyncFuture.class)) {
			assertThat(fixture.ids("x.y")).hasSize(1);
		}
	}

	private static HandlersFixture fixture(Class<?>... beans) {
		CALLS.clear();
		return new HandlersFixture((context) -> register(context, beans));
	}

	private static HandlersFixture proxied(boolean classes, Class<?> bean) {
		CALLS.clear();
		return new HandlersFixture((context) -> {
			register(context, bean);
			context.registerBean(DefaultAdvisorAutoProxyCreator.class, () -> {
				DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
				creator.setProxyTargetClass(classes);
				creator.setUsePrefix(false);
				return creator;
			});
			context.registerBean(DefaultPointcutAdvisor.class,
					() -> new DefaultPointcutAdvisor(new org.springframework.aop.support.NameMatchMethodPointcut() {

						@Override
						public boolean matches(java.lang.reflect.Method method, Class<?> targetClass) {
							return method.getParameterCount() == 1
									&& method.getParameterTypes()[0] == AutomatumEvent.class;
						}
					}, (MethodInterceptor) (invocation) -> {
						CALLS.add("advice");
						return invocation.proceed();
					}));
		});
	}

	private static void register(AnnotationConfigApplicationContext context, Class<?>... beans) {
		for (Class<?> bean : beans) {
			context.registerBean(java.beans.Introspector.decapitalize(bean.getSimpleName()), bean);
		}
	}

	static class Provisioning {

		@AutomatumEventListener("entitlement.*")
		void changed(AutomatumEvent<Entitlement> event) {
			CALLS.add("changed " + event.data().id());
		}

		@AutomatumEventListener("private_offer.accepted")
		Mono<Void> accepted(AutomatumEvent<PrivateOffer> event) {
			return Mono.fromRunnable(() -> CALLS.add("accepted " + event.data().id()));
		}

		@AutomatumEventListener
		void anything(AutomatumEvent<?> event) {
			CALLS.add("anything " + event.data().getClass().getSimpleName());
		}

	}

	static class ByData {

		@AutomatumEventListener
		Flux<String> on(AutomatumEvent<Entitlement> event) {
			return Flux.empty();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@AutomatumEventListener
	@interface OnExpiry {

		@AliasFor(annotation = AutomatumEventListener.class)
		String[] types() default { "entitlement.expired" };

		@AliasFor(annotation = AutomatumEventListener.class)
		String id() default "";

	}

	static class MetaAnnotated {

		@OnExpiry(id = "given-id")
		void on(AutomatumEvent<Map<String, Object>> event) {
		}

	}

	static class OwnType {

		@AutomatumEventListener(types = { "own.type", "own.other.*" })
		CompletableFuture<?> on(AutomatumEvent<?> event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	abstract static class Generic<T> {

		@AutomatumEventListener
		void on(AutomatumEvent<T> event) {
			CALLS.add("on " + event.data().getClass().getSimpleName());
		}

	}

	static class Bound extends Generic<Entitlement> {

	}

	interface Contract {

		@AutomatumEventListener
		void on(AutomatumEvent<Entitlement> event);

	}

	static class FromInterface implements Contract {

		@Override
		public void on(AutomatumEvent<Entitlement> event) {
			CALLS.add("from interface");
		}

	}

	interface Unrelated {

		void unrelated();

	}

	static class HiddenByProxy implements Unrelated {

		@Override
		public void unrelated() {
		}

		@AutomatumEventListener
		void hidden(AutomatumEvent<?> event) {
		}

	}

	static class FinalMethod {

		@AutomatumEventListener
		final void closed(AutomatumEvent<?> event) {
		}

		void open(AutomatumEvent<?> event) {
		}

	}

	@Component
	@Scope(scopeName = "singleton", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		private int number;

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			this.number = 1;
			CALLS.add("scoped " + this.number);
		}

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Prototype {

		Prototype() {
			CALLS.add("created");
		}

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			CALLS.add("prototype");
		}

	}

	@Lazy
	static class LazyBean {

		LazyBean() {
			CALLS.add("created");
		}

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			CALLS.add("lazy");
		}

	}

	static class FirstAndLast {

		@Order(1)
		@AutomatumEventListener
		void first(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener
		void last(AutomatumEvent<?> event) {
		}

	}

	@Order(2)
	static class Second {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
		}

	}

	static class Third implements org.springframework.core.Ordered {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
		}

		@Override
		public int getOrder() {
			return 3;
		}

	}

	static class SameId {

		@AutomatumEventListener(id = "same")
		void one(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener(id = "same")
		void other(AutomatumEvent<?> event) {
		}

	}

	static class NoParameter {

		@AutomatumEventListener
		void on() {
		}

	}

	static class TwoParameters {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event, String other) {
		}

	}

	static class OtherParameter {

		@AutomatumEventListener
		void on(Entitlement entitlement) {
		}

	}

	static class ReturnsText {

		@AutomatumEventListener
		String on(AutomatumEvent<?> event) {
			return "";
		}

	}

	static class AsyncVoid {

		@Async
		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
		}

	}

	static class AsyncFuture {

		@Async
		@AutomatumEventListener
		CompletableFuture<Void> on(AutomatumEvent<?> event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Unbound<T> {

		@AutomatumEventListener
		void on(AutomatumEvent<T> event) {
		}

	}

	static class BadPattern {

		@AutomatumEventListener("entitlement created")
		void on(AutomatumEvent<?> event) {
		}

	}

	static class BlankPattern {

		@AutomatumEventListener("")
		void on(AutomatumEvent<?> event) {
		}

	}

	static class InnerAsterisk {

		@AutomatumEventListener("*.created")
		void on(AutomatumEvent<?> event) {
		}

	}

	static class OtherData {

		@AutomatumEventListener("customer.*")
		void on(AutomatumEvent<Entitlement> event) {
		}

	}

	static class BadId {

		@AutomatumEventListener(id = "two words")
		void on(AutomatumEvent<?> event) {
		}

	}

	static class ByAsterisk {

		@AutomatumEventListener("*")
		void on(AutomatumEvent<Entitlement> event) {
		}

	}

	static class NamesUnknown {

		@AutomatumEventListener("new_kind.*")
		void on(AutomatumEvent<Entitlement> event) {
		}

	}

	static class MapOfAnything {

		@AutomatumEventListener
		void on(AutomatumEvent<Map<String, Object>> event) {
		}

	}

	static class Hidden implements Unrelated {

		@Override
		public void unrelated() {
		}

		void open(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			CALLS.add("on");
		}

	}

	@Lazy
	static class LazyHidden extends Hidden {

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class PrototypeHidden extends Hidden {

	}

	@Lazy
	static class LazyPrivate {

		private final String dependency = "with dependency";

		@AutomatumEventListener
		private void on(AutomatumEvent<?> event) {
			CALLS.add(this.dependency);
		}

	}

	static class WithFinal {

		private final String dependency = "with dependency";

		void open(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener
		final void on(AutomatumEvent<?> event) {
			CALLS.add(this.dependency);
		}

	}

	@Lazy
	static class LazyFinal extends WithFinal {

	}

	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class PrototypeFinal extends WithFinal {

	}

	@Order(1)
	static class Interrupting {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			CALLS.add("interrupting");
			// As everybody is told who catches an InterruptedException.
			Thread.currentThread().interrupt();
		}

	}

	@Order(2)
	static class Delayed {

		@AutomatumEventListener
		Mono<Void> on(AutomatumEvent<?> event) {
			return Mono.delay(Duration.ofMillis(20)).doOnNext((tick) -> CALLS.add("delayed")).then();
		}

	}

	static class NestedFuture {

		@AutomatumEventListener
		CompletableFuture<Mono<Void>> on(AutomatumEvent<?> event) {
			return CompletableFuture.completedFuture(Mono.empty());
		}

	}

	static class NestedMono {

		@AutomatumEventListener
		Mono<? extends CompletableFuture<?>> on(AutomatumEvent<?> event) {
			return Mono.empty();
		}

	}

	static class Abstract {

		@AutomatumEventListener
		void on(AutomatumEvent<? extends Runnable> event) {
		}

	}

	static class BrokenListener {

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
		}

		Missing missing() {
			return new Missing();
		}

	}

	static class Broken {

		@Deprecated
		Missing missing() {
			return new Missing();
		}

	}

	static class Missing {

	}

	/**
	 * Loads one class anew, and never the library that it needs.
	 */
	private static final class WithoutMissing extends ClassLoader {

		WithoutMissing() {
			super(ListenerMethodsTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(Missing.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			if (!name.equals(Broken.class.getName()) && !name.equals(BrokenListener.class.getName())) {
				return super.loadClass(name, resolve);
			}
			try (InputStream bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] code = bytes.readAllBytes();
				return defineClass(name, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
