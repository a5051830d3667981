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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.automatum.testing.ReadmeCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Boots the sample against the emulator and calls it as a reader of its README would.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class QuickstartApplicationTests {

	private final RestClient client;

	private final int port;

	@Autowired
	private AutomatumEmulator emulator;

	QuickstartApplicationTests(@LocalServerPort int port) {
		this.port = port;
		this.client = RestClient.builder()
			.baseUrl("http://localhost:" + port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	@Test
	void printsWhatItDidAtStartUp(CapturedOutput output) {
		assertThat(output).contains("Created offer offer_")
			.contains("Active customers by marketplace: {aws=")
			.contains("What an error looks like: POST /private-offer was answered with 4");
	}

	@Test
	void createsAnOfferAndListsItFirst() {
		ResponseEntity<String> created = this.client.post()
			.uri("/offers?listingId=listing_123&customerId=cust_456&discountPercentage=25")
			.retrieve()
			.toEntity(String.class);
		assertThat(created.getStatusCode()).isEqualTo(HttpStatus.CREATED);
		assertThat(created.getBody()).contains("\"vendor\":\"aws\"").contains("\"discountPercentage\":25");
		assertThat(this.client.get().uri("/offers").retrieve().body(String.class))
			.contains("\"customerId\":\"cust_456\"");
	}

	@Test
	void countsEveryActiveCustomer() {
		long active = this.emulator.collection("customers")
			.list()
			.stream()
			.filter((customer) -> "active".equals(customer.get("status")))
			.count();
		RequestMatcher pages = RequestMatcher.get("/customers");
		int before = this.emulator.requests(pages).size();
		String counts = this.client.get().uri("/customers").retrieve().body(String.class);
		assertThat(this.emulator.requests(pages).size() - before).isBetween(2, 10);
		assertThat(counts).isNotNull();
		assertThat(Pattern.compile("\\d+")
			.matcher(counts)
			.results()
			.mapToLong((match) -> Long.parseLong(match.group()))
			.sum()).isEqualTo(active);
	}

	@Test
	void showsAValidationErrorWithItsFields() {
		ProblemDetail problem = this.client.post()
			.uri("/offers?listingId=nowhere&customerId=cust_456&discountPercentage=25")
			.retrieve()
			.body(ProblemDetail.class);
		assertThat(problem).isNotNull();
		assertThat(problem.getStatus()).isEqualTo(422);
		assertThat(String.valueOf(problem.getProperties())).contains("listingId");
	}

	@Test
	void answersTheCommandsOfItsReadme() throws Exception {
		List<String> replies = new ArrayList<>();
		for (ReadmeCommand command : ReadmeCommand.all()) {
			ReadmeCommand.Reply reply = command.run(this.port);
			replies.add(reply.status() + " " + reply.body());
		}
		assertThat(replies).satisfiesExactly((customers) -> assertThat(customers).startsWith("200 {\"aws\":"),
				(offer) -> assertThat(offer).startsWith("201 {").contains("\"customerId\":\"cust_456\""),
				(refused) -> assertThat(refused).startsWith("422 {").contains("listingId"),
				(health) -> assertThat(health).startsWith("200 {").contains("\"status\":\"UP\"", "token"),
				(endpoint) -> assertThat(endpoint).startsWith("200 {").contains("\"baseUrl\":", "\"windows\":"),
				(metrics) -> assertThat(metrics).startsWith("200 ").contains("automatum_operation_seconds_count{"));
	}

}
