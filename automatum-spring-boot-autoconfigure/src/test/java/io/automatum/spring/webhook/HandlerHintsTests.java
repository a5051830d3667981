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

import java.util.List;

import io.automatum.spring.client.model.OpenValue;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an image that is built ahead of time keeps.
 */
class HandlerHintsTests {

	@Test
	void keepsListenersAndTheirData() {
		RuntimeHints hints = processAheadOfTime(Listeners.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Listeners.class, "own")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Seats.class, "count")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Row.class, "number")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Region.class, "of")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Listeners.class, "other")).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Handled.class)).rejects(hints);
	}

	@Test
	void keepsInheritedListenersWhoseDataTheBeanTells() {
		RuntimeHints hints = processAheadOfTime(OfHandled.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Inherited.class, "inherited")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handled.class, "number")).accepts(hints);
	}

	@Test
	void keepsTheMethodsOfInterfacesThatAProxyHas() {
		RuntimeHints hints = processAheadOfTime(BehindAnInterface.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Receiver.class, "receive")).accepts(hints);
	}

	@Test
	void keepsTheDataOfHandlerBeans() {
		RuntimeHints hints = processAheadOfTime(Handlers.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handled.class, "number")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Seats.class)).rejects(hints);
	}

	@Test
	void keepsWhichTypesAHandlerChooses() {
		RuntimeHints hints = processAheadOfTime(Choosing.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Choosing.class, "supports")).accepts(hints);
	}

	private static RuntimeHints processAheadOfTime(Class<?> beans) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(beans);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	static class Listeners {

		@AutomatumEventListener
		void own(AutomatumEvent<Seats> event) {
		}

		void other(AutomatumEvent<Seats> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		WebhookHandler<Handled> handler() {
			return (event) -> null;
		}

	}

	abstract static class Inherited<T> {

		@AutomatumEventListener
		void inherited(AutomatumEvent<List<T>> event) {
		}

	}

	static class OfHandled extends Inherited<Handled> {

	}

	interface Receiver {

		void receive(AutomatumEvent<Seats> event);

	}

	static class BehindAnInterface implements Receiver {

		@Override
		@AutomatumEventListener
		public void receive(AutomatumEvent<Seats> event) {
		}

	}

	static class Choosing implements WebhookHandler<Handled> {

		@Override
		public boolean supports(String eventType) {
			return eventType.startsWith("own.");
		}

		@Override
		public Publisher<?> handle(AutomatumEvent<Handled> event) {
			return Mono.empty();
		}

	}

	record Region(String value) implements OpenValue {

		static Region of(String value) {
			return new Region(value);
		}

	}

	record Seats(int count, List<Row> rows, Region region) {

	}

	record Row(int number) {

	}

	record Handled(int number) {

	}

}
