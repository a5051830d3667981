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

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.webhook.WebhookDeliveryStatus.Snapshot;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class WebhookDeliveryStatusTests {

	private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private final WebhookDeliveryStatus status = new WebhookDeliveryStatus(Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void knowsNothingAtFirst() {
		assertThat(this.status.snapshot()).isEqualTo(new Snapshot(null, null, null, 0));
	}

	@ParameterizedTest
	@EnumSource
	void everyOutcomeButAcceptanceCounts(Outcome outcome) {
		this.status.answered(outcome, null, 0);
		this.status.answered(outcome, null, 0);
		assertThat(this.status.refusalsInARow()).isEqualTo((WebhookReply.of(outcome).status() == 202) ? 0 : 2);
	}

	@Test
	void acceptanceResetsAndWhatIsNotSignedChangesNothing() {
		for (int i = 0; i < 9; i++) {
			this.status.answered(Outcome.UNAUTHORIZED, new Verdict(Reason.MISMATCH, null), 0);
		}
		this.status.answered(Outcome.UNAUTHORIZED, new Verdict(Reason.MISSING, null), 0);
		assertThat(this.status.refusalsInARow()).isEqualTo(9);
		this.status.answered(Outcome.DUPLICATE, new Verdict(Reason.GENUINE, "1"), 0);
		assertThat(this.status.snapshot()).isEqualTo(new Snapshot(NOW, NOW, Outcome.UNAUTHORIZED, 0));
	}

	@Test
	void losesNoneOfManyThreads() throws InterruptedException {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		for (int i = 0; i < 8; i++) {
			executor.execute(() -> {
				for (int j = 0; j < 10_000; j++) {
					this.status.answered(Outcome.TOO_SLOW, null, 0);
				}
			});
		}
		executor.shutdown();
		assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.status.refusalsInARow()).isEqualTo(80_000);
	}

}
