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

import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.webhook.inbox.EventHandler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.beans.BeanUtils;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers are found, and told what they handle, in beans whose definitions were
 * generated: of a lambda only the method that returns it tells that.
 */
class GeneratedHandlersTests {

	private static final List<String> handled = new CopyOnWriteArrayList<>();

	private static Class<?> initializer;

	@BeforeAll
	static void process(@TempDir Path directory) throws IOException, IllegalAccessException {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Handlers.class, OfSeats.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(GeneratedHandlersTests.class)),
					new FileSystemGeneratedFiles(directory));
			ClassName name = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			compile(directory);
			initializer = ClassUtils.resolveClassName(name.reflectionName(), null);
		}
	}

	// Into the class loader and the packages of those whose members they call.
	private static void compile(Path directory) throws IOException, IllegalAccessException {
		Path classes = Files.createDirectories(directory.resolve("classes"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-d", classes.toString(), "-classpath",
					System.getProperty("java.class.path"), "-proc:none", "-nowarn");
			assertThat(compiler
				.getTask(null, files, null, options, null, files.getJavaFileObjects(files(directory, ".java")))
				.call()).isTrue();
		}
		for (File file : files(classes, ".class")) {
			String name = classes.relativize(file.toPath()).toString().replace(File.separatorChar, '.');
			Class<?> neighbour = name.startsWith(GeneratedHandlersTests.class.getPackageName())
					? GeneratedHandlersTests.class : ClassUtils.resolveClassName(name.replaceFirst("__.*", ""), null);
			MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
				.defineClass(Files.readAllBytes(file.toPath()));
		}
	}

	private static File[] files(Path directory, String suffix) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).map(Path::toFile).toArray(File[]::new);
		}
	}

	@Test
	void handlersAreCalledWithTheDataThatTheyDeclare() throws Exception {
		handled.clear();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			initialize(context);
			AutomatumEventHandlers handlers = new AutomatumEventHandlers(context.getBeanFactory(), context,
					AutomatumJson.create(), Duration.ofSeconds(30));
			context.registerBean(AutomatumEventHandlers.class, () -> handlers);
			context.refresh();
			for (EventHandler handler : new ArrayList<>(handlers.forType("seats.counted"))) {
				handler.handle(HandlersFixture.event("seats.counted",
						"{\"id\":\"evt_1\",\"type\":\"seats.counted\",\"data\":{\"count\":3}}"), 1);
			}
		}
		assertThat(handled).containsExactlyInAnyOrder("lambda of Seats[count=3]", "lambda of any {count=3}",
				"inherited of Seats[count=3]", "listener of a map {count=3}");
	}

	@SuppressWarnings("unchecked")
	private static void initialize(GenericApplicationContext context) {
		((ApplicationContextInitializer<GenericApplicationContext>) BeanUtils.instantiateClass(initializer))
			.initialize(context);
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		WebhookHandler<Seats> seats() {
			return new Lambda<>((event) -> handled.add("lambda of " + event.data()));
		}

		@Bean
		WebhookHandler<?> any() {
			return new Lambda<>((event) -> handled.add("lambda of any " + event.data()));
		}

		@AutomatumEventListener("seats.*")
		void listen(AutomatumEvent<Map<String, Object>> event) {
			handled.add("listener of a map " + event.data());
		}

	}

	abstract static class Inherited<T> {

		@AutomatumEventListener("seats.counted")
		void inherited(AutomatumEvent<T> event) {
			handled.add("inherited of " + event.data());
		}

	}

	static class OfSeats extends Inherited<Seats> {

	}

	/**
	 * Does not tell what it handles, and handles everything.
	 *
	 * @param <T> the data
	 */
	record Lambda<T>(Consumer<AutomatumEvent<T>> consumer) implements WebhookHandler<T> {

		@Override
		public boolean supports(String eventType) {
			return true;
		}

		@Override
		public Publisher<?> handle(AutomatumEvent<T> event) {
			this.consumer.accept(event);
			return Mono.empty();
		}

	}

	record Seats(int count) {

	}

}
