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

package io.automatum.spring.logging;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a failure may be logged.
 */
class FailureTraceTests {

	private final IllegalStateException failure = new IllegalStateException("s3cret\r\n\u2028\u0085forged",
			new NoClassDefFoundError("s3cret"));

	@Test
	void tellsClassesAndPlacesAndNoMessage() {
		assertThat(print(this.failure)).contains("s3cret\r\n");
		assertThat(print(FailureTrace.of(this.failure))).contains("java.lang.IllegalStateException")
			.contains("Caused by:")
			.contains("java.lang.NoClassDefFoundError")
			.contains("FailureTraceTests")
			.doesNotContain("s3cret")
			.doesNotContain("forged");
	}

	@Test
	void tellsMessagesOnOneLineWhereAskedTo() {
		assertThat(print(FailureTrace.withMessages(this.failure)))
			.contains("java.lang.IllegalStateException: s3cret    forged");
		assertThat(FailureTrace.withMessages(new IllegalStateException("x".repeat(10_000))).getMessage().length())
			.isLessThan(600);
	}

	@Test
	void endsWhereCausesGoRound() {
		IllegalStateException first = new IllegalStateException();
		IllegalStateException second = new IllegalStateException(first);
		first.initCause(second);
		assertThat(print(FailureTrace.of(first))).contains("Caused by:");
	}

	private static String print(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
