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

package io.automatum.spring.autoconfigure.actuate;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener.AttemptResult;
import io.automatum.spring.client.exchange.CallListener.CallResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentFailures}.
 */
class RecentFailuresTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final RecentFailures failures = new RecentFailures(Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void aFailureIsKeptWithoutWhatTheServiceWrote() {
		end(failure("req_1", "forged by the service"), false);
		assertThat(this.failures.list()).containsExactly(new AutomatumDescriptor.Failure("2026-01-02T03:04:05Z", "GET",
				"/customers/{id}", "customers", "findById", 503, "req_1", "ServerErrorException", 3, 12));
		assertThat(this.failures.list().toString()).doesNotContain("forged", "cust_1");
	}

	@Test
	void successesAndWhatWasGivenUpAreNone() {
		end(null, false);
		end(null, true);
		assertThat(this.failures.list()).isEmpty();
	}

	@Test
	void aReplyThatARawCallsCallerGetsIsOneIfItTellsOfAFailure() {
		AttemptResult refused = new AttemptResult(1, 1_000_000, 503, "req_7", false, failure("req_7", "x"), false);
		this.failures.ended(call("findById"), new CallResult(1, 12_345_678, null, false, refused));
		assertThat(this.failures.list()).isEmpty();
		this.failures.ended(call("raw"), new CallResult(1, 12_345_678, null, false, refused));
		assertThat(this.failures.list()).singleElement().satisfies((failure) -> {
			assertThat(failure.operation()).isEqualTo("raw");
			assertThat(failure.status()).isEqualTo(503);
			assertThat(failure.requestId()).isEqualTo("req_7");
		});
	}

	@Test
	void whatTheCallersOwnCodeThrewIsOneWithItsClassAlone() {
		end(new IllegalStateException("holds anything"), false);
		assertThat(this.failures.list()).singleElement()
			.satisfies((failure) -> assertThat(failure.exception()).isEqualTo("IllegalStateException"))
			.satisfies((failure) -> assertThat(failure.status()).isNull());
	}

	@Test
	void theLastTwentyAreKeptTheLatestFirst() {
		for (int i = 1; i <= 50; i++) {
			end(failure("req_" + i, "x"), false);
		}
		List<AutomatumDescriptor.Failure> list = this.failures.list();
		assertThat(list).hasSize(20);
		assertThat(list.get(0).requestId()).isEqualTo("req_50");
		assertThat(list.get(19).requestId()).isEqualTo("req_31");
	}

	@Test
	void aRequestIdCannotForgeALine() {
		end(failure("req\n\u202e1" + "x".repeat(1000), "x"), false);
		assertThat(this.failures.list().get(0).requestId()).startsWith("req  1").hasSizeLessThan(310);
	}

	private void end(@Nullable Throwable failure, boolean cancelled) {
		this.failures.ended(call("findById"), new CallResult(3, 12_345_678, failure, cancelled, null));
	}

	private static Call call(String operation) {
		return new Call(HttpMethod.GET, URI.create("http://localhost/customers/cust_1"), "/customers/{id}", "customers",
				operation, null, null, CallOptions.none());
	}

	private static AutomatumException failure(String requestId, String text) {
		return new ServerErrorException(text,
				new ErrorDetails("GET", "/customers/{id}", 503, text, text, text, requestId, Map.of(), text), null);
	}

}
