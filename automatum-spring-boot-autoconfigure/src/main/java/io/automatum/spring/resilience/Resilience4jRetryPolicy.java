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

package io.automatum.spring.resilience;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.logging.PacedWarning;
import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries by a Resilience4j {@link Retry} named {@value #NAME}, whose events and metrics
 * tell of every call. Its configuration, from the application's registry where there is
 * one of that name, decides on the number of attempts, the back-off, and what of the
 * repeatable is repeated. Nothing in it can make a call be repeated that must not be, or
 * earlier than the service asked, or later than the call's deadline, or beyond the retry
 * budget.
 * <p>
 * Repeated are: failures before anything was sent, except those of certificates; 408,
 * 429, 500, 502, 503 and 504; time-outs and resets of {@code GET}, {@code HEAD},
 * {@code OPTIONS}, {@code PUT} and {@code DELETE}, and of {@code POST} if it carries an
 * idempotency key. Everything else is not.
 * <p>
 * The retry budget holds 10 retries at the start and at most 50. Ten successes bring one,
 * and a retry that succeeds is not charged.
 *
 * @since 1.0.0
 */
public final class Resilience4jRetryPolicy implements RetryPolicy {

	/**
	 * The name of the {@link Retry}: {@value}.
	 */
	public static final String NAME = "automatum";

	private static final Logger logger = LoggerFactory.getLogger(Resilience4jRetryPolicy.class);

	/** Jitter adds up to this share of the back-off. */
	private static final double JITTER = 0.5;

	private final boolean enabled;

	private final RetryGuard guard;

	private final Clock clock;

	private final RetryTokens tokens = new RetryTokens();

	private final Map<RetryReason, LongAdder> retries = new EnumMap<>(RetryReason.class);

	private final LongAdder unaffordable = new LongAdder();

	private final PacedWarning emptyBudget = new PacedWarning(System::nanoTime);

	private final Retry retry;

	/**
	 * The attempt that Resilience4j is being asked about on this thread. Its predicate
	 * and its interval function are given the failure only, and must know the call as
	 * well.
	 */
	private final ThreadLocal<@Nullable ResilientAttempts> asking = new ThreadLocal<>();

	private Resilience4jRetryPolicy(RetryConfig config, Map<String, String> tags, RetrySettings settings, Clock clock) {
		this.enabled = settings.enabled();
		this.guard = new RetryGuard(settings);
		this.clock = clock;
		for (RetryReason reason : RetryReason.values()) {
			this.retries.put(reason, new LongAdder());
		}
		this.retry = Retry.of(NAME, guarded(config), tags);
	}

	/**
	 * Create a policy that stands in the application's registry. A retry that is there
	 * under the name {@value #NAME} already, from the application's properties, takes the
	 * place of the given configuration.
	 * @param registry the registry
	 * @param config the configuration, usually built from {@link #config}
	 * @param settings what may be repeated
	 * @param clock the present, for dates in replies that have no {@code Date}
	 * @return the policy
	 */
	public static Resilience4jRetryPolicy register(RetryRegistry registry, RetryConfig config, RetrySettings settings,
			Clock clock) {
		// Only an entry that is there can be replaced.
		Retry entry = registry.retry(NAME, config);
		Resilience4jRetryPolicy policy = new Resilience4jRetryPolicy(entry.getRetryConfig(), entry.getTags(), settings,
				clock);
		registry.replace(NAME, policy.retry);
		return policy;
	}

	/**
	 * Create a policy without a registry.
	 * @param config the configuration, usually built from {@link #config}
	 * @param settings what may be repeated
	 * @param clock the present, for dates in replies that have no {@code Date}
	 * @return the policy
	 */
	public static Resilience4jRetryPolicy of(RetryConfig config, RetrySettings settings, Clock clock) {
		return new Resilience4jRetryPolicy(config, Map.of(), settings, clock);
	}

	/**
	 * Begin the configuration that the settings describe, for customizers to go on with.
	 * @param settings the settings
	 * @return the builder
	 */
	public static RetryConfig.Builder<Object> config(RetrySettings settings) {
		return config(settings, () -> ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * Begin the configuration that the settings describe, for customizers to go on with.
	 * @param settings the settings
	 * @param random the source of the jitter: numbers from 0 to 1
	 * @return the builder
	 */
	static RetryConfig.Builder<Object> config(RetrySettings settings, DoubleSupplier random) {
		return RetryConfig.custom()
			.maxAttempts(settings.maxAttempts())
			.retryOnException((failure) -> true)
			.intervalFunction((attempt) -> backoff(settings, attempt, random.getAsDouble()));
	}

	// Exponential, with up to half on top, never below the plain back-off and never above
	// the longest; in milliseconds, rounded up.
	private static long backoff(RetrySettings settings, int attempt, double random) {
		double longest = Math.ceil(settings.maxBackoff().toNanos() / 1e6);
		double plain = settings.initialBackoff().toNanos() / 1e6 * Math.pow(settings.multiplier(), attempt - 1);
		return (long) Math.ceil(Math.min(plain + plain * JITTER * random, longest));
	}

	// The predicate of the configuration and ours, and whatever interval it wants within
	// what the service and the call allow.
	private RetryConfig guarded(RetryConfig config) {
		IntervalBiFunction<Object> interval = config.getIntervalBiFunction();
		return RetryConfig.from(config)
			// They are part of the old predicate, to which the new one would be an
			// alternative.
			.retryExceptions()
			.ignoreExceptions()
			.retryOnException((failure) -> isAllowed() && config.getExceptionPredicate().test(failure))
			.intervalBiFunction((attempt, outcome) -> allowedInterval(interval.apply(attempt, outcome)))
			.failAfterMaxAttempts(false)
			.build();
	}

	private boolean isAllowed() {
		ResilientAttempts attempts = this.asking.get();
		return attempts != null && attempts.reason != null;
	}

	private long allowedInterval(long wanted) {
		ResilientAttempts attempts = this.asking.get();
		return (attempts != null) ? attempts.allowedInterval(wanted) : -1;
	}

	@Override
	public Attempts begin(String method, boolean idempotencyKey) {
		return new ResilientAttempts(method, idempotencyKey);
	}

	/**
	 * Return the Resilience4j retry behind this policy.
	 * @return the retry
	 */
	public Retry retry() {
		return this.retry;
	}

	/**
	 * Return how many retries there were for a reason.
	 * @param reason the reason
	 * @return the number since the start
	 */
	public long retries(RetryReason reason) {
		LongAdder counter = this.retries.get(reason);
		return (counter != null) ? counter.sum() : 0;
	}

	/**
	 * Return how many retries did not take place because the retry budget was empty.
	 * @return the number since the start
	 */
	public long unaffordableRetries() {
		return this.unaffordable.sum();
	}

	/**
	 * Return what is left of the retry budget.
	 * @return how many retries it pays for, with one decimal
	 */
	public double retryBudget() {
		return this.tokens.left();
	}

	private void count(RetryReason reason) {
		LongAdder counter = this.retries.get(reason);
		if (counter != null) {
			counter.increment();
		}
	}

	private void unaffordable() {
		this.unaffordable.increment();
		long count = this.emptyBudget.happened();
		if (count > 0) {
			logger
				.warn("The retry budget is empty, because too many calls fail: calls that fail are not repeated until "
						+ "others succeed ({} since the last such line). Look at what they fail with", count);
		}
	}

	private void succeeded(boolean retried) {
		this.tokens.succeeded(retried);
		long count = this.emptyBudget.over();
		if (count > 0) {
			logger.info("The retry budget pays for retries again ({} did not take place)", count);
		}
	}

	private static long millis(Duration duration) {
		return (duration.isNegative()) ? 0 : duration.plusNanos(999_999).toMillis();
	}

	private final class ResilientAttempts implements Attempts {

		private final String method;

		private final boolean idempotencyKey;

		private Retry.@Nullable AsyncContext<Object> context;

		private @Nullable RetryReason reason;

		private Duration atLeast = Duration.ZERO;

		private Duration remaining = Duration.ZERO;

		private boolean retried;

		ResilientAttempts(String method, boolean idempotencyKey) {
			this.method = method;
			this.idempotencyKey = idempotencyKey;
		}

		@Override
		public @Nullable Duration onFailure(AutomatumException failure, Duration remaining) {
			Resilience4jRetryPolicy policy = Resilience4jRetryPolicy.this;
			RetryReason reason = (policy.enabled) ? policy.guard.reason(failure, this.method, this.idempotencyKey)
					: null;
			this.reason = reason;
			this.atLeast = askedBy(failure);
			this.remaining = remaining;
			long interval;
			policy.asking.set(this);
			try {
				interval = context().onError(failure);
			}
			finally {
				policy.asking.remove();
			}
			if (interval < 0 || reason == null) {
				return null;
			}
			this.retried = true;
			policy.count(reason);
			return Duration.ofMillis(interval);
		}

		@Override
		public void onSuccess() {
			Resilience4jRetryPolicy.this.succeeded(this.retried);
			context().onComplete();
		}

		// Not sooner than the service asked, and then not all together; not after the
		// deadline; and only if there is a token for it.
		private long allowedInterval(long wanted) {
			if (wanted < 0) {
				return -1;
			}
			long interval = wanted;
			if (!this.atLeast.isZero()) {
				long asked = millis(this.atLeast);
				interval = Math.max(wanted, asked + wanted / 2);
				if (Duration.ofMillis(interval).compareTo(this.remaining) >= 0) {
					interval = Math.max(wanted, asked);
				}
			}
			if (Duration.ofMillis(interval).compareTo(this.remaining) >= 0) {
				return -1;
			}
			if (!Resilience4jRetryPolicy.this.tokens.take()) {
				Resilience4jRetryPolicy.this.unaffordable();
				return -1;
			}
			return interval;
		}

		private Duration askedBy(AutomatumException failure) {
			if (failure instanceof RateLimitedException limited) {
				Duration asked = limited.retryAfter();
				return (asked.compareTo(RetryAfter.MAX) < 0) ? asked : RetryAfter.MAX;
			}
			Duration asked = RetryAfter.parse(failure.details(), Resilience4jRetryPolicy.this.clock);
			return (asked != null) ? asked : Duration.ZERO;
		}

		private Retry.AsyncContext<Object> context() {
			Retry.AsyncContext<Object> context = this.context;
			if (context == null) {
				context = Resilience4jRetryPolicy.this.retry.asyncContext();
				this.context = context;
			}
			return context;
		}

	}

}
