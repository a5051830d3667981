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

package io.automatum.spring.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.automatum.spring.client.json.RecordHints;
import io.automatum.spring.client.model.Extensible;
import io.automatum.spring.client.model.OpenValue;
import io.netty.channel.ChannelHandler;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an image that is built ahead of time keeps of this library: whatever is looked for
 * by reflection, found on the class path, so that what is added is not forgotten.
 */
class NativeImageHintsTests {

	private static final RuntimeHints HINTS = processAheadOfTime();

	private static final List<Class<?>> CLASSES = classes();

	@Test
	void everyRecordCanBeReadAndWritten() {
		List<Class<?>> records = find("client.model", (type) -> type.isRecord());
		assertThat(records).hasSizeGreaterThan(20).allMatch((type) -> isRecordKept(type, HINTS));
	}

	@Test
	void everyOpenValueCanBeRead() {
		List<Class<?>> values = find("client.model",
				(type) -> OpenValue.class.isAssignableFrom(type) && type.isRecord());
		assertThat(values).hasSizeGreaterThan(3).allMatch((type) -> isInvoked(type, "of", HINTS));
	}

	@Test
	void everyEventCanBeWritten() {
		List<Class<?>> events = find("webhook", (type) -> type.isRecord() && Modifier.isPublic(type.getModifiers())
				&& type.getSimpleName().endsWith("Event") && !type.getSimpleName().equals("ReceivedEvent"));
		assertThat(events).hasSize(2).allMatch((type) -> isRecordKept(type, HINTS));
	}

	@Test
	void everyRepositoryIsKept() {
		List<Class<?>> repositories = find("client.repository", (type) -> type.isInterface()
				&& Modifier.isPublic(type.getModifiers()) && type.getSimpleName().matches(".*(Repository|Operations)"));
		assertThat(repositories).hasSizeGreaterThan(20)
			.allMatch((type) -> RuntimeHintsPredicates.reflection().onType(type).test(HINTS));
	}

	@Test
	void everyPropertyCanBeBoundAndShown() {
		List<Class<?>> groups = find("autoconfigure",
				(type) -> AnnotatedElementUtils.hasAnnotation(
						(type.getEnclosingClass() != null) ? type.getEnclosingClass() : type,
						ConfigurationProperties.class) && !type.isEnum());
		assertThat(groups).hasSizeGreaterThan(20);
		assertThat(groups.stream()
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.filter((method) -> isAccessor(method))).hasSizeGreaterThan(100)
			.allMatch((method) -> RuntimeHintsPredicates.reflection().onMethodInvocation(method).test(HINTS));
	}

	private static boolean isAccessor(Method method) {
		return Modifier.isPublic(method.getModifiers()) && method.getName().matches("(get|is|set)[A-Z].*");
	}

	@Test
	void everyChannelHandlerTellsWhatItLeavesOut() {
		List<Class<?>> handlers = find("", ChannelHandler.class::isAssignableFrom);
		assertThat(handlers).hasSizeGreaterThan(1)
			.allMatch((type) -> RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)
				.test(HINTS));
	}

	@Test
	void everySchemaIsKept() throws IOException {
		String directory = "io/automatum/spring/webhook/inbox/jdbc/";
		Resource[] schemas = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:" + directory + "*.sql");
		assertThat(schemas).hasSizeGreaterThan(2)
			.allMatch((schema) -> RuntimeHintsPredicates.resource()
				.forResource(directory + schema.getFilename())
				.test(HINTS));
	}

	@Test
	void recordsOfTheApplicationAreKeptWhenTheyAreRegistered() {
		assertThat(isRecordKept(Parcel.class, HINTS)).isFalse();
		RuntimeHints hints = new RuntimeHints();
		RecordHints.register(hints.reflection(), Parcel.class);
		assertThat(List.of(Parcel.class, Leg.class)).allMatch((type) -> isRecordKept(type, hints));
		assertThat(isInvoked(Speed.class, "of", hints)).isTrue();
	}

	@Test
	void whatIsForgottenIsNoticed() {
		RuntimeHints none = new RuntimeHints();
		none.reflection().registerType(Leg.class);
		assertThat(isRecordKept(Leg.class, none)).isFalse();
		assertThat(isInvoked(Speed.class, "of", none)).isFalse();
		assertThat(find("client.model", Class::isRecord)).noneMatch((type) -> isRecordKept(type, none));
	}

	/**
	 * A class that is added here needs hints, and a test that notices when they are gone.
	 */
	@Test
	void reflectionIsUsedWhereItIsKnownAndNowhereElse() {
		JavaClasses classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.automatum.spring");
		assertThat(reflective(classes)).containsExactlyInAnyOrder("io.automatum.spring.client.json.OpenValueCodec",
				"io.automatum.spring.client.json.RecordCodec", "io.automatum.spring.webhook.HandlerBeans",
				"io.automatum.spring.webhook.ListenerCall", "io.automatum.spring.webhook.servlet.ForeignWrappers",
				"io.automatum.spring.autoconfigure.actuate.EffectiveConfiguration",
				// Passes over classes of properties that are not kept: their beans are
				// not there.
				"io.automatum.spring.autoconfigure.UnknownPropertiesNotice",
				// While an application is processed.
				"io.automatum.spring.client.json.RecordHints", "io.automatum.spring.webhook.EventHandlerAotProcessor");
		assertThat(reflective(new ClassFileImporter().importClasses(Prying.class))).hasSize(1);
	}

	private static Stream<String> reflective(JavaClasses classes) {
		return classes.stream()
			.filter((type) -> type.getAccessesFromSelf().stream().anyMatch(NativeImageHintsTests::isReflective))
			.map(JavaClass::getName)
			.map((name) -> name.replaceAll("\\$.*", ""))
			.distinct();
	}

	private static boolean isReflective(JavaAccess<?> access) {
		String owner = access.getTargetOwner().getName();
		String name = access.getTarget().getName();
		return switch (owner) {
			case "java.lang.Class" ->
				name.matches("forName|newInstance|get(Declared|Record|Method|Field|Constructor|Resource).*");
			case "java.lang.reflect.Method" -> name.equals("invoke");
			case "java.lang.reflect.Constructor" -> name.equals("newInstance");
			case "java.lang.reflect.Field" -> name.matches("[gs]et.*");
			case "java.lang.reflect.Proxy" -> name.equals("newProxyInstance");
			case "java.lang.ClassLoader" -> name.matches("loadClass|getResource.*");
			case "org.springframework.util.ReflectionUtils" ->
				!name.matches("rethrow.*|handle.*|is.*Method|shallow.*|makeAccessible");
			case "org.springframework.beans.PropertyAccessorFactory", "org.springframework.beans.BeanUtils",
					"java.util.ServiceLoader", "java.lang.invoke.MethodHandles$Lookup" ->
				true;
			default -> false;
		};
	}

	private static Class<?>[] ours() {
		List<Class<?>> ours = ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.automatum."))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, null))
			.toList();
		return Configurations.getClasses(AutoConfigurations.of(ours.toArray(Class<?>[]::new)));
	}

	private static boolean isRecordKept(Class<?> type, RuntimeHints hints) {
		Constructor<?> constructor = type.getDeclaredConstructors()[0];
		return RuntimeHintsPredicates.reflection().onConstructorInvocation(constructor).test(hints) && Stream
			.of(type.getRecordComponents())
			.map(RecordComponent::getAccessor)
			.allMatch((accessor) -> RuntimeHintsPredicates.reflection().onMethodInvocation(accessor).test(hints));
	}

	private static boolean isInvoked(Class<?> type, String method, RuntimeHints hints) {
		return RuntimeHintsPredicates.reflection().onMethodInvocation(type, method).test(hints);
	}

	private static List<Class<?>> find(String subpackage, Predicate<Class<?>> condition) {
		String prefix = "io.automatum.spring." + subpackage;
		return CLASSES.stream().filter((type) -> type.getName().startsWith(prefix)).filter(condition).toList();
	}

	private static List<Class<?>> classes() {
		try {
			return Arrays
				.stream(new PathMatchingResourcePatternResolver()
					.getResources("classpath*:io/automatum/spring/**/*.class"))
				.map(NativeImageHintsTests::path)
				.filter((path) -> !path.contains("/test-classes/") && !path.endsWith("-info.class"))
				.map((path) -> path.substring(path.lastIndexOf("/io/automatum/") + 1)
					.replace(".class", "")
					.replace('/', '.'))
				.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, null))
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String path(Resource resource) {
		try {
			return resource.getURL().getPath();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static RuntimeHints processAheadOfTime() {
		try (AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext(
				new DefaultListableBeanFactory())) {
			TestPropertyValues
				.of("automatum.client-id=app", "automatum.client-secret=${NOT_THERE_YET}",
						"automatum.webhook.secret=${NOT_THERE_YET}", "automatum.webhook.inbox.store=jdbc",
						"management.endpoints.web.exposure.include=automatum")
				.applyTo(context);
			context.register(ours());
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	record Parcel(List<Leg> legs, Map<String, Object> additionalProperties) implements Extensible {

	}

	record Leg(Speed speed) {

	}

	record Speed(String value) implements OpenValue {

		static Speed of(String value) {
			return new Speed(value);
		}

	}

	static class Prying {

		Method[] look(Object object) {
			return object.getClass().getDeclaredMethods();
		}

	}

}
