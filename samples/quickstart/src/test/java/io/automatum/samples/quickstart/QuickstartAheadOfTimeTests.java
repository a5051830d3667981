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

package io.automatum.samples.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.automatum.testing.ProcessedApplication;
import io.automatum.testing.RunningApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample does the same after it has been processed ahead of time.
 */
@DisabledIfSystemProperty(named = "spring.aot.enabled", matches = "true",
		disabledReason = "What has been processed is not processed again")
class QuickstartAheadOfTimeTests {

	private static final String SECRET = "only-when-it-is-processed-0123456789";

	private static final Pattern END_OF_DEMONSTRATION = Pattern.compile("Open http://");

	private static final Pattern COUNTS = Pattern.compile("Active customers by marketplace: (\\{.*})");

	private static final Pattern COUNT = Pattern.compile("\\d+");

	private static ProcessedApplication processed;

	private static RunningApplication application;

	private static RestClient client;

	@BeforeAll
	static void start(@TempDir Path directory) {
		processed = ProcessedApplication.process(QuickstartApplication.class, directory, "--automatum.client-id=none",
				"--automatum.client-secret=" + SECRET);
		application = processed.start("--server.port=0").awaitOutput(END_OF_DEMONSTRATION);
		client = RestClient.builder()
			.baseUrl("http://localhost:" + application.port())
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	@AfterAll
	static void stop() {
		System.out.printf("Quickstart, processed ahead of time: %d files, started in %.2f s%n",
				processed.files().size(), application.seconds());
		application.close();
	}

	@Test
	void printsWhatItDidAtStartUp() {
		assertThat(application.output()).contains("Starting AOT-processed QuickstartApplication")
			.contains("Created offer offer_")
			.contains("Active customers by marketplace: {aws=")
			.contains("What an error looks like: POST /private-offer was answered with 4")
			.doesNotContain(" WARN ", " ERROR ");
	}

	@Test
	void createsAnOfferAndListsItFirst() {
		ResponseEntity<String> created = client.post()
			.uri("/offers?listingId=listing_123&customerId=cust_456&discountPercentage=25")
			.retrieve()
			.toEntity(String.class);
		assertThat(created.getStatusCode()).isEqualTo(HttpStatus.CREATED);
		assertThat(created.getBody()).contains("\"vendor\":\"aws\"").contains("\"discountPercentage\":25");
		assertThat(get("/offers")).contains("\"customerId\":\"cust_456\"");
	}

	@Test
	void countsEveryActiveCustomer() {
		Matcher printed = COUNTS.matcher(application.output());
		assertThat(printed.find()).isTrue();
		assertThat(sum(get("/customers"))).isEqualTo(sum(printed.group(1))).isGreaterThan(200);
	}

	@Test
	void showsAValidationErrorWithItsFields() {
		ProblemDetail problem = client.post()
			.uri("/offers?listingId=nowhere&customerId=cust_456&discountPercentage=25")
			.retrieve()
			.body(ProblemDetail.class);
		assertThat(problem).isNotNull();
		assertThat(problem.getStatus()).isEqualTo(422);
		assertThat(String.valueOf(problem.getProperties())).contains("listingId");
	}

	@Test
	void isSeenInTheActuator() {
		assertThat(get("/actuator/health")).contains("\"automatum\":{\"components\":{\"rateLimit\":");
		assertThat(get("/actuator/automatum")).contains("\"client\":{").contains("\"held\":true");
		assertThat(get("/actuator/prometheus")).contains("automatum_operation_seconds_count{");
	}

	@Test
	void nothingThatIsGeneratedHoldsASecret() throws IOException {
		assertThat(processed.files()).hasSizeGreaterThan(100);
		for (Path file : processed.files()) {
			assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain(SECRET);
		}
	}

	@Test
	void isAnotherApplicationWithoutWhatWasGenerated() {
		// Refused, so that it soon ends.
		try (RunningApplication unprocessed = processed.startUnprocessed("--automatum.retry.max-attempts=-1")) {
			assertThat(unprocessed.awaitEnd()).isNotZero();
			assertThat(unprocessed.output()).contains("Starting QuickstartApplication")
				.doesNotContain("AOT-processed")
				.contains("automatum.retry.max-attempts");
		}
	}

	private static String get(String path) {
		return client.get().uri(path).retrieve().body(String.class);
	}

	private static long sum(String counts) {
		return COUNT.matcher(counts).results().mapToLong((match) -> Long.parseLong(match.group())).sum();
	}

}
