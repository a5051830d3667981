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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.repository.ReactiveListingRepository;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateBudgetStatus;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;

/**
 * Whether the API answers, by asking for one listing: a cheap call that shows nothing of
 * a customer. It takes a permit like any other call, is not retried, and is left out
 * where the application may need what is left of a window. Looking never waits for it: it
 * starts a call where one is due, and tells how the one before ended.
 */
final class ProbeHealth implements Supplier<Health> {

	static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	/** From when on an outcome says nothing about now. */
	private static final Duration STALE = INTERVAL.multipliedBy(3);

	private static final int RESERVED_SHARE = 10;

	private static final ListQuery QUERY = ListQuery.create().limit(1);

	private static final CallOptions OPTIONS = CallOptions.none().noRetry().deadline(DEADLINE);

	private final ReactiveListingRepository listings;

	private final RateBudget budget;

	private final Clock clock;

	private final AtomicBoolean underWay = new AtomicBoolean();

	private volatile @Nullable Instant startedAt;

	private volatile @Nullable Outcome last;

	ProbeHealth(ReactiveListingRepository listings, RateBudget budget, Clock clock) {
		this.listings = listings;
		this.budget = budget;
		this.clock = clock;
	}

	@Override
	public Health get() {
		Instant now = this.clock.instant();
		boolean skipped = isDue(now) && !start(now);
		Outcome outcome = this.last;
		if (outcome == null || outcome.at().plus(STALE).isBefore(now)) {
			return Health.unknown().withDetail("state", skipped ? "left-out" : "under-way").build();
		}
		Health.Builder health = outcome.reached() ? Health.up() : Health.down();
		health.withDetail("at", outcome.at().toString());
		if (outcome.status() != null) {
			health.withDetail("status", outcome.status());
		}
		if (outcome.error() != null) {
			health.withDetail("error", outcome.error());
		}
		return health.build();
	}

	private boolean isDue(Instant now) {
		Instant before = this.startedAt;
		return before == null || !before.plus(INTERVAL).isAfter(now);
	}

	private boolean start(Instant now) {
		if (!this.underWay.compareAndSet(false, true)) {
			return true;
		}
		if (!isDue(now) || !isPlentyLeft()) {
			boolean started = !isDue(now);
			this.underWay.set(false);
			return started;
		}
		this.startedAt = now;
		// One that throws must not be under way for ever.
		Mono.defer(() -> this.listings.findPage(QUERY, OPTIONS))
			.doFinally((signal) -> this.underWay.set(false))
			.subscribe((page) -> ended(null), this::ended);
		return true;
	}

	/*
	 * A tenth of each window, and at least one request, is the application's.
	 */
	private boolean isPlentyLeft() {
		if (!(this.budget instanceof SlidingWindowRateBudget known)) {
			return true;
		}
		RateBudgetStatus status = known.status();
		return status.pausedUntil() == null && status.waiting() == 0
				&& status.windows()
					.stream()
					.allMatch((window) -> window.remaining() > Math.max(1, window.limit() / RESERVED_SHARE));
	}

	private void ended(@Nullable Throwable failure) {
		if (failure instanceof RateLimitedException limited && limited.status() == null) {
			// Never sent: the application was faster.
			return;
		}
		Integer status = (failure instanceof AutomatumException typed) ? typed.status() : null;
		// Whoever answers 403, 404 or 429 is there; a token that is refused is no use.
		boolean reached = failure == null || (status != null && !(failure instanceof ServerErrorException)
				&& !(failure instanceof AuthenticationFailedException));
		this.last = new Outcome(this.clock.instant(), reached, status,
				(failure != null) ? failure.getClass().getSimpleName() : null);
	}

	private record Outcome(Instant at, boolean reached, @Nullable Integer status, @Nullable String error) {

	}

}
