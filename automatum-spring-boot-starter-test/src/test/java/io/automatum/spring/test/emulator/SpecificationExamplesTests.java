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

package io.automatum.spring.test.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs the programs of the API client setup page, unchanged but for the host.
 */
class SpecificationExamplesTests {

	private static final String HOST = "https://api.automatum.io";

	// The token that the page shows.
	private static final String EXAMPLE_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...";

	private static AutomatumEmulator emulator;

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		emulator = AutomatumEmulator.builder().accessToken(EXAMPLE_TOKEN).start();
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@BeforeEach
	void reset() {
		emulator.reset();
	}

	@Test
	void curlGetsAToken() throws Exception {
		Map<String, Object> token = curl("token.sh").get(0);
		assertThat(token).containsEntry("token_type", "Bearer").containsEntry("expires_in", 3600);
		assertThat(token.get("access_token")).asString().hasSizeGreaterThan(20);
		assertThat(token.get("scope")).asString().contains("read:customers", "read:entitlements", "write:metering");
	}

	@Test
	void curlListsCustomers() throws Exception {
		assertThat(data(curl("customers.sh").get(0))).hasSize(20);
	}

	@Test
	void curlListsAndCreatesPrivateOffers() throws Exception {
		assumeRuns("jq", "--version");
		List<Map<String, Object>> results = curl("private-offers.sh");
		assertThat(data(results.get(0))).hasSize(20);
		assertOfferIsStored(results.get(1));
	}

	@Test
	void nodeListsAndCreatesPrivateOffers() throws Exception {
		Map<String, Object> result = node("{ offers, newOffer }", "private-offers.js");
		assertThat(data(object(result, "offers"))).hasSize(20);
		assertOfferIsStored(object(result, "newOffer"));
		assertThat(emulator.tokenRequests()).isEqualTo(2);
	}

	@Test
	void nodeKeepsItsTokenInTheCache() throws Exception {
		Map<String, Object> result = node("{ same: await getValidToken() === await getValidToken() }",
				"token-cache.js");
		assertThat(result).containsEntry("same", true);
		assertThat(emulator.tokenRequests()).isEqualTo(1);
	}

	@Test
	void nodeListsGetsAndDeletesListings() throws Exception {
		Map<String, Object> result = node("{ items, item }", "token-cache.js", "resource-methods.js");
		assertThat(data(object(result, "items"))).hasSize(20)
			.allSatisfy((item) -> assertThat(item).containsEntry("vendor", "aws").containsEntry("status", "active"));
		assertThat(object(result, "item")).containsEntry("id", "listing_123");
		assertThat(emulator.collection("listing").get("listing_123")).isNull();
	}

	@Test
	void nodeTellsTheKindsOfErrorsApart() throws Exception {
		Map<String, Object> result = node(
				"""
						{ message: await makeApiRequest('https://api.automatum.io/api/v1/listing/none').catch(e => e.message) }""",
				"token-cache.js", "error-handling.js");
		assertThat(result).containsEntry("message", "API request failed");
		assertThat(emulator.requests(RequestMatcher.get("/listing/none"))).singleElement()
			.satisfies((request) -> assertThat(request.status()).isEqualTo(404));
	}

	@Test
	void nodeFollowsTheCursorThroughEveryCustomer() throws Exception {
		List<String> lines = run(nodeProgram("{ page1, page2 }", "token-cache.js", "cursor-pagination.js"));
		Map<String, Object> result = parse(lines.get(lines.size() - 1));
		List<Map<String, Object>> all = emulator.collection("customers").list();
		assertThat(data(object(result, "page1"))).extracting("id").isEqualTo(ids(all.subList(0, 50)));
		assertThat(data(object(result, "page2"))).extracting("id").isEqualTo(ids(all.subList(50, 100)));
		assertThat(lines.subList(0, lines.size() - 1))
			.isEqualTo(all.stream().map((customer) -> String.valueOf(customer.get("name"))).toList());
	}

	@Test
	void nodeReadsAPageAndItsNumbers() throws Exception {
		Map<String, Object> result = node("response", "token-cache.js", "page-pagination.js");
		assertThat(data(result)).extracting("id").isEqualTo(ids(emulator.collection("listing").list().subList(20, 40)));
		assertThat(object(result, "pagination")).containsEntry("page", 2)
			.containsEntry("limit", 20)
			.containsEntry("total", 150)
			.containsEntry("pages", 8);
	}

	@Test
	void nodeFiltersPrivateOffers() throws Exception {
		List<Map<String, Object>> offers = data(node("offers", "token-cache.js", "filters.js"));
		assertThat(offers).hasSize(20).allSatisfy((offer) -> {
			assertThat(offer).containsEntry("vendor", "aws").containsEntry("status", "accepted");
			assertThat(offer.get("createdAt")).asString().startsWith("2026-");
			assertThat((Integer) offer.get("value")).isGreaterThan(10000);
		});
	}

	@Test
	void nodeSortsCustomers() throws Exception {
		Map<String, Object> result = node("{ customers, customersAsc, customersMulti }", "token-cache.js",
				"sorting.js");
		assertThat(data(object(result, "customers")))
			.extracting((customer) -> String.valueOf(customer.get("createdAt")))
			.isSortedAccordingTo((left, right) -> right.compareTo(left));
		assertThat(data(object(result, "customersAsc"))).extracting((customer) -> String.valueOf(customer.get("name")))
			.isSorted();
		assertThat(data(object(result, "customersMulti"))).extracting((customer) -> (Integer) customer.get("value"))
			.isSortedAccordingTo((left, right) -> right - left);
	}

	@Test
	void nodeCreatesAnOfferOnceForOneKey() throws Exception {
		int before = emulator.collection("private-offer").size();
		Map<String, Object> first = node("offer", "token-cache.js", "idempotency.js");
		Map<String, Object> second = node("offer", "token-cache.js", "idempotency.js");
		assertThat(second).isEqualTo(first);
		assertThat(emulator.collection("private-offer").size()).isEqualTo(before + 1);
	}

	@Test
	void nodeRegistersAWebhook() throws Exception {
		Map<String, Object> webhook = node("webhook", "token-cache.js", "webhook.js");
		assertThat(webhook).containsEntry("name", "My Webhook").containsEntry("status", "active").containsKey("secret");
		assertThat(emulator.collection("webhook").get(String.valueOf(webhook.get("id")))).doesNotContainKey("secret");
	}

	@Test
	void pythonListsAndCreatesPrivateOffers() throws Exception {
		Map<String, Object> result = python("{'offers': offers, 'new_offer': new_offer}", "private-offers.py");
		assertThat(data(object(result, "offers"))).hasSize(20);
		assertOfferIsStored(object(result, "new_offer"));
	}

	@Test
	void pythonKeepsItsTokenInTheCache() throws Exception {
		Map<String, Object> result = python("{'same': token == token_manager.get_valid_token()}", "private-offers.py",
				"token-cache.py");
		assertThat(result).containsEntry("same", true);
		assertThat(emulator.tokenRequests()).isEqualTo(3);
	}

	private static void assertOfferIsStored(Map<String, Object> offer) {
		assertThat(offer).containsEntry("vendor", "aws")
			.containsEntry("listingId", "listing_123")
			.containsEntry("customerId", "cust_456")
			.containsEntry("details", Map.of("pricing", Map.of("discountPercentage", 20, "duration", 12)));
		assertThat(emulator.collection("private-offer").get(String.valueOf(offer.get("id")))).isEqualTo(offer);
	}

	private List<Map<String, Object>> curl(String program) throws Exception {
		assumeRuns("curl", "--version");
		Path script = write(program, read(program));
		String output = String.join("\n", run(List.of("sh", script.toString())));
		List<Map<String, Object>> results = new ArrayList<>();
		// Two replies follow each other without a line break.
		int depth = 0;
		int start = 0;
		for (int i = 0; i < output.length(); i++) {
			depth += (output.charAt(i) == '{') ? 1 : 0;
			depth -= (output.charAt(i) == '}') ? 1 : 0;
			if (depth == 0) {
				results.add(parse(output.substring(start, i + 1)));
				start = i + 1;
			}
		}
		return results;
	}

	private Map<String, Object> node(String result, String... programs) throws Exception {
		List<String> lines = run(nodeProgram(result, programs));
		return parse(lines.get(lines.size() - 1));
	}

	private List<String> nodeProgram(String result, String... programs) throws Exception {
		assumeRuns("node", "-e", "process.exit(typeof fetch === 'function' ? 0 : 1)");
		String source = read(programs) + "\nconsole.log(JSON.stringify(" + result + "));\n";
		return List.of("node", write("program.mjs", source).toString());
	}

	private Map<String, Object> python(String result, String... programs) throws Exception {
		assumeRuns("python3", "-c", "import requests");
		String source = read(programs) + "\nimport json\nprint(json.dumps(" + result + "))\n";
		List<String> lines = run(List.of("python3", write("program.py", source).toString()));
		return parse(lines.get(lines.size() - 1));
	}

	private static void assumeRuns(String... command) throws InterruptedException {
		int exit;
		try {
			exit = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			exit = -1;
		}
		assumeThat(exit).as("'%s' does not run here, its examples are skipped", String.join(" ", command)).isZero();
	}

	private Path write(String name, String source) throws IOException {
		String host = emulator.baseUrl().replace("/api/v1", "");
		return Files.writeString(this.directory.resolve(name), source.replace(HOST, host));
	}

	private static String read(String... programs) throws IOException {
		StringBuilder source = new StringBuilder();
		for (String program : programs) {
			try (InputStream stream = SpecificationExamplesTests.class
				.getResourceAsStream("/specification/" + program)) {
				source
					.append(new String(Objects.requireNonNull(stream, program).readAllBytes(), StandardCharsets.UTF_8))
					.append('\n');
			}
		}
		assertThat(source).contains(HOST);
		return source.toString();
	}

	private List<String> run(List<String> command) throws Exception {
		Path output = this.directory.resolve("output.txt");
		Path errors = this.directory.resolve("errors.txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(errors.toFile());
		Map<String, String> environment = builder.environment();
		environment.put("AUTOMATUM_CLIENT_ID", emulator.clientId());
		environment.put("AUTOMATUM_CLIENT_SECRET", emulator.clientSecret());
		environment.put("CLIENT_ID", emulator.clientId());
		environment.put("CLIENT_SECRET", emulator.clientSecret());
		environment.put("NO_PROXY", "127.0.0.1");
		environment.put("no_proxy", "127.0.0.1");
		environment.put("PYTHONIOENCODING", "utf-8");
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends in time", command).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(() -> readQuietly(errors)).isZero();
		return Files.readAllLines(output);
	}

	private static String readQuietly(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static Map<String, Object> parse(String json) {
		return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(Map<String, Object> tree, String name) {
		return (Map<String, Object>) tree.get(name);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> data(Map<String, Object> tree) {
		return (List<Map<String, Object>>) tree.get("data");
	}

	private static List<Object> ids(List<Map<String, Object>> objects) {
		return objects.stream().map((object) -> object.get("id")).toList();
	}

}
