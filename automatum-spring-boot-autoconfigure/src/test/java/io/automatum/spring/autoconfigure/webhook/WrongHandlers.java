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

package io.automatum.spring.autoconfigure.webhook;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ClassPathResource;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Handlers of events that are not written as they have to be.
 */
public final class WrongHandlers {

	private static final Map<String, Class<?>> LISTENERS = Map.ofEntries(
			Map.entry("final-behind-a-proxy-of-its-class", FinalListener.class),
			Map.entry("behind-a-proxy-of-its-interface", HiddenListener.class),
			Map.entry("private-and-later-behind-a-proxy", PrivateListener.class),
			Map.entry("takes-text", TakesText.class), Map.entry("takes-nothing", TakesNothing.class),
			Map.entry("takes-abstract", TakesAbstract.class),
			Map.entry("takes-anything-typed", TakesTypeVariable.class), Map.entry("takes-other", TakesOther.class),
			Map.entry("of-no-type", OfNoType.class), Map.entry("returns-text", ReturnsText.class),
			Map.entry("returns-nested", ReturnsNested.class), Map.entry("async", AsyncListener.class),
			Map.entry("bad-id", BadId.class), Map.entry("same-id", SameId.class),
			Map.entry("raw-handler", RawHandler.class), Map.entry("abstract-handler", AbstractHandler.class));

	private WrongHandlers() {
	}

	/**
	 * Add one to an application.
	 * @param runner the application
	 * @param name its name
	 * @return the application with it
	 */
	public static ApplicationContextRunner in(ApplicationContextRunner runner, String name) {
		if (name.equals("lambda")) {
			return runner.withBean("handler", WebhookHandler.class, () -> (event) -> Mono.empty());
		}
		if (name.equals("bean-name")) {
			return runner.withBean("the handler", Fine.class);
		}
		if (name.equals("without-its-library")) {
			Class<?> type = ClassUtils.resolveClassName(Broken.class.getName(), new WithoutLibrary());
			return runner.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton("handler", BeanUtils.instantiateClass(type)));
		}
		if (name.contains("proxy")) {
			return proxied(runner.withBean("handler", LISTENERS.get(name)), name.contains("class"));
		}
		return runner.withBean("handler", LISTENERS.get(name));
	}

	private static ApplicationContextRunner proxied(ApplicationContextRunner runner, boolean classes) {
		NameMatchMethodPointcut handlers = new NameMatchMethodPointcut();
		handlers.addMethodName("handle");
		handlers.setClassFilter((type) -> WrongHandlers.class.equals(type.getDeclaringClass()));
		return runner
			.withBean(DefaultPointcutAdvisor.class,
					() -> new DefaultPointcutAdvisor(handlers, (MethodInterceptor) MethodInvocation::proceed))
			.withBean(DefaultAdvisorAutoProxyCreator.class, () -> {
				DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
				creator.setProxyTargetClass(classes);
				return creator;
			});
	}

	abstract static class Unreadable {

	}

	static class TakesText {

		@AutomatumEventListener("entitlement.created")
		void handle(String event) {
		}

	}

	static class TakesNothing {

		@AutomatumEventListener("entitlement.created")
		void handle() {
		}

	}

	static class TakesAbstract {

		@AutomatumEventListener
		void handle(AutomatumEvent<Unreadable> event) {
		}

	}

	static class TakesTypeVariable<T> {

		@AutomatumEventListener
		void handle(AutomatumEvent<T> event) {
		}

	}

	static class TakesOther {

		@AutomatumEventListener("entitlement.created")
		void handle(AutomatumEvent<Customer> event) {
		}

	}

	static class OfNoType {

		@AutomatumEventListener("entitlement created")
		void handle(AutomatumEvent<?> event) {
		}

	}

	static class ReturnsText {

		@AutomatumEventListener
		String handle(AutomatumEvent<?> event) {
			return "";
		}

	}

	static class ReturnsNested {

		@AutomatumEventListener
		Mono<CompletableFuture<Void>> handle(AutomatumEvent<?> event) {
			return Mono.empty();
		}

	}

	static class AsyncListener {

		@Async
		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
		}

	}

	static class BadId {

		@AutomatumEventListener(id = "opens accounts")
		void handle(AutomatumEvent<?> event) {
		}

	}

	static class SameId {

		@AutomatumEventListener(id = "opens-accounts")
		void handle(AutomatumEvent<Entitlement> event) {
		}

		@AutomatumEventListener(id = "opens-accounts")
		void handleToo(AutomatumEvent<Entitlement> event) {
		}

	}

	@SuppressWarnings("rawtypes")
	static class RawHandler implements WebhookHandler {

		@Override
		public Publisher<?> handle(AutomatumEvent event) {
			return Mono.empty();
		}

	}

	static class AbstractHandler implements WebhookHandler<Unreadable> {

		@Override
		public Publisher<?> handle(AutomatumEvent<Unreadable> event) {
			return Mono.empty();
		}

	}

	@Lazy
	static class Fine implements WebhookHandler<Entitlement> {

		@Override
		public Publisher<?> handle(AutomatumEvent<Entitlement> event) {
			return Mono.empty();
		}

	}

	static class FinalListener {

		@AutomatumEventListener
		final void handle(AutomatumEvent<?> event) {
		}

	}

	static class HiddenListener implements Runnable {

		@Override
		public void run() {
		}

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
		}

	}

	@Lazy
	static class PrivateListener {

		@AutomatumEventListener
		private void handle(AutomatumEvent<?> event) {
		}

	}

	static class Library {

	}

	static class Broken {

		Library library() {
			return new Library();
		}

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
		}

	}

	/**
	 * Loads {@link Broken} itself, and does not find what it is made with.
	 */
	private static final class WithoutLibrary extends ClassLoader {

		WithoutLibrary() {
			super(WrongHandlers.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(Library.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			if (!name.equals(Broken.class.getName())) {
				return super.loadClass(name, resolve);
			}
			try {
				byte[] code = new ClassPathResource(name.replace('.', '/') + ".class").getContentAsByteArray();
				return defineClass(name, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
