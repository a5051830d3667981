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

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code ARCHITECTURE.md} says of packages, and Spring Boot's own rules for
 * auto-configurations.
 */
class ArchitectureTests {

	private static final String BASE = "io.automatum.spring.";

	/** Each package of the client with those it may know. */
	private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(Map.entry("client", Set.of()),
			Map.entry("client.model", Set.of()), Map.entry("logging", Set.of()),
			Map.entry("client.json", Set.of("client.model")), Map.entry("observation", Set.of("client")),
			Map.entry("transport", Set.of("client")),
			Map.entry("oauth2", Set.of("client", "logging", "observation", "resilience", "transport")),
			Map.entry("resilience", Set.of("client", "logging", "observation")),
			Map.entry("client.exchange",
					Set.of("client", "client.json", "logging", "oauth2", "resilience", "observation", "transport")),
			Map.entry("client.logging", Set.of("client", "client.json", "client.exchange", "logging")),
			Map.entry("client.metrics",
					Set.of("client.exchange", "client.repository", "oauth2", "resilience", "observation")),
			Map.entry("client.repository",
					Set.of("client", "client.model", "client.json", "client.exchange", "logging")),
			Map.entry("webhook", Set.of("client.model", "client.json", "logging", "observation", "webhook.inbox")),
			Map.entry("webhook.inbox", Set.of("logging", "observation")),
			Map.entry("webhook.metrics", Set.of("observation", "webhook", "webhook.inbox")),
			Map.entry("webhook.inbox.jdbc", Set.of("logging", "webhook.inbox")),
			Map.entry("webhook.servlet", Set.of("logging", "observation", "webhook")),
			Map.entry("webhook.reactive", Set.of("logging", "observation", "webhook")),
			Map.entry("webhook.registration", Set.of("client", "client.model", "client.repository", "logging")));

	private static final JavaClasses CLASSES;

	private static final JavaClasses WRONG_CLASSES;

	static {
		// Names are all that the rules need, and reading the libraries takes half a
		// minute.
		ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
		CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.automatum.spring");
		WRONG_CLASSES = new ClassFileImporter().importClasses(WrongAutoConfiguration.class);
	}

	@Test
	void onlyTheWiringKnowsSpringBoot() {
		noClasses().that()
			.resideOutsideOfPackage(BASE + "autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	static Stream<Map.Entry<String, Set<String>>> dependenciesPointOneWay() {
		return MAY_KNOW.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource
	void dependenciesPointOneWay(Map.Entry<String, Set<String>> rule) {
		onlyKnows(rule.getKey(), rule.getValue()).check(CLASSES);
	}

	private static ArchRule onlyKnows(String name, Set<String> known) {
		return noClasses().that()
			.resideInAPackage(BASE + name)
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are ours and outside of " + known,
					(target) -> target.getPackageName().startsWith("io.automatum.spring")
							&& !target.getPackageName().equals(BASE + name)
							&& !known.contains(target.getPackageName().substring(BASE.length()))));
	}

	@Test
	void tokensKnowOfResilienceHowToReadRetryAfterAlone() {
		noClasses().that()
			.resideInAPackage(BASE + "oauth2")
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are of resilience and not RetryAfter",
					(target) -> target.getPackageName().equals(BASE + "resilience")
							&& !target.getSimpleName().equals("RetryAfter")))
			.check(CLASSES);
	}

	@Test
	void everyPackageHasItsPlace() {
		Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).allMatch((name) -> name.startsWith(BASE + "autoconfigure")
				|| MAY_KNOW.containsKey(name.substring(BASE.length())));
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.automatum.spring.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).isNotEmpty()
			.allSatisfy(
					(name) -> assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
						.isTrue());
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		autoConfigurations().check(CLASSES);
	}

	private static ArchRule autoConfigurations() {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration");
	}

	@Test
	void autoConfigurationsHaveNoPublicMembers() {
		methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
	}

	@Test
	void beanMethodsArePackagePrivateAndNamedAutomatum() {
		beanMethods().check(CLASSES);
	}

	private static ArchRule beanMethods() {
		return methods().that()
			.areAnnotatedWith(Bean.class)
			.should()
			.bePackagePrivate()
			.andShould()
			.haveNameStartingWith("automatum");
	}

	@Test
	void beanMethodsReturnTypesThatAotCanName() {
		methods().that()
			.areAnnotatedWith(Bean.class)
			.should(satisfy("return a type that is not private",
					(method) -> !method.getRawReturnType().getModifiers().contains(JavaModifier.PRIVATE)))
			.check(CLASSES);
	}

	@Test
	void conditionsOnClassesAreNotOnMethods() {
		noMethods().should().beAnnotatedWith(ConditionalOnClass.class).check(CLASSES);
	}

	@Test
	void conditionsOnMissingBeansDoNotRepeatTheReturnType() {
		missingBeanConditions().check(CLASSES);
	}

	private static ArchRule missingBeanConditions() {
		return methods().that()
			.areAnnotatedWith(ConditionalOnMissingBean.class)
			.should(satisfy("not repeat the return type", (method) -> !repeatsReturnType(method)));
	}

	private static boolean repeatsReturnType(JavaMethod method) {
		JavaAnnotation<JavaMethod> annotation = method.getAnnotationOfType(ConditionalOnMissingBean.class.getName());
		return annotation.get("value")
			.map((value) -> value instanceof JavaType[] types && types.length == 1
					&& types[0].equals(method.getReturnType()))
			.orElse(false);
	}

	@Test
	void configurationsAreNotProxied() {
		classes().that()
			.areAnnotatedWith(Configuration.class)
			.should(satisfyClass("have proxyBeanMethods=false",
					(type) -> !type.getAnnotationOfType(Configuration.class).proxyBeanMethods()))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void conditionsAreNotPublic() {
		noClasses().that().areAssignableTo(SpringBootCondition.class).should().bePublic().check(CLASSES);
	}

	@Test
	void nothingPrintsOrDependsOnTheLocale() {
		noClasses().should()
			.callMethod(String.class, "toLowerCase")
			.orShould()
			.callMethod(String.class, "toUpperCase")
			.orShould()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err")
			.check(CLASSES);
	}

	@Test
	void rulesNoticeWhatTheyForbid() {
		assertThat(autoConfigurations().evaluate(WRONG_CLASSES).hasViolation()).isTrue();
		assertThat(beanMethods().evaluate(WRONG_CLASSES).hasViolation()).isTrue();
		assertThat(missingBeanConditions().evaluate(WRONG_CLASSES).hasViolation()).isTrue();
		assertThat(onlyKnows("client.repository", Set.of()).evaluate(CLASSES).hasViolation()).isTrue();
		assertThat(onlyKnows("client.exchange", Set.of("client")).evaluate(CLASSES).hasViolation()).isTrue();
		assertThat(onlyKnows("oauth2", Set.of()).evaluate(CLASSES).hasViolation()).isTrue();
	}

	private static ArchCondition<JavaMethod> satisfy(String description, Predicate<JavaMethod> predicate) {
		return new ArchCondition<>(description) {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				events.add(new SimpleConditionEvent(method, predicate.test(method),
						method.getFullName() + " should " + description));
			}

		};
	}

	private static ArchCondition<JavaClass> satisfyClass(String description, Predicate<JavaClass> predicate) {
		return new ArchCondition<>(description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events.add(new SimpleConditionEvent(type, predicate.test(type),
						type.getFullName() + " should " + description));
			}

		};
	}

	/**
	 * Everything that an auto-configuration must not be.
	 */
	@AutoConfiguration
	static class WrongAutoConfiguration {

		@Bean
		@ConditionalOnMissingBean(Object.class)
		protected Object other() {
			return new Object();
		}

	}

}
