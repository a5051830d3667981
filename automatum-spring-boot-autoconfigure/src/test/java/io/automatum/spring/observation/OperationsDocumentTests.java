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

package io.automatum.spring.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.junit.jupiter.api.Test;

import org.springframework.beans.BeanUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the page on operations are made from {@link AutomatumObservation},
 * {@link AutomatumMeter} and their comments. Run with {@code -Dautomatum.docs.write=true}
 * to write them again; the rest of the page is written by hand.
 */
class OperationsDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");

	private static final String BEGIN = "<!-- Begin: made by OperationsDocumentTests, not to be edited by hand. -->\n";

	private static final String END = "<!-- End -->\n";

	@Test
	void theTablesAreWhatTheCodeSays() throws IOException {
		String page = Files.readString(DOCUMENT);
		String expected = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + tables()
				+ page.substring(page.indexOf(END));
		if (Boolean.getBoolean("automatum.docs.write")) {
			Files.writeString(DOCUMENT, expected);
		}
		assertThat(Files.readString(DOCUMENT))
			.as("docs/operations.md is stale: run mvn -pl automatum-spring-boot-autoconfigure test "
					+ "-Dtest=OperationsDocumentTests -Dautomatum.docs.write=true")
			.isEqualTo(expected);
	}

	@Test
	void everyObservationAndKeyIsDescribed() {
		DocumentedConstants comments = new DocumentedConstants(AutomatumObservation.class);
		assertThat(AutomatumObservation.values()).allSatisfy((observation) -> {
			assertThat(comments.description(observation)).isNotEmpty();
			assertThat(keys(observation)).allSatisfy((key) -> assertThat(comments.description(key)).isNotEmpty());
		});
		assertThat(AutomatumMeter.values()).allSatisfy((meter) -> {
			assertThat(meter.getDescription()).isNotEmpty().doesNotEndWith(".");
			assertThat(meter.getKeyNames()).allSatisfy((key) -> assertThat(comments.description(key)).isNotEmpty());
		});
	}

	@Test
	void noMeterAndNoObservationShareAName() {
		assertThat(Stream
			.concat(Arrays.stream(AutomatumObservation.values()).map(OperationsDocumentTests::name),
					Arrays.stream(AutomatumMeter.values()).map(AutomatumMeter::getName))
			.toList()).doesNotHaveDuplicates().allMatch((name) -> name.startsWith("automatum."));
	}

	private static String tables() {
		DocumentedConstants comments = new DocumentedConstants(AutomatumObservation.class);
		StringBuilder page = new StringBuilder("""
				### Observations

				| observation | what | low-cardinality keys | high-cardinality keys |
				|---|---|---|---|
				""");
		for (AutomatumObservation observation : AutomatumObservation.values()) {
			page.append("| `%s` | %s | %s | %s |%n".formatted(name(observation), comments.description(observation),
					keys(comments, observation.getLowCardinalityKeyNames()),
					keys(comments, observation.getHighCardinalityKeyNames())));
		}
		page.append("""

				### Meters

				| meter | kind | unit | what | tags |
				|---|---|---|---|---|
				""");
		for (AutomatumMeter meter : AutomatumMeter.values()) {
			page.append("| `%s` | %s | %s | %s | %s |%n".formatted(meter.getName(),
					meter.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
					(meter.getBaseUnit() != null) ? meter.getBaseUnit() : "", meter.getDescription() + ".",
					keys(comments, meter.getKeyNames())));
		}
		page.append("""

				### Outcomes

				An observation and a counter that tell of the same thing use the same words.

				""");
		outcomes(page, "token requests", TokenOutcome.class, TokenOutcome.values());
		outcomes(page, "deliveries", Outcome.class, Outcome.values());
		outcomes(page, "signatures that are refused, as `reason`", Reason.class,
				Arrays.stream(Reason.values()).filter((reason) -> reason != Reason.GENUINE).toArray(Reason[]::new));
		return page.toString();
	}

	private static void outcomes(StringBuilder page, String title, Class<?> type, Enum<?>[] values) {
		DocumentedConstants comments = new DocumentedConstants(type);
		page.append("| of %s | |%n|---|---|%n".formatted(title));
		for (Enum<?> value : values) {
			assertThat(comments.description(value)).as(value.name()).isNotEmpty();
			page.append(
					"| `%s` | %s |%n".formatted(value.name().toLowerCase(Locale.ROOT), comments.description(value)));
		}
		page.append('\n');
	}

	private static String keys(DocumentedConstants comments, KeyName[] keys) {
		return Arrays.stream(keys)
			.map((key) -> "`%s`: %s".formatted(key.asString(), comments.description(key)))
			.collect(Collectors.joining("<br>"));
	}

	private static Stream<KeyName> keys(AutomatumObservation observation) {
		return Stream.concat(Arrays.stream(observation.getLowCardinalityKeyNames()),
				Arrays.stream(observation.getHighCardinalityKeyNames()));
	}

	private static String name(AutomatumObservation observation) {
		Class<? extends ObservationConvention<? extends Observation.Context>> convention = observation
			.getDefaultConvention();
		assertThat(convention).isNotNull();
		return String.valueOf(BeanUtils.instantiateClass(convention).getName());
	}

}
