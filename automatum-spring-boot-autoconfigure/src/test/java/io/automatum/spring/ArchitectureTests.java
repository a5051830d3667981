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

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.automatum.spring.cycle.one.One;
import io.automatum.spring.cycle.other.Other;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code ARCHITECTURE.md} says of packages and {@code CONTRIBUTING.md} of code.
 * Spring Boot's own rules are in {@link SpringBootConvention}.
 */
class ArchitectureTests {

	private static final String BASE = "io.automatum.spring.";

	/** Each package of the client with those it may know. */
	private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(Map.entry("client", Set.of()),
			Map.entry("client.model", Set.of()), Map.entry("logging", Set.of()),
			Map.entry("client.json", Set.of("client.model")), Map.entry("observation", Set.of("client", "logging")),
			Map.entry("transport", Set.of("client")),
			Map.entry("oauth2", Set.of("client", "logging", "observation", "resilience", "transport")),
			Map.entry("resilience", Set.of("client", "logging")),
			Map.entry("client.exchange",
					Set.of("client", "client.json", "logging", "oauth2", "resilience", "observation", "transport")),
			Map.entry("client.logging", Set.of("client", "client.json", "client.exchange", "logging")),
			Map.entry("client.metrics",
					Set.of("client.exchange", "client.repository", "oauth2", "resilience", "observation")),
			Map.entry("client.repository", Set.of("client", "client.model", "client.exchange", "logging")),
			Map.entry("webhook", Set.of("client.model", "client.json", "logging", "observation", "webhook.inbox")),
			Map.entry("webhook.inbox", Set.of("logging")),
			Map.entry("webhook.metrics", Set.of("observation", "webhook", "webhook.inbox")),
			Map.entry("webhook.inbox.jdbc", Set.of("logging", "webhook.inbox")),
			Map.entry("webhook.servlet", Set.of("logging", "observation", "webhook")),
			Map.entry("webhook.reactive", Set.of("logging", "observation", "webhook")),
			Map.entry("webhook.registration", Set.of("client", "client.model", "client.repository", "logging")));

	/**
	 * Libraries that an application may not have, and the packages that may know them.
	 */
	private static final Map<String, Set<String>> OPTIONAL_LIBRARIES = Map.ofEntries(
			Map.entry("jakarta.servlet", Set.of("webhook.servlet")),
			Map.entry("org.springframework.web.servlet", Set.of("webhook.servlet")),
			Map.entry("org.springframework.jdbc", Set.of("webhook.inbox.jdbc")),
			Map.entry("org.springframework.transaction", Set.of("webhook.inbox.jdbc")),
			Map.entry("javax.sql", Set.of("webhook.inbox.jdbc")),
			Map.entry("io.micrometer.core", Set.of("client.metrics", "webhook.metrics", "observation")),
			Map.entry("io.github.resilience4j", Set.of("resilience", "client.metrics")),
			Map.entry("org.springframework.security", Set.of("oauth2", "webhook.servlet", "webhook.reactive")),
			Map.entry("reactor.netty", Set.of("client.exchange", "transport", "webhook.reactive")),
			Map.entry("io.netty", Set.of("client.exchange", "transport", "webhook.reactive")),
			Map.entry("reactor.blockhound", Set.of("client.exchange")),
			Map.entry("com.fasterxml.jackson.databind", Set.of()),
			Map.entry("org.springframework.boot.security", Set.of()));

	@Test
	void onlyTheWiringKnowsSpringBoot() {
		onlyTheWiringKnows().check(OwnClasses.ALL);
	}

	private static ArchRule onlyTheWiringKnows() {
		return noClasses().that()
			.resideOutsideOfPackage(BASE + "autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..");
	}

	static Stream<Map.Entry<String, Set<String>>> dependenciesPointOneWay() {
		return MAY_KNOW.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource
	void dependenciesPointOneWay(Map.Entry<String, Set<String>> rule) {
		onlyKnows(rule.getKey(), rule.getValue()).check(OwnClasses.ALL);
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
	void whatIsInternalIsNotInWhatApplicationsCall() {
		assertThat(ofInternalTypes(OwnClasses.ALL)).isEmpty();
	}

	// Repositories, models, exceptions, queries, events: what an application names.
	private static Set<String> ofInternalTypes(JavaClasses types) {
		Set<String> internal = Set.of("client.exchange", "client.logging", "client.metrics", "logging", "transport",
				"webhook.metrics");
		return types.stream()
			.filter((type) -> Set
				.of("client", "client.model", "client.repository", "webhook", "webhook.inbox", "oauth2")
				.contains(type.getPackageName().replace(BASE, "")))
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.getModifiers().contains(JavaModifier.PUBLIC)
					&& method.getOwner().getModifiers().contains(JavaModifier.PUBLIC))
			.filter((method) -> Stream
				.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
				.anyMatch((type) -> internal.contains(type.getPackageName().replace(BASE, ""))))
			.map(JavaMethod::getFullName)
			.collect(Collectors.toSet());
	}

	@Test
	void noPackageIsAllowedToKnowWhatItDoesNot() {
		Set<String> needless = new TreeSet<>();
		MAY_KNOW.forEach((name, known) -> known.forEach((target) -> {
			if (!onlyKnows(name, without(known, target)).evaluate(OwnClasses.ALL).hasViolation()) {
				needless.add(name + " -> " + target);
			}
		}));
		assertThat(needless).isEmpty();
	}

	private static Set<String> without(Set<String> all, String one) {
		return all.stream().filter((other) -> !other.equals(one)).collect(Collectors.toSet());
	}

	static Stream<Map.Entry<String, Set<String>>> optionalLibrariesStayWhereTheyAre() {
		return OPTIONAL_LIBRARIES.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource
	void optionalLibrariesStayWhereTheyAre(Map.Entry<String, Set<String>> rule) {
		isOnlyKnownTo(rule.getKey(), rule.getValue()).check(OwnClasses.ALL);
		rule.getValue()
			.forEach((name) -> assertThat(
					isOnlyKnownTo(rule.getKey(), without(rule.getValue(), name)).evaluate(OwnClasses.ALL)
						.hasViolation())
				.as(name + " knows " + rule.getKey())
				.isTrue());
	}

	private static ArchRule isOnlyKnownTo(String library, Set<String> packages) {
		return noClasses()
			.that(DescribedPredicate.describe("are outside of the wiring and of " + packages,
					(type) -> !type.getPackageName().startsWith(BASE + "autoconfigure")
							&& packages.stream().noneMatch((name) -> type.getPackageName().equals(BASE + name))))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library + "..");
	}

	@Test
	void tokensKnowOfResilienceHowToReadRetryAfterAlone() {
		noClasses().that()
			.resideInAPackage(BASE + "oauth2")
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are of resilience and not RetryAfter",
					(target) -> target.getPackageName().equals(BASE + "resilience")
							&& !target.getSimpleName().equals("RetryAfter")))
			.check(OwnClasses.ALL);
	}

	@Test
	void everyPackageHasItsPlace() {
		Set<String> packages = OwnClasses.ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).allMatch((name) -> name.startsWith(BASE + "autoconfigure")
				|| MAY_KNOW.containsKey(name.substring(BASE.length())));
	}

	@Test
	void packagesAreFreeOfCycles() {
		freeOfCycles().check(OwnClasses.ALL);
	}

	private static ArchRule freeOfCycles() {
		return SlicesRuleDefinition.slices().matching("io.automatum.spring.(**)").should().beFreeOfCycles();
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> packages = OwnClasses.ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(packages).isNotEmpty()
			.allSatisfy(
					(name) -> assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
						.isTrue());
	}

	@Test
	void nullnessIsDeclaredWithJSpecifyAlone() {
		onlyJSpecify().check(OwnClasses.ALL);
	}

	private static ArchRule onlyJSpecify() {
		return noClasses().should()
			.dependOnClassesThat(DescribedPredicate.describe("declare nullness and are not JSpecify's",
					(target) -> Set.of("Nullable", "NonNull", "NotNull", "Nonnull").contains(target.getSimpleName())
							&& !target.getPackageName().equals("org.jspecify.annotations")));
	}

	@Test
	void classesAreNamedAfterWhatTheyAre() {
		noClassesThatManage().check(OwnClasses.ALL);
	}

	private static ArchRule noClassesThatManage() {
		return noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)");
	}

	@Test
	void noFieldIsPublicUnlessAConstant() {
		publicFields().check(OwnClasses.ALL);
	}

	private static ArchRule publicFields() {
		return fields().that().areNotStatic().or().areNotFinal().should().notBePublic();
	}

	@Test
	void nothingPrintsOrSleepsOrDependsOnTheLocale() {
		forbiddenCalls().check(OwnClasses.ALL);
	}

	private static ArchRule forbiddenCalls() {
		return noClasses().should()
			.callMethod(String.class, "toLowerCase")
			.orShould()
			.callMethod(String.class, "toUpperCase")
			.orShould()
			.callMethod(Thread.class, "sleep", long.class)
			.orShould()
			.callMethod(Collectors.class, "toList")
			.orShould()
			.callMethod(URLEncoder.class, "encode", String.class, String.class)
			.orShould()
			.callMethod(URLDecoder.class, "decode", String.class, String.class)
			.orShould()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err");
	}

	@Test
	void theTimeOfDayComesFromAClock() {
		askingTheSystemForTheTime().check(OwnClasses.ALL);
	}

	private static ArchRule askingTheSystemForTheTime() {
		// The wiring hands out the system's clock. Rows of the inbox have the database's
		// time; the two classes tell of a dead letter that was written just now.
		return noClasses().that()
			.resideOutsideOfPackage(BASE + "autoconfigure..")
			.and()
			.doNotHaveFullyQualifiedName(BASE + "webhook.inbox.jdbc.Receipt")
			.and()
			.doNotHaveFullyQualifiedName(BASE + "webhook.inbox.jdbc.Settlement")
			.should()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(System.class, "currentTimeMillis");
	}

	@Test
	void rulesNoticeWhatTheyForbid() {
		assertThat(onlyTheWiringKnows().evaluate(OwnClasses.of(SpringBootConvention.class)).hasViolation()).isTrue();
		assertThat(freeOfCycles().evaluate(OwnClasses.of(One.class, Other.class)).hasViolation()).isTrue();
		for (ArchRule rule : new ArchRule[] { onlyJSpecify(), noClassesThatManage(), publicFields(), forbiddenCalls(),
				askingTheSystemForTheTime(), isOnlyKnownTo("jakarta.servlet", Set.of()) }) {
			assertThat(rule.evaluate(OwnClasses.of(WrongManager.class)).hasViolation()).as(rule.getDescription())
				.isTrue();
		}
	}

	/**
	 * Everything that a class must not be.
	 */
	@SuppressWarnings("deprecation")
	static class WrongManager {

		@org.springframework.lang.Nullable
		public Servlet servlet;

		String now() {
			return Instant.now().toString().toUpperCase();
		}

	}

}
