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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.logging.RareWarnings;
import io.github.resilience4j.core.EventConsumer;
import io.github.resilience4j.core.EventProcessor;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.event.RateLimiterEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnDrainedEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnFailureEvent;
import io.github.resilience4j.ratelimiter.event.RateLimiterOnSuccessEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One window of a {@link SlidingWindowRateBudget} as a Resilience4j {@link RateLimiter},
 * so that its events, meters and endpoints work. It counts nothing itself: a permission
 * that is acquired here is taken from all windows of the budget and counts as sent. Its
 * limit cannot be changed; {@code automatum.rate-limit.*} is the authority.
 *
 * @since 1.0.0
 */
public final class Resilience4jRateLimiterView implements RateLimiter {

	private static final String NAME_PREFIX = "automatum-";

	private static final Logger logger = LoggerFactory.getLogger(Resilience4jRateLimiterView.class);

	private final RareWarnings warnings = new RareWarnings(System::nanoTime);

	private final SlidingWindowRateBudget budget;

	private final RateWindow window;

	private final int index;

	private final String name;

	private final Map<String, String> tags;

	private final RateLimiterConfig config;

	private final Events events = new Events();

	private Resilience4jRateLimiterView(SlidingWindowRateBudget budget, int index, RateLimiterConfig config,
			Map<String, String> tags) {
		this.budget = budget;
		this.index = index;
		this.window = budget.windows().get(index);
		this.name = nameOf(this.window);
		this.config = config;
		this.tags = Map.copyOf(tags);
		budget.addListener(new EventListener());
	}

	/**
	 * Show each window of a budget in the application's registry. What stands there under
	 * the same name is replaced.
	 * @param budget the budget
	 * @param registry the registry
	 * @return the views, the shortest window first
	 */
	public static List<Resilience4jRateLimiterView> register(SlidingWindowRateBudget budget,
			RateLimiterRegistry registry) {
		List<Resilience4jRateLimiterView> views = new ArrayList<>();
		for (int i = 0; i < budget.windows().size(); i++) {
			RateWindow window = budget.windows().get(i);
			String name = nameOf(window);
			if (registry.find(name).isPresent() || registry.getConfiguration(name).isPresent()) {
				logger.warn(
						"The configuration of the Resilience4j rate limiter '{}' is ignored: the limit stays {} requests "
								+ "in {}. Set automatum.rate-limit.* to change it, and remove the other.",
						name, window.limit(), window.period());
			}
			RateLimiterConfig config = config(budget, window);
			// Only an entry that is there can be replaced, and meters are bound to
			// entries.
			RateLimiter entry = registry.rateLimiter(name, config);
			Resilience4jRateLimiterView view = new Resilience4jRateLimiterView(budget, i, config, entry.getTags());
			registry.replace(name, view);
			views.add(view);
		}
		return List.copyOf(views);
	}

	/**
	 * Show each window of a budget without a registry.
	 * @param budget the budget
	 * @return the views, the shortest window first
	 */
	static List<Resilience4jRateLimiterView> of(SlidingWindowRateBudget budget) {
		List<Resilience4jRateLimiterView> views = new ArrayList<>();
		for (int i = 0; i < budget.windows().size(); i++) {
			views.add(new Resilience4jRateLimiterView(budget, i, config(budget, budget.windows().get(i)), Map.of()));
		}
		return List.copyOf(views);
	}

	private static String nameOf(RateWindow window) {
		return NAME_PREFIX + window.name();
	}

	private static RateLimiterConfig config(SlidingWindowRateBudget budget, RateWindow window) {
		return RateLimiterConfig.custom()
			.limitForPeriod(window.limit())
			.limitRefreshPeriod(window.period())
			.timeoutDuration(budget.maxWait())
			.build();
	}

	/**
	 * Take permissions from the budget, waiting for them as long as the budget's longest
	 * wait. Blocks, and so must not be called on an event loop.
	 * @param permits how many
	 * @return whether all were taken; if not, or if the thread was interrupted, none is
	 */
	@Override
	public boolean acquirePermission(int permits) {
		return acquire(permits, null);
	}

	/**
	 * Take permissions from the budget if they are there now. Permissions of a later time
	 * are not given away, because only those who wait in the budget's queue learn of it
	 * when the service asks for a pause.
	 * @param permits how many
	 * @return 0 if all were taken, or -1
	 */
	@Override
	public long reservePermission(int permits) {
		return (acquire(permits, Duration.ZERO)) ? 0 : -1;
	}

	private boolean acquire(int permits, @Nullable Duration patience) {
		RateBudget.PermitRequest request = new RateBudget.PermitRequest("RateLimiter", this.name, patience);
		List<RateBudget.Permit> taken = new ArrayList<>(Math.min(permits, 16));
		while (taken.size() < permits) {
			RateBudget.Permit permit = await(this.budget.acquire(request).toFuture());
			if (permit == null) {
				taken.forEach(RateBudget.Permit::release);
				return false;
			}
			taken.add(permit);
		}
		taken.forEach(RateBudget.Permit::sent);
		return true;
	}

	private static RateBudget.@Nullable Permit await(CompletableFuture<RateBudget.Permit> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			if (!future.cancel(true) && !future.isCompletedExceptionally()) {
				future.join().release();
			}
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RateLimitedException) {
				return null;
			}
			throw new IllegalStateException("The rate budget failed", ex.getCause());
		}
	}

	/**
	 * Take every permission that is there now.
	 */
	@Override
	public void drainPermissions() {
		int drained = 0;
		while (this.budget.status().windows().get(this.index).remaining() > 0 && acquire(1, Duration.ZERO)) {
			drained++;
		}
		if (this.events.hasConsumers()) {
			this.events.consumeEvent(new RateLimiterOnDrainedEvent(this.name, drained));
		}
	}

	/**
	 * Does nothing but warn: the wait is {@code automatum.rate-limit.max-wait}.
	 */
	@Override
	public void changeTimeoutDuration(Duration timeoutDuration) {
		if (this.warnings.due("timeout") > 0) {
			logger.warn(
					"The time-out of the rate limiter '{}' stays {}: set automatum.rate-limit.max-wait to change it.",
					this.name, this.config.getTimeoutDuration());
		}
	}

	/**
	 * Does nothing but warn: the limit is that of {@code automatum.rate-limit.*}.
	 */
	@Override
	public void changeLimitForPeriod(int limitForPeriod) {
		if (this.warnings.due("limit") > 0) {
			logger.warn("The limit of the rate limiter '{}' stays {}: set automatum.rate-limit.* to change it.",
					this.name, this.window.limit());
		}
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public RateLimiterConfig getRateLimiterConfig() {
		return this.config;
	}

	@Override
	public Map<String, String> getTags() {
		return this.tags;
	}

	@Override
	public Metrics getMetrics() {
		return new BudgetMetrics();
	}

	@Override
	public EventPublisher getEventPublisher() {
		return this.events;
	}

	@Override
	public String toString() {
		return "RateLimiter '" + this.name + "' of the Automatum rate budget";
	}

	private final class BudgetMetrics implements Metrics {

		@Override
		public int getNumberOfWaitingThreads() {
			return Resilience4jRateLimiterView.this.budget.status().waiting();
		}

		@Override
		public int getAvailablePermissions() {
			RateBudgetStatus status = Resilience4jRateLimiterView.this.budget.status();
			return (status.pausedUntil() == null)
					? status.windows().get(Resilience4jRateLimiterView.this.index).remaining() : 0;
		}

	}

	private final class EventListener implements RateBudgetListener {

		@Override
		public void granted() {
			Resilience4jRateLimiterView view = Resilience4jRateLimiterView.this;
			if (view.events.hasConsumers()) {
				view.events.consumeEvent(new RateLimiterOnSuccessEvent(view.name));
			}
		}

		@Override
		public void refused(@Nullable RateWindow window) {
			Resilience4jRateLimiterView view = Resilience4jRateLimiterView.this;
			boolean meant = Optional.ofNullable(window).map(view.window::equals).orElse(true);
			if (meant && view.events.hasConsumers()) {
				view.events.consumeEvent(new RateLimiterOnFailureEvent(view.name));
			}
		}

	}

	private static final class Events extends EventProcessor<RateLimiterEvent>
			implements EventConsumer<RateLimiterEvent>, EventPublisher {

		@Override
		public void consumeEvent(RateLimiterEvent event) {
			processEvent(event);
		}

		@Override
		public EventPublisher onSuccess(EventConsumer<RateLimiterOnSuccessEvent> consumer) {
			registerConsumer(RateLimiterOnSuccessEvent.class.getName(), consumer);
			return this;
		}

		@Override
		public EventPublisher onFailure(EventConsumer<RateLimiterOnFailureEvent> consumer) {
			registerConsumer(RateLimiterOnFailureEvent.class.getName(), consumer);
			return this;
		}

	}

}
