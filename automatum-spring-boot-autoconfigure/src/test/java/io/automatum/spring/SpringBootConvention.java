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

import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

/**
 * Spring Boot's own rules for auto-configurations and configuration properties, and what
 * a starter must not do to an application.
 */
enum SpringBootConvention {

	AUTO_CONFIGURATIONS_ARE_PUBLIC_AND_FINAL(autoConfigurations("be public, final and named …AutoConfiguration",
			(type) -> type.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.FINAL))
					&& type.getSimpleName().endsWith("AutoConfiguration"))),

	AUTO_CONFIGURATIONS_HAVE_NO_PUBLIC_MEMBERS(members()
		.that(are("members of auto-configurations, and neither constants nor the constructor",
				(JavaMember member) -> isAutoConfiguration(member.getOwner())
						&& !member.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL))
						&& !member.getName().equals("<init>")))
		.should()
		.notBePublic()),

	CONFIGURATIONS_ARE_NOT_PROXIED(configurations("have proxyBeanMethods=false",
			(type) -> !type.getAnnotationOfType(Configuration.class).proxyBeanMethods())),

	CONFIGURATIONS_ARE_NESTED_AND_STATIC(configurations(
			"be nested in an auto-configuration, static, package-private and named …Configuration",
			(type) -> type.getEnclosingClass().filter(SpringBootConvention::isAutoConfiguration).isPresent()
					&& type.getModifiers().contains(JavaModifier.STATIC) && isPackagePrivate(type.getModifiers())
					&& type.getSimpleName().endsWith("Configuration"))),

	CONDITIONS_ON_CLASSES_ARE_NOT_ON_METHODS(noMethods().should()
		.beAnnotatedWith(ConditionalOnClass.class)
		.orShould()
		.beAnnotatedWith(ConditionalOnMissingClass.class)),

	CONDITIONS_ON_MISSING_BEANS_DO_NOT_REPEAT_THE_RETURN_TYPE(
			methods().should(new Condition<>("not repeat the return type", (method) -> !repeatsReturnType(method)))),

	CONDITIONS_ARE_NOT_PUBLIC(classes().that().areAssignableTo(SpringBootCondition.class).should().notBePublic()),

	BEAN_METHODS_ARE_PACKAGE_PRIVATE_AND_NAMED_AUTOMATUM(beans("be package-private and named automatum…",
			(method) -> isPackagePrivate(method.getModifiers()) && method.getName().startsWith("automatum"))),

	/** For ahead-of-time processing, and for conditions on the type of a bean. */
	BEAN_METHODS_RETURN_THE_CONCRETE_TYPE(beans("return a class that is neither private nor abstract",
			(method) -> !Modifier.isPrivate(method.getRawReturnType().reflect().getModifiers())
					&& (!isAbstract(method.getRawReturnType())
							|| Exceptions.ABSTRACT.containsKey(pattern(method.getRawReturnType()))))),

	BEANS_OF_OTHERS_TYPES_ARE_NOT_INJECTED_BY_TYPE(beans("be no default candidate, because the type is not ours",
			(method) -> method.getRawReturnType().getPackageName().startsWith("io.automatum.spring")
					|| Exceptions.COLLECTED.contains(method.getRawReturnType().getName())
					|| !method.getAnnotationOfType(Bean.class).defaultCandidate())),

	NOTHING_IS_PUBLISHED_THAT_CHANGES_AN_APPLICATION(beans("publish nothing that changes an application's own",
			(method) -> !Exceptions.NEVER_PUBLISHED.contains(method.getRawReturnType().getSimpleName()))),

	POST_PROCESSORS_ARE_MADE_BY_STATIC_METHODS(beans("be static where they make a post-processor",
			(method) -> !isPostProcessor(method.getRawReturnType())
					|| method.getModifiers().contains(JavaModifier.STATIC))),

	FAILURE_ANALYZERS_ARE_FINAL_AND_NOT_PUBLIC(classes()
		.that(are("failure analyzers",
				(JavaClass type) -> type.isAssignableTo(FailureAnalyzer.class)
						|| type.getSimpleName().endsWith("FailureAnalyzer")))
		.should()
		.notBePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)),

	PROPERTIES_ARE_JAVA_BEANS(classes().that()
		.areAnnotatedWith(ConfigurationProperties.class)
		.should(new Condition<>("be a public JavaBean named Automatum…Properties, its prefix the annotation's value",
				SpringBootConvention::isPropertiesAsItShould))),

	PROPERTIES_ARE_ENABLED_WHERE_THEY_ARE_USED(classes().that()
		.areAnnotatedWith(EnableConfigurationProperties.class)
		.should(new Condition<>("be an auto-configuration or nested in one",
				(type) -> isAutoConfiguration(type.getEnclosingClass().orElse(type))))),

	NOTHING_SCANS_OR_IS_FOUND_BY_SCANNING(classes().should(new Condition<>("neither scan nor be found by scanning",
			(type) -> type.getAnnotations()
				.stream()
				.map((annotation) -> annotation.getRawType().getName())
				.noneMatch((name) -> name.startsWith("org.springframework.stereotype.")
						|| name.endsWith(".ComponentScan") || name.endsWith(".EnableAutoConfiguration"))))),

	NOTHING_IS_INJECTED_BY_ANNOTATION(members().should(new Condition<>("not be injected by annotation",
			(JavaMember member) -> member.getAnnotations()
				.stream()
				.map((annotation) -> annotation.getRawType().getSimpleName())
				.noneMatch(Set.of("Autowired", "Value", "Inject", "Resource")::contains))));

	private final ArchRule rule;

	SpringBootConvention(ArchRule rule) {
		this.rule = rule.allowEmptyShould(true);
	}

	ArchRule rule() {
		return this.rule;
	}

	/**
	 * Name a type of beans that is an interface or abstract as {@link Exceptions} do.
	 * @param type the type
	 * @return its name, shortened for the repositories
	 */
	static String pattern(JavaClass type) {
		return type.getName().replaceAll("(client\\.repository\\.)\\w+(Repository|Operations)$", "$1*$2");
	}

	static boolean isAbstract(JavaClass type) {
		// Libraries are not read: of them, ArchUnit knows the names alone.
		Class<?> known = type.reflect();
		return known.isInterface() || Modifier.isAbstract(known.getModifiers());
	}

	private static ArchRule autoConfigurations(String description, Predicate<JavaClass> predicate) {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should(new Condition<>(description, predicate));
	}

	private static ArchRule configurations(String description, Predicate<JavaClass> predicate) {
		return classes().that().areAnnotatedWith(Configuration.class).should(new Condition<>(description, predicate));
	}

	private static ArchRule beans(String description, Predicate<JavaMethod> predicate) {
		return methods().that().areAnnotatedWith(Bean.class).should(new Condition<>(description, predicate));
	}

	private static <T> DescribedPredicate<T> are(String description, Predicate<T> predicate) {
		return DescribedPredicate.describe("are " + description, predicate);
	}

	private static boolean isAutoConfiguration(JavaClass type) {
		return type.isAnnotatedWith(AutoConfiguration.class);
	}

	private static boolean isPackagePrivate(Set<JavaModifier> modifiers) {
		return Stream.of(JavaModifier.PUBLIC, JavaModifier.PROTECTED, JavaModifier.PRIVATE)
			.noneMatch(modifiers::contains);
	}

	private static boolean isPostProcessor(JavaClass type) {
		Class<?> known = type.reflect();
		return BeanPostProcessor.class.isAssignableFrom(known)
				|| BeanFactoryPostProcessor.class.isAssignableFrom(known);
	}

	private static boolean repeatsReturnType(JavaMethod method) {
		if (!method.isAnnotatedWith(ConditionalOnMissingBean.class)) {
			return false;
		}
		JavaAnnotation<JavaMethod> annotation = method.getAnnotationOfType(ConditionalOnMissingBean.class.getName());
		return annotation.get("value")
			.map((value) -> value instanceof JavaType[] types && types.length == 1
					&& types[0].equals(method.getReturnType()))
			.orElse(false);
	}

	private static boolean isPropertiesAsItShould(JavaClass type) {
		ConfigurationProperties annotation = type.getAnnotationOfType(ConfigurationProperties.class);
		return type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isRecord()
				&& type.getSimpleName().matches("Automatum\\w*Properties") && annotation.prefix().isEmpty()
				&& annotation.value().matches("(automatum|management\\.endpoint\\.automatum)[a-z.-]*");
	}

	/**
	 * What is not as usual, and why.
	 */
	static final class Exceptions {

		/** No one class that is public is always returned. */
		static final Map<String, String> ABSTRACT = Map.of("io.automatum.spring.client.repository.*Repository",
				"one class that is not public is behind all of them",
				"io.automatum.spring.client.repository.*Operations", "likewise",
				"io.automatum.spring.resilience.RateBudget", "a property decides which of two it is",
				"io.automatum.spring.webhook.inbox.Inbox", "the method throws: there is no JDBC to make one with",
				"org.springframework.web.reactive.function.client.WebClient", "Spring's own class is not public",
				"reactor.netty.resources.ConnectionProvider", "Reactor Netty's own classes are not public",
				"org.springframework.boot.health.contributor.CompositeHealthContributor",
				"Spring Boot's own class is not public");

		/** Candidates, because whoever collects them asks for the type. */
		static final Set<String> COLLECTED = Set.of("org.springframework.boot.web.servlet.FilterRegistrationBean",
				"org.springframework.boot.health.contributor.CompositeHealthContributor");

		/** Their mere presence changes what an application has of its own. */
		static final Set<String> NEVER_PUBLISHED = Set.of("ClientRegistrationRepository",
				"ReactiveClientRegistrationRepository", "OAuth2AuthorizedClientService",
				"ReactiveOAuth2AuthorizedClientService", "SecurityFilterChain", "SecurityWebFilterChain",
				"RateLimiterRegistry", "RetryRegistry", "CircuitBreakerRegistry", "MeterRegistry",
				"ObservationRegistry", "JsonMapper", "ObjectMapper", "DataSource", "PlatformTransactionManager",
				"TaskScheduler");

		private Exceptions() {
		}

	}

	/**
	 * A condition that is a predicate.
	 *
	 * @param <T> what it is about
	 */
	private static final class Condition<T extends HasName.AndFullName> extends ArchCondition<T> {

		private final Predicate<T> predicate;

		Condition(String description, Predicate<T> predicate) {
			super(description);
			this.predicate = predicate;
		}

		@Override
		public void check(T item, ConditionEvents events) {
			events.add(new SimpleConditionEvent(item, this.predicate.test(item),
					item.getFullName() + " should " + getDescription()));
		}

	}

}
