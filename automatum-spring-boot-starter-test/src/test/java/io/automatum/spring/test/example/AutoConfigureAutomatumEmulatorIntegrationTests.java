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

package io.automatum.spring.test.example;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.test.AutoConfigureAutomatumEmulator;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.RequestMatcher;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureAutomatumEmulator @AutoConfigureAutomatumEmulator} with
 * an application that has credentials and connection details of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "example.vault=true", "example.ledger=false", "automatum.client-id=app_real",
				"automatum.client-secret=changeme", "automatum.base-url=https://automatum.invalid/api/v1" })
@AutoConfigureAutomatumEmulator
class AutoConfigureAutomatumEmulatorIntegrationTests {

	@Autowired
	private AutomatumEmulator automatum;

	@Autowired
	private Renewals renewals;

	@RepeatedTest(2)
	void leadsTheApplicationToTheEmulator() {
		assertThat(this.automatum.requests()).isEmpty();
		assertThat(this.renewals.offer("cust_456").id()).startsWith("offer_");
		assertThat(this.automatum.requests(RequestMatcher.api())).hasSize(1);
	}

	@Test
	void takesPrecedenceOverTheApplicationsDetails(@Autowired ObjectProvider<AutomatumConnectionDetails> all,
			@Autowired AutomatumConnectionDetails details) {
		assertThat(all.stream()).hasSize(2);
		assertThat(details.getBaseUrl()).isEqualTo(this.automatum.baseUrl());
	}

}
