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

package io.automatum.spring;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.automatum.spring.client.AutomatumException;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every {@link SpringBootConvention} is kept, and notices each class that breaks it.
 */
class SpringBootConventionsTests {

	private static final Map<SpringBootConvention, List<Class<?>>> OFFENDERS = Map.ofEntries(
			Map.entry(SpringBootConvention.AUTO_CONFIGURATIONS_ARE_PUBLIC_AND_FINAL,
					List.of(HiddenAutoConfiguration.class, OpenAutoConfiguration.class, WrongName.class)),
			Map.entry(SpringBootConvention.AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_MEMBERS,
					List.of(PublicMethodAutoConfiguration.class, PublicFieldAutoConfiguration.class)),
			Map.entry(SpringBootConvention.CONFIGURATIONS_ARE_NOT_PROXIED, List.of(LooseConfiguration.class)),
			Map.entry(SpringBootConvention.CONFIGURATIONS_ARE_NESTED_AND_STATIC,
					List.of(LooseConfiguration.class, NestingAutoConfiguration.OpenConfiguration.class,
							NestingAutoConfiguration.Unnamed.class)),
			Map.entry(SpringBootConvention.CONDITIONS_ON_CLASSES_ARE_NOT_ON_METHODS,
					List.of(ConditionOnMethod.class, ConditionOnOtherMethod.class)),
			Map.entry(SpringBootConvention.CONDITIONS_ON_MISSING_BEANS_DO_NOT_REPEAT_THE_RETURN_TYPE,
					List.of(RepeatedType.class)),
			Map.entry(SpringBootConvention.CONDITIONS_ARE_NOT_PUBLIC, List.of(OpenCondition.class)),
			Map.entry(SpringBootConvention.BEAN_METHODS_ARE_PACKAGE_PRIVATE_AND_NAMED_AUTOMATUM,
					List.of(ProtectedBean.class, PublicBean.class, ForeignBeanName.class)),
			Map.entry(SpringBootConvention.BEAN_METHODS_RETURN_THE_CONCRETE_TYPE,
					List.of(InterfaceBean.class, AbstractBean.class, PrivateBean.class)),
			Map.entry(SpringBootConvention.BEANS_OF_OTHERS_TYPES_ARE_NOT_INJECTED_BY_TYPE,
					List.of(ForeignTypeBean.class)),
			Map.entry(SpringBootConvention.NOTHING_IS_PUBLISHED_THAT_CHANGES_AN_APPLICATION,
					List.of(RegistryBean.class)),
			Map.entry(SpringBootConvention.POST_PROCESSORS_ARE_MADE_BY_STATIC_METHODS,
					List.of(PostProcessorBean.class)),
			Map.entry(SpringBootConvention.FAILURE_ANALYZERS_ARE_FINAL_AND_NOT_PUBLIC,
					List.of(OpenFailureAnalyzer.class, ExtensibleFailureAnalyzer.class)),
			Map.entry(SpringBootConvention.PROPERTIES_ARE_JAVA_BEANS,
					List.of(AutomatumRecordProperties.class, AutomatumHiddenProperties.class,
							AutomatumForeignProperties.class, AutomatumPrefixProperties.class, Settings.class)),
			Map.entry(SpringBootConvention.PROPERTIES_ARE_ENABLED_WHERE_THEY_ARE_USED,
					List.of(LooseConfiguration.class)),
			Map.entry(SpringBootConvention.NOTHING_SCANS_OR_IS_FOUND_BY_SCANNING,
					List.of(Scanned.class, Scanning.class)),
			Map.entry(SpringBootConvention.NOTHING_IS_INJECTED_BY_ANNOTATION, List.of(InjectedField.class)));

	@ParameterizedTest
	@EnumSource
	void isKept(SpringBootConvention convention) {
		convention.rule().check(OwnClasses.ALL);
	}

	@ParameterizedTest
	@EnumSource
	void offendersAreNoticed(SpringBootConvention convention) {
		assertThat(OFFENDERS).containsKey(convention);
		assertThat(OFFENDERS.get(convention)).allSatisfy(
				(offender) -> assertThat(convention.rule().evaluate(OwnClasses.of(offender)).hasViolation()).isTrue());
	}

	@Test
	void noExceptionIsWithoutNeed() {
		Set<String> needed = new TreeSet<>();
		for (JavaClass type : OwnClasses.ALL) {
			type.getMethods()
				.stream()
				.filter((method) -> method.isAnnotatedWith(Bean.class))
				.map(JavaMethod::getRawReturnType)
				.filter(SpringBootConvention::isAbstract)
				.map(SpringBootConvention::pattern)
				.forEach(needed::add);
		}
		assertThat(needed).isEqualTo(new TreeSet<>(SpringBootConvention.Exceptions.ABSTRACT.keySet()));
	}

	@Test
	void everyFailureAnalyzerIsRegisteredAndNothingElse() throws IOException {
		Set<String> analyzers = OwnClasses.ALL.stream()
			.filter((type) -> type.getSimpleName().endsWith("FailureAnalyzer")
					&& !type.getModifiers().contains(JavaModifier.ABSTRACT))
			.map(JavaClass::getName)
			.collect(Collectors.toSet());
		assertThat(analyzers).isNotEmpty();
		assertThat(factories("META-INF/spring.factories").getProperty(FailureAnalyzer.class.getName()).split(","))
			.containsExactlyInAnyOrderElementsOf(analyzers)
			.isSorted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "META-INF/spring.factories", "META-INF/spring/aot.factories" })
	void whatIsRegisteredIsWhatItIsRegisteredAs(String file) throws Exception {
		Properties factories = factories(file);
		assertThat(factories).isNotEmpty();
		for (String key : factories.stringPropertyNames()) {
			for (String name : factories.getProperty(key).split(",")) {
				assertThat(Class.forName(key)).isAssignableFrom(Class.forName(name));
			}
		}
	}

	private static Properties factories(String file) throws IOException {
		// Every library has a file of this name.
		URI classes = URI
			.create(AutomatumException.class.getProtectionDomain().getCodeSource().getLocation().toString());
		Properties factories = new Properties();
		try (Reader reader = Files.newBufferedReader(Path.of(classes).resolve(file))) {
			factories.load(reader);
		}
		return factories;
	}

	@AutoConfiguration
	static final class HiddenAutoConfiguration {

	}

	@AutoConfiguration
	public static class OpenAutoConfiguration {

	}

	@AutoConfiguration
	public static final class WrongName {

	}

	@AutoConfiguration
	public static final class PublicMethodAutoConfiguration {

		public void anything() {
		}

	}

	@AutoConfiguration
	public static final class PublicFieldAutoConfiguration {

		public static final String CONSTANT = "allowed";

		public @Nullable Object field;

	}

	@Configuration
	@EnableConfigurationProperties(AutomatumPrefixProperties.class)
	static class LooseConfiguration {

	}

	@AutoConfiguration
	static class NestingAutoConfiguration {

		@Configuration(proxyBeanMethods = false)
		public static class OpenConfiguration {

		}

		@Configuration(proxyBeanMethods = false)
		static class Unnamed {

		}

	}

	static class ConditionOnMethod {

		@ConditionalOnClass(Object.class)
		void bean() {
		}

	}

	static class ConditionOnOtherMethod {

		@ConditionalOnMissingClass("Nothing")
		void bean() {
		}

	}

	static class RepeatedType {

		@ConditionalOnMissingBean(Object.class)
		Object bean() {
			return new Object();
		}

	}

	public static class OpenCondition extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return ConditionOutcome.match();
		}

	}

	static class ProtectedBean {

		@Bean
		protected Object automatumBean() {
			return new Object();
		}

	}

	public static class PublicBean {

		@Bean
		public Object automatumBean() {
			return new Object();
		}

	}

	static class ForeignBeanName {

		@Bean
		Object bean() {
			return new Object();
		}

	}

	static class InterfaceBean {

		@Bean
		Runnable automatumBean() {
			return () -> {
			};
		}

	}

	static class AbstractBean {

		@Bean
		Number automatumBean() {
			return 1;
		}

	}

	static class PrivateBean {

		@Bean
		Hidden automatumBean() {
			return new Hidden();
		}

		private static final class Hidden {

		}

	}

	static class ForeignTypeBean {

		@Bean
		Object automatumBean() {
			return new Object();
		}

	}

	static class RegistryBean {

		@Bean(defaultCandidate = false)
		MeterRegistry automatumRegistry() {
			throw new IllegalStateException();
		}

	}

	static class PostProcessorBean {

		@Bean
		BeanPostProcessor automatumPostProcessor() {
			throw new IllegalStateException();
		}

	}

	public static final class OpenFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

		@Override
		protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RuntimeException cause) {
			return null;
		}

	}

	static class ExtensibleFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

		@Override
		protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RuntimeException cause) {
			return null;
		}

	}

	@ConfigurationProperties("automatum.record")
	public record AutomatumRecordProperties(String secret) {

	}

	@ConfigurationProperties("automatum.hidden")
	static class AutomatumHiddenProperties {

	}

	@ConfigurationProperties("spring.foreign")
	public static class AutomatumForeignProperties {

	}

	@ConfigurationProperties(prefix = "automatum.prefix")
	public static class AutomatumPrefixProperties {

	}

	@ConfigurationProperties("automatum.settings")
	public static class Settings {

	}

	@Component
	static class Scanned {

	}

	@ComponentScan
	static class Scanning {

	}

	static class InjectedField {

		@Autowired
		@Nullable Object field;

	}

}
