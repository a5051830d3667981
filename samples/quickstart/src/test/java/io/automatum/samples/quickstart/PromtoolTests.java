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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.automatum.testing.InstalledCommands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Asks {@code promtool} whether the alert rules and the dashboard's queries are
 * well-formed, and whether each alert fires when it should and only then. Skipped where
 * it is not on the {@code PATH}.
 */
class PromtoolTests {

	private static final Path TESTS = Alert.RULES.resolveSibling("automatum-alerts-test.yml");

	@TempDir
	private Path directory;

	// Not once before all: that would leave nothing in the report to be found by CI.
	@BeforeEach
	void findPromtool() {
		assumeTrue(InstalledCommands.has("promtool"),
				"The alert rules are not tested: promtool, of Debian's package prometheus, is not on the PATH");
	}

	@Test
	void theAlertRulesAreWellFormed() throws Exception {
		assertThat(promtool("check", "rules", Alert.RULES.toString())).contains("SUCCESS: 6 rules found");
	}

	@Test
	void eachAlertFiresWhenItShould() throws Exception {
		assertThat(promtool("test", "rules", TESTS.toString())).contains("SUCCESS");
		assertThat(Files.readAllLines(TESTS).stream().filter((line) -> line.contains("exp_labels")).count())
			.isGreaterThanOrEqualTo(6);
	}

	@Test
	void anAlertThatFiresTooEarlyIsFound() throws Exception {
		Files.copy(TESTS, this.directory.resolve(TESTS.getFileName()));
		Files.writeString(this.directory.resolve(Alert.RULES.getFileName()),
				Files.readString(Alert.RULES).replace(">= 5", ">= 4"));
		assertThat(promtool("test", "rules", this.directory.resolve(TESTS.getFileName()).toString())).contains("FAILED")
			.contains("AutomatumWebhookRefused");
	}

	@Test
	void theQueriesOfTheDashboardAreWellFormed() throws Exception {
		List<String> queries = Dashboard.read().queries().stream().map(Dashboard.Query::expression).toList();
		assertThat(check(queries)).contains("SUCCESS: " + queries.size() + " rules found");
	}

	@Test
	void aQueryThatIsNotWellFormedIsFound() throws Exception {
		assertThat(check(List.of("sum(rate(automatum_retries_total[$__rate_interval])"))).contains("FAILED");
	}

	// They are made rules, since rules are what promtool checks. What Grafana puts in is
	// a duration, and text in quotes, which may be anything.
	private String check(List<String> queries) throws Exception {
		List<String> rules = new ArrayList<>();
		for (int i = 0; i < queries.size(); i++) {
			rules.add("  - record: query_%d\n    expr: '%s'\n".formatted(i,
					queries.get(i).replace("$__rate_interval", "5m").replace("'", "''")));
		}
		Path file = this.directory.resolve("queries.yml");
		Files.writeString(file,
				rules.stream().collect(Collectors.joining("", "groups:\n- name: queries\n  rules:\n", "")));
		return promtool("check", "rules", file.toString());
	}

	private static String promtool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("promtool"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		System.out.println(output.strip());
		return output;
	}

}
