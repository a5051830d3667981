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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The budget at the moments at which one thing ends as another begins, and with
 * subscribers and schedulers that do more, or less, than usual.
 */
class SlidingWindowRateBudgetEdgeTests {

	private final VirtualTime time = new VirtualTime();

	// Subscribers

	@Test
	void cancellingTwiceGivesUpOnePlace() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		VirtualTime.send(budget);
		Watcher twice = Watcher.of(budget, null);
		Watcher other = Watcher.of(budget, null);
		twice.subscription.cancel();
		twice.subscription.cancel();
		assertThat(budget.status().waiting()).isOne();
		this.time.passSeconds(10.5);
		assertThat(other.permits).hasSize(1);
		assertThat(twice.permits).isEmpty();
		assertThat(budget.status().waiting()).isZero();
	}

	@Test
	void whoCancelsBeforeAskingDoesNotGetInLine() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		VirtualTime.send(budget);
		Watcher watcher = new Watcher(false);
		budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(watcher);
		watcher.subscription.cancel();
		watcher.subscription.request(1);
		assertThat(budget.status().waiting()).isZero();
		this.time.passSeconds(30);
		assertThat(watcher.permits).isEmpty();
	}

	@Test
	void whoWasRefusedIsRefusedOnce() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		VirtualTime.send(budget);
		Watcher refused = Watcher.of(budget, Duration.ZERO);
		refused.subscription.request(1);
		refused.subscription.cancel();
		refused.subscription.request(1);
		assertThat(refused.failures).hasSize(1);
		assertThat(budget.status().waiting()).isZero();
	}

	@Test
	void cancellingAfterARefusalInLineTakesNobodyElsesPlace() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		Permit permit = VirtualTime.send(budget);
		Watcher refused = Watcher.of(budget, Duration.ofSeconds(11));
		Watcher patient = Watcher.of(budget, Duration.ofSeconds(100));
		permit.replied(429, VirtualTime.headers("Retry-After", "20"));
		this.time.pass(Duration.ZERO);
		assertThat(refused.failures).hasSize(1);
		refused.subscription.cancel();
		assertThat(budget.status().waiting()).isOne();
		this.time.passSeconds(20);
		assertThat(patient.permits).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void askingForNothingTakesNothing(long n) {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		Watcher watcher = new Watcher(false);
		budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(watcher);
		try {
			watcher.subscription.request(n);
		}
		catch (IllegalArgumentException ex) {
			// What Reactor does of it is its own matter.
		}
		assertThat(watcher.permits).isEmpty();
		assertThat(budget.status().reserved()).isZero();
	}

	@Test
	void aPermitGrantedToOneWhoCancelledInThatMomentIsGivenBack() {
		Watcher watcher = new Watcher(false);
		Runnable[] meanwhile = { () -> {
		} };
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.ticker(() -> {
				Runnable now = meanwhile[0];
				meanwhile[0] = () -> {
				};
				now.run();
				return 0;
			})
			.build();
		budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(watcher);
		meanwhile[0] = watcher.subscription::cancel;
		watcher.subscription.request(1);
		assertThat(watcher.permits).isEmpty();
		assertThat(budget.status().reserved()).isZero();
		assertThat(VirtualTime.available(budget)).isOne();
	}

	@Test
	void anErrorOfTheVirtualMachineIsNotSwallowed() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		assertThatExceptionOfType(LinkageError.class)
			.isThrownBy(() -> budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(new BaseSubscriber<>() {

				@Override
				protected void hookOnNext(Permit permit) {
					throw new LinkageError("fatal");
				}

			}));
	}

	@Test
	void aPermitIsFollowedByTheEnd() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		Watcher watcher = Watcher.of(budget, null);
		assertThat(watcher.permits).hasSize(1);
		assertThat(watcher.completed).isTrue();
	}

	// Windows

	@Test
	void aWindowSaysWhatIsWrongWithIt() {
		assertThat(new RateWindow(RateWindow.MAX_LIMIT, Duration.ofMillis(1)).limit()).isEqualTo(1_000_000);
		assertThat(new RateWindow(1, Duration.ofDays(366)).period()).isEqualTo(Duration.ofDays(366));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(-7, Duration.ofSeconds(1)))
			.withMessage("The limit of a rate window must be from 1 to 1000000, not -7");
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(1, Duration.ofDays(366).plusNanos(1)))
			.withMessageContaining("must be from 1 ms to 366 days");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.time.budget()
				.window(new RateWindow(1, Duration.ofSeconds(1)))
				.window(new RateWindow(2, Duration.ofSeconds(1))))
			.withMessage("There are two rate windows of PT1S");
	}

	// Schedulers

	@Test
	void whoeverWaitsIsToldWhenTheSchedulerTakesNoMoreTasksAndNothingIsKept() {
		GoneScheduler scheduler = new GoneScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		VirtualTime.send(budget);
		Watcher failed = Watcher.of(budget, null);
		assertThat(failed.failures).singleElement().isInstanceOf(RejectedExecutionException.class);
		failed.subscription.cancel();
		assertThat(budget.status().waiting()).isZero();
		// Each is told, not only the first.
		assertThat(Watcher.of(budget, null).failures).hasSize(1);
		this.time.passSeconds(10.5);
		assertThat(Watcher.of(budget, null).permits).hasSize(1);
	}

	@Test
	void aReplyThatChangesNothingWakesNobody() {
		CountingScheduler scheduler = new CountingScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		Permit first = VirtualTime.send(budget);
		Permit second = VirtualTime.send(budget);
		first.replied(429, VirtualTime.headers("Retry-After", "5"));
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
		int scheduled = scheduler.scheduled;
		second.replied(200, VirtualTime.headers("X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0"));
		second.replied(200, VirtualTime.headers("X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "3"));
		second.replied(200, VirtualTime.headers("X-RateLimit-Limit", "2"));
		second.replied(200, VirtualTime.headers());
		second.replied(429, VirtualTime.headers("Retry-After", "4"));
		assertThat(scheduler.scheduled).isEqualTo(scheduled);
		second.replied(200, VirtualTime.headers("X-RateLimit-Limit", "1"));
		assertThat(scheduler.scheduled).isGreaterThan(scheduled);
		assertThat(waiting).isNotDone();
	}

	@Test
	void givingBackAPermitTwiceWakesNobodyTheSecondTime() {
		CountingScheduler scheduler = new CountingScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		Permit permit = VirtualTime.take(budget);
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
		permit.release();
		this.time.pass(Duration.ZERO);
		assertThat(waiting).isCompleted();
		CompletableFuture<Permit> next = VirtualTime.ask(budget);
		int scheduled = scheduler.scheduled;
		permit.release();
		assertThat(scheduler.scheduled).isEqualTo(scheduled);
		assertThat(next).isNotDone();
	}

	// Permits that take their time

	@Test
	void aLostPermitIsNoticedByTheNextWhoAsks() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(60)))
			.reservationTimeout(Duration.ofSeconds(90))
			.build();
		VirtualTime.take(budget);
		this.time.passSeconds(89.999);
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO));
		assertThat(budget.status().lost()).isZero();
		this.time.passSeconds(0.001);
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO));
		assertThat(budget.status().lost()).isOne();
		assertThat(budget.status().reserved()).isZero();
	}

	@Test
	void lateRequestsAreForgivenForAsLongAsTheyWereLateWhileOneWaited() {
		for (String retryAfter : new String[] { "61", "61.001" }) {
			VirtualTime time = new VirtualTime();
			SlidingWindowRateBudget budget = time.budget()
				.window(new RateWindow(3, Duration.ofMinutes(1)))
				.maxWait(Duration.ofSeconds(60))
				.build();
			// What was late before is no matter.
			Permit earlier = VirtualTime.take(budget);
			time.passSeconds(7);
			earlier.release();
			time.passSeconds(30);
			VirtualTime.send(budget, 2);
			Permit late = VirtualTime.take(budget);
			time.passSeconds(2);
			CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
			time.passSeconds(3);
			late.sent();
			// Nor is the time in which everything was written.
			time.passSeconds(1);
			assertThat(waiting).isNotDone();
			// 61 seconds and the three from when it asked, of which four have passed.
			late.replied(429,
					VirtualTime.headers("Retry-After", String.valueOf(Double.parseDouble(retryAfter) + 3 - 4)));
			time.pass(Duration.ZERO);
			assertThat(waiting.isCompletedExceptionally()).isEqualTo(!retryAfter.equals("61"));
		}
	}

	// What the service says

	@Test
	void othersAloneMakeThoseWhoCannotWaitFail() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(60));
		Permit early = VirtualTime.send(budget);
		this.time.passSeconds(30);
		Permit held = VirtualTime.take(budget);
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget, Duration.ofSeconds(40));
		early.replied(200, VirtualTime.headers("X-RateLimit-Limit", "2", "X-RateLimit-Remaining", "0"));
		this.time.pass(Duration.ZERO);
		assertThat(VirtualTime.refusal(waiting).retryAfter()).isEqualTo(Duration.ofSeconds(61));
		held.release();
	}

	@Test
	void whoIsRefusedBecauseALimitWasLoweredIsToldTheWaitInAllWindows() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofSeconds(10)))
			.window(new RateWindow(4, Duration.ofSeconds(60)))
			.build();
		Permit permit = VirtualTime.send(budget, 2).get(0);
		List<CompletableFuture<Permit>> waiting = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiting.add(VirtualTime.ask(budget, Duration.ofSeconds(70)));
		}
		// The longer window now lets one go at 10.5 s, two at 61 s, and the last one not
		// before the first of them is out of it.
		permit.replied(200, VirtualTime.headers("X-RateLimit-Limit", "3"));
		this.time.pass(Duration.ZERO);
		assertThat(VirtualTime.refusal(waiting.get(3)).retryAfter()).isEqualTo(Duration.ofMillis(71_500));
		assertThat(waiting.subList(0, 3)).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void othersWhoAreStillThereLaterCountLonger() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "30",
					"X-RateLimit-Reset", "20"));
		this.time.passSeconds(10);
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "29",
					"X-RateLimit-Reset", "20"));
		assertThat(budget.status().windows().get(0).usedByOthers()).isEqualTo(19);
		this.time.passSeconds(20.999);
		assertThat(budget.status().windows().get(0).usedByOthers()).isEqualTo(19);
		this.time.passSeconds(0.001);
		assertThat(budget.status().windows().get(0).usedByOthers()).isZero();
	}

	@Test
	void aReplyThatComesWhenItsWindowIsOverSaysNothingOfTheNext() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		Permit slow = VirtualTime.send(budget);
		Permit slower = VirtualTime.send(budget);
		this.time.passSeconds(60.999);
		slow.replied(200,
				VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3", "X-RateLimit-Reset", "5"));
		assertThat(budget.status().windows().get(0).usedByOthers()).isEqualTo(45);
		this.time.passSeconds(6);
		assertThat(budget.status().windows().get(0).usedByOthers()).isZero();
		slower.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3"));
		assertThat(budget.status().windows().get(0).usedByOthers()).isZero();
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@Test
	void aReplyExactlyAtTheEndOfItsWindowSaysNothingOfTheNext() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		Permit slow = VirtualTime.send(budget);
		this.time.passSeconds(61);
		slow.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3"));
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@Test
	void aLimitLoweredToWhatOthersUseLeavesNothingUntilTheReset() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3",
					"X-RateLimit-Reset", "20"));
		VirtualTime.send(budget).replied(200, VirtualTime.headers("X-RateLimit-Limit", "46"));
		assertThat(VirtualTime.available(budget)).isZero();
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(21));
		this.time.passSeconds(21);
		assertThat(VirtualTime.available(budget)).isEqualTo(44);
	}

	@Test
	void nothingRemainingIsToldAsNothing() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		assertThat(budget.status().windows().get(0).serverRemaining()).isNull();
		assertThat(budget.status().windows().get(0).serverLimit()).isNull();
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0"));
		assertThat(budget.status().windows().get(0).serverRemaining()).isZero();
		assertThat(budget.status().windows().get(0).serverLimit()).isEqualTo(50);
	}

	@Test
	void theWindowThatMakesOneWaitIsNamedAndThePauseIfThatIsLonger() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofSeconds(10)))
			.window(new RateWindow(3, Duration.ofSeconds(60)))
			.build();
		Permit permit = VirtualTime.send(budget, 2).get(0);
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).getMessage())
			.contains("2 requests in PT10S");
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).getMessage())
			.contains("3 requests in PT1M");
		waiting.cancel(true);
		permit.replied(429, VirtualTime.headers("Retry-After", "100"));
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).getMessage())
			.contains("the service answered 429");
	}

	@Test
	void theBudgetIsBuiltWithWhatItIsTold() {
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
			.window(new RateWindow(1000, Duration.ofHours(1)))
			.window(new RateWindow(50, Duration.ofMinutes(1)))
			.build();
		assertThat(budget.maxWait()).isEqualTo(Duration.ofSeconds(60));
		assertThat(budget.windows()).containsExactly(new RateWindow(50, Duration.ofMinutes(1)),
				new RateWindow(1000, Duration.ofHours(1)));
		RateBudgetStatus status = budget.status();
		assertThat(status.waiting()).isZero();
		assertThat(status.pausedUntil()).isNull();
		assertThat(status.windows()).extracting(RateBudgetStatus.Window::remaining).containsExactly(50, 1000);
		assertThat(status.windows()).extracting(RateBudgetStatus.Window::name).containsExactly("minute", "hour");
	}

	/**
	 * Keeps its subscription and what it was given.
	 */
	private static final class Watcher implements CoreSubscriber<Permit> {

		private final boolean asks;

		private final List<Permit> permits = new ArrayList<>();

		private final List<Throwable> failures = new ArrayList<>();

		private boolean completed;

		private Subscription subscription;

		Watcher(boolean asks) {
			this.asks = asks;
		}

		static Watcher of(RateBudget budget, @Nullable Duration patience) {
			Watcher watcher = new Watcher(true);
			budget.acquire(new PermitRequest("GET", "/x", patience)).subscribe(watcher);
			return watcher;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			if (this.asks) {
				subscription.request(1);
			}
		}

		@Override
		public void onNext(Permit permit) {
			this.permits.add(permit);
		}

		@Override
		public void onError(Throwable failure) {
			this.failures.add(failure);
		}

		@Override
		public void onComplete() {
			this.completed = true;
		}

	}

	/**
	 * Takes no tasks.
	 */
	private static final class GoneScheduler implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			throw new RejectedExecutionException("gone");
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			throw new RejectedExecutionException("gone");
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * Counts the tasks it is given.
	 */
	private final class CountingScheduler implements Scheduler {

		private int scheduled;

		@Override
		public Disposable schedule(Runnable task) {
			this.scheduled++;
			return SlidingWindowRateBudgetEdgeTests.this.time.scheduler.schedule(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			this.scheduled++;
			return SlidingWindowRateBudgetEdgeTests.this.time.scheduler.schedule(task, delay, unit);
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

}
