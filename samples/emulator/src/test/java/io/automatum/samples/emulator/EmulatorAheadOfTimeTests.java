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

package io.automatum.samples.emulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.automatum.testing.ProcessedApplication;
import io.automatum.testing.RunningApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The emulator serves after it has been processed ahead of time.
 */
@EnabledIfSystemProperty(named = "automatum.proof", matches = "true")
class EmulatorAheadOfTimeTests {

	private static final Pattern LAST_VARIABLE = Pattern.compile("export AUTOMATUM_CLIENT_SECRET=.+");

	@Test
	void servesWhoeverIsGivenWhatItPrints(@TempDir Path directory) throws Exception {
		ProcessedApplication processed = ProcessedApplication.process(EmulatorApplication.class, directory);
		try (RunningApplication application = processed.start("--emulator.port=0", "--emulator.customers=10")
			.awaitStart()
			.awaitOutput(LAST_VARIABLE)) {
			assertThat(application.output()).contains("Starting AOT-processed EmulatorApplication")
				.doesNotContain(" WARN ", " ERROR ");
			HttpRequest request = HttpRequest.newBuilder(URI.create(printed(application, "TOKEN_URL")))
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers
					.ofString("grant_type=client_credentials&client_id=" + printed(application, "CLIENT_ID")
							+ "&client_secret=" + printed(application, "CLIENT_SECRET")))
				.build();
			String reply = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
			assertThat(reply).contains("\"access_token\"");
		}
	}

	private static String printed(RunningApplication application, String variable) {
		Matcher matcher = Pattern.compile("export AUTOMATUM_" + variable + "=(.+)").matcher(application.output());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
