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

import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Whether deliveries get through, for health and metrics. Counts those that carry a
 * signature, right or wrong: after ten of its own that are refused in a row, Automatum
 * disables the webhook. Others are not Automatum's. Safe for use by any number of
 * threads.
 *
 * @since 1.0.0
 */
public final class WebhookDeliveryStatus implements WebhookListener {

	private static final Snapshot NONE = new Snapshot(null, null, null, 0);

	private final Clock clock;

	private volatile Snapshot snapshot = NONE;

	/**
	 * Create.
	 * @param clock tells when deliveries were answered
	 */
	public WebhookDeliveryStatus(Clock clock) {
		this.clock = clock;
	}

	@Override
	public void answered(Outcome outcome, @Nullable Verdict verdict, long nanos) {
		boolean signed = verdict == null || verdict.reason() != Reason.MISSING;
		if (signed) {
			note(outcome, this.clock.instant());
		}
	}

	private synchronized void note(Outcome outcome, Instant now) {
		this.snapshot = this.snapshot.after(outcome, now);
	}

	/**
	 * Return all that is known, of one moment.
	 * @return the snapshot
	 */
	public Snapshot snapshot() {
		return this.snapshot;
	}

	/**
	 * Return how many deliveries in a row have been refused.
	 * @return the number, 0 after one that was accepted
	 */
	public int refusalsInARow() {
		return snapshot().refusalsInARow();
	}

	/**
	 * What is known of deliveries at one moment.
	 *
	 * @param lastAcceptedAt when the last one was accepted, null if none was
	 * @param lastRefusedAt when the last one was refused, null if none was
	 * @param lastRefusal why the last one was refused, null if none was
	 * @param refusalsInARow how many have been refused since the last one that was
	 * accepted
	 * @since 1.0.0
	 */
	public record Snapshot(@Nullable Instant lastAcceptedAt, @Nullable Instant lastRefusedAt,
			@Nullable Outcome lastRefusal, int refusalsInARow) {

		private Snapshot after(Outcome outcome, Instant now) {
			return (outcome.accepted()) ? new Snapshot(now, this.lastRefusedAt, this.lastRefusal, 0)
					: new Snapshot(this.lastAcceptedAt, now, outcome, this.refusalsInARow + 1);
		}

	}

}
