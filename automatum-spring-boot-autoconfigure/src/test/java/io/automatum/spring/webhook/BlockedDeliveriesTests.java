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

package io.automatum.spring.webhook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import io.automatum.spring.logging.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BlockedDeliveries}.
 */
class BlockedDeliveriesTests {

	private final LogCapture log = LogCapture.of(BlockedDeliveries.class.getName(), Level.INFO);

	private final AtomicLong nanos = new AtomicLong();

	private final BlockedDeliveries deliveries = new BlockedDeliveries("/hooks", "two lines", this.nanos::get);

	@AfterEach
	void close() {
		this.log.close();
	}

	@Test
	void areWarnedOfOnceAndThenWithACount() {
		for (int status : new int[] { 401, 403, 302, 200, 404 }) {
			this.deliveries.answered(status);
		}
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARN A delivery to POST /hooks was refused with 401")
			.contains("(1 since the last such line)")
			.endsWith("add two lines");
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		this.deliveries.answered(403);
		assertThat(this.log.lines()).hasSize(2).last().asString().contains("403", "(3 since the last such line)");
	}

	@Test
	void thoseThatWereExpectedAreNotWarnedOfAtOnceAgain() {
		this.deliveries.expected();
		this.deliveries.answered(403);
		assertThat(this.log.lines()).singleElement().asString().startsWith("WARN Spring Security will refuse");
	}

}
