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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.resilience.RateBudget.Permit;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

/**
 * The budget call by call, in virtual time.
 */
class SlidingWindowRateBudgetTests {

	private final VirtualTime time = new VirtualTime();

	// Windows

	@Test
	void grantsTheLimitAtOnceAndTheNextWhenTheFirstIsOutOfTheWindowAndTheGuard() {
		SlidingWindowRateBudget budget = this.time.budget(3, Duration.ofSeconds(60));
		VirtualTime.send(budget, 3);
		CompletableFuture<Permit> fourth = VirtualTime.ask(budget, Duration.ofSeconds(61));
		this.time.passSeconds(60.999_999_999);
		assertThat(fourth).isNotDone();
		this.time.passSeconds(0.000_000_001);
		assertThat(fourth).isCompleted();
	}

	@Test
	void countsFromWhenARequestIsSentAndNotFromWhenItWasAllowed() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(60));
		Permit slow = VirtualTime.take(budget);
		this.time.passSeconds(30);
		slow.sent();
		CompletableFuture<Permit> next = VirtualTime.ask(budget, Duration.ofSeconds(61));
		this.time.passSeconds(60.9);
		assertThat(next).isNotDone();
		this.time.passSeconds(0.1);
		assertThat(next).isCompleted();
	}

	@Test
	void takesAllWindowsTogetherOrNone() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(10, Duration.ofSeconds(60)))
			.window(new RateWindow(4, Duration.ofSeconds(3600)))
			.build();
		VirtualTime.send(budget, 4);
		VirtualTime.refusal(VirtualTime.ask(budget));
		RateBudgetStatus status = budget.status();
		assertThat(status.windows().get(0).used()).isEqualTo(4);
		assertThat(status.windows().get(0).remaining()).isEqualTo(6);
		assertThat(status.windows().get(1).remaining()).isZero();
	}

	@Test
	void anotherWindowCanHaveRoomWhileOneHasNot() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		for (int i = 0; i < 20; i++) {
			VirtualTime.send(budget, 50);
			this.time.passSeconds(61);
		}
		RateLimitedException ex = VirtualTime.refusal(VirtualTime.ask(budget));
		assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(3601 - 20 * 61));
		assertThat(ex.getMessage()).contains("1000 requests in PT1H");
		assertThat(budget.status().windows().get(0).remaining()).isEqualTo(50);
	}

	@ParameterizedTest
	@CsvSource({ "PT60S, PT1S, PT61S", "PT3600S, PT1S, PT3601S", "PT2S, PT1S, PT2.1S", "PT60S, PT0S, PT60S",
			"PT60S, PT1H, PT63S", "PT1S, PT0.01S, PT1.01S" })
	void theGuardIsAtMostATwentiethOfTheWindow(Duration period, Duration guard, Duration expected) {
		SlidingWindowRateBudget budget = this.time.budget().window(new RateWindow(1, period)).guard(guard).build();
		VirtualTime.send(budget);
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter()).isEqualTo(expected);
	}

	@Test
	void windowsMustHaveDifferentPeriodsAndThereMustBeOne() {
		assertThatIllegalStateException().isThrownBy(() -> SlidingWindowRateBudget.builder().build());
		SlidingWindowRateBudget.Builder builder = this.time.budget().window(new RateWindow(1, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder.window(new RateWindow(2, Duration.ofMillis(1000))));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.guard(Duration.ofNanos(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxWait(Duration.ofNanos(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.reservationTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(0, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(1_000_001, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(1, Duration.ofNanos(999_999)));
		assertThatIllegalArgumentException().isThrownBy(() -> new RateWindow(1, Duration.ofDays(367)));
	}

	@Test
	void theLargestWindowWorks() {
		SlidingWindowRateBudget budget = this.time.budget(RateWindow.MAX_LIMIT, Duration.ofDays(366));
		Mono<Permit> permit = budget.acquire(new PermitRequest("GET", "/x", null));
		for (int i = 0; i < RateWindow.MAX_LIMIT; i++) {
			permit.subscribe(Permit::sent);
		}
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget)).retryAfter())
			.isEqualTo(Duration.ofDays(366).plusSeconds(1));
		assertThat(budget.status().windows().get(0).used()).isEqualTo(RateWindow.MAX_LIMIT);
	}

	@ParameterizedTest
	@CsvSource({ "PT1S, second", "PT60S, minute", "PT1H, hour", "PT24H, day", "PT2H, 2h", "PT15M, 15m", "PT40S, 40s",
			"PT1.5S, 1500ms", "PT0.0015S, 1500000ns" })
	void windowsAreNamedByTheirPeriod(Duration period, String name) {
		assertThat(new RateWindow(1, period).name()).isEqualTo(name);
	}

	// Permits

	@Test
	void aReleasedPermitIsThereAgainAndGoesToTheFirstWhoWaits() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(60));
		VirtualTime.send(budget);
		Permit unused = VirtualTime.take(budget);
		CompletableFuture<Permit> first = VirtualTime.ask(budget, Duration.ofMinutes(10));
		CompletableFuture<Permit> second = VirtualTime.ask(budget, Duration.ofMinutes(10));
		assertThat(first).isNotDone();
		unused.release();
		this.time.pass(Duration.ZERO);
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
	}

	@Test
	void theFirstOfSentAndReleaseCounts() {
		SlidingWindowRateBudget budget = this.time.budget(5, Duration.ofSeconds(60));
		Permit sent = VirtualTime.take(budget);
		sent.sent();
		sent.release();
		sent.sent();
		assertThat(budget.status().windows().get(0).used()).isOne();
		Permit released = VirtualTime.take(budget);
		released.release();
		released.release();
		released.sent();
		released.replied(200, VirtualTime.headers("X-RateLimit-Remaining", "0"));
		assertThat(budget.status().windows().get(0).used()).isOne();
		assertThat(VirtualTime.available(budget)).isEqualTo(4);
	}

	@Test
	void aReplyMeansThatTheRequestWasSent() {
		SlidingWindowRateBudget budget = this.time.budget(5, Duration.ofSeconds(60));
		VirtualTime.take(budget).replied(200, VirtualTime.headers("X-RateLimit-Remaining", "4"));
		assertThat(budget.status().reserved()).isZero();
		assertThat(budget.status().windows().get(0).used()).isOne();
	}

	@Test
	void aGrantedPermitCountsBeforeItIsSent() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(60));
		VirtualTime.take(budget);
		VirtualTime.take(budget);
		assertThat(VirtualTime.available(budget)).isZero();
		assertThat(budget.status().reserved()).isEqualTo(2);
		assertThat(budget.status().windows().get(0).used()).isZero();
		assertThat(budget.status().windows().get(0).remaining()).isZero();
	}

	@Test
	void aLostPermitCountsAsSentAfterItsTimeAndDoesNotLockTheBudget() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(60)))
			.reservationTimeout(Duration.ofSeconds(90))
			.maxWait(Duration.ofHours(1))
			.build();
		Permit lost = VirtualTime.take(budget);
		CompletableFuture<Permit> next = VirtualTime.ask(budget);
		this.time.passSeconds(150.9);
		assertThat(next).isNotDone();
		this.time.passSeconds(0.1);
		assertThat(next).isCompleted();
		assertThat(budget.status().lost()).isOne();
		next.join().release();
		lost.release();
		assertThat(VirtualTime.available(budget)).isOne();
		lost.sent();
		assertThat(VirtualTime.available(budget)).isZero();
	}

	@Test
	void aPermitThatIsNotLostYetStaysReserved() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(60));
		Permit slow = VirtualTime.take(budget);
		this.time.passSeconds(119);
		assertThat(VirtualTime.available(budget)).isZero();
		slow.release();
		assertThat(VirtualTime.available(budget)).isOne();
		assertThat(budget.status().lost()).isZero();
	}

	// Waiting

	@Test
	void servesInOrder() {
		SlidingWindowRateBudget budget = this.time.budget(5, Duration.ofSeconds(10));
		VirtualTime.send(budget, 5);
		List<Integer> served = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			int number = i;
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe((permit) -> {
				served.add(number);
				permit.sent();
			});
		}
		this.time.passSeconds(9);
		assertThat(served).isEmpty();
		this.time.passSeconds(60);
		assertThat(served).hasSize(25).isSorted();
	}

	@Test
	void whoComesLaterDoesNotOvertakeThoseWhoWait() {
		LazyScheduler scheduler = new LazyScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		Permit permit = VirtualTime.take(budget);
		CompletableFuture<Permit> first = VirtualTime.ask(budget);
		permit.release();
		// The first one's wake-up is due and has not run.
		CompletableFuture<Permit> second = VirtualTime.ask(budget, Duration.ofSeconds(11));
		scheduler.run();
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
	}

	@Test
	void aHundredCancelledWaitersSendNothingAndTakeNothing() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofSeconds(60));
		VirtualTime.send(budget, 50);
		List<Integer> served = new ArrayList<>();
		List<Disposable> waiters = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			int number = i;
			// 50 would be served after 61 s and 50 refused, but for the longer wait.
			waiters.add(budget.acquire(new PermitRequest("GET", "/x", Duration.ofSeconds(60)))
				.subscribe((permit) -> served.add(number), (ex) -> {
				}));
		}
		assertThat(budget.status().waiting()).isZero();
		this.time.passSeconds(2);
		for (int i = 0; i < 100; i++) {
			waiters.add(budget.acquire(new PermitRequest("GET", "/x", Duration.ofSeconds(60)))
				.subscribe((permit) -> served.add(-1), (ex) -> {
				}));
		}
		assertThat(budget.status().waiting()).isEqualTo(50);
		waiters.forEach(Disposable::dispose);
		assertThat(budget.status().waiting()).isZero();
		this.time.passSeconds(120);
		assertThat(served).isEmpty();
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@Test
	void waitersThatAreNotCancelledAreServed() {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofSeconds(60));
		VirtualTime.send(budget, 50);
		this.time.passSeconds(2);
		List<CompletableFuture<Permit>> waiters = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiters.add(VirtualTime.ask(budget));
		}
		for (int i = 0; i < 50; i += 2) {
			waiters.get(i).cancel(true);
		}
		this.time.passSeconds(59);
		for (int i = 1; i < 50; i += 2) {
			assertThat(waiters.get(i)).isCompleted();
		}
		assertThat(budget.status().reserved()).isEqualTo(25);
	}

	@Test
	void aTimeOutGivesUpThePlace() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(60));
		VirtualTime.send(budget);
		List<String> outcome = new ArrayList<>();
		this.time.passSeconds(1);
		budget.acquire(new PermitRequest("GET", "/x", null))
			.timeout(Duration.ofSeconds(5), this.time.scheduler)
			.subscribe((permit) -> outcome.add("permit"), (ex) -> outcome.add(ex.getClass().getSimpleName()));
		this.time.passSeconds(5);
		assertThat(outcome).containsExactly("TimeoutException");
		assertThat(budget.status().waiting()).isZero();
		this.time.passSeconds(100);
		assertThat(VirtualTime.available(budget)).isOne();
	}

	@Test
	void aPermitGrantedInTheMomentOfCancellationIsGivenBack() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(10));
		VirtualTime.send(budget, 2);
		CompletableFuture<Permit> second = new CompletableFuture<>();
		// The first to be served cancels the other, which was granted with it or is next.
		budget.acquire(new PermitRequest("GET", "/1", null)).subscribe((permit) -> {
			second.cancel(true);
			permit.sent();
		});
		Disposable subscription = budget.acquire(new PermitRequest("GET", "/2", null)).subscribe(second::complete);
		second.whenComplete((permit, ex) -> subscription.dispose());
		this.time.passSeconds(30);
		assertThat(second).isCancelled();
		assertThat(budget.status().reserved()).isZero();
	}

	@Test
	void asksOnlyWhenItIsRequested() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		List<Permit> permits = new ArrayList<>();
		BaseSubscriber<Permit> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
			}

			@Override
			protected void hookOnNext(Permit permit) {
				permits.add(permit);
			}

		};
		budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(subscriber);
		assertThat(budget.status().reserved()).isZero();
		subscriber.request(1);
		subscriber.request(1);
		assertThat(permits).hasSize(1);
		assertThat(budget.status().reserved()).isOne();
		BaseSubscriber<Permit> cancelled = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.cancel();
				subscription.request(1);
			}

		};
		permits.get(0).release();
		budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(cancelled);
		assertThat(budget.status().reserved()).isZero();
	}

	@Test
	void eachSubscriptionTakesAPermitOfItsOwn() {
		SlidingWindowRateBudget budget = this.time.budget(5, Duration.ofSeconds(10));
		Mono<Permit> mono = budget.acquire(new PermitRequest("GET", "/x", null));
		StepVerifier.create(mono).expectNextCount(1).verifyComplete();
		StepVerifier.create(mono).expectNextCount(1).verifyComplete();
		assertThat(budget.status().reserved()).isEqualTo(2);
	}

	@Test
	void aSubscriberThatFailsDoesNotStopThoseBehindIt() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(10));
		VirtualTime.send(budget, 2);
		List<Throwable> dropped = new ArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try {
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(new BaseSubscriber<>() {

				@Override
				protected void hookOnNext(Permit value) {
					throw new IllegalStateException("broken");
				}

				@Override
				protected void hookOnError(Throwable throwable) {
					throw new IllegalStateException("still broken", throwable);
				}

			});
			CompletableFuture<Permit> next = VirtualTime.ask(budget);
			this.time.passSeconds(11);
			assertThat(next).isCompleted();
			assertThat(dropped).isNotEmpty();
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
	}

	@Test
	void whoWaitsIsServedOnTheSchedulerAndNotByWhoGivesBack() {
		LazyScheduler scheduler = new LazyScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		Permit permit = VirtualTime.take(budget);
		CompletableFuture<Permit> next = VirtualTime.ask(budget);
		permit.release();
		assertThat(next).isNotDone();
		scheduler.run();
		assertThat(next).isCompleted();
	}

	@Test
	void aPermitGrantedWhileItsWaiterWasCancelledIsGivenBack() {
		LazyScheduler scheduler = new LazyScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		Permit permit = VirtualTime.take(budget);
		CompletableFuture<Permit> next = VirtualTime.ask(budget);
		permit.release();
		next.cancel(true);
		scheduler.run();
		assertThat(VirtualTime.available(budget)).isOne();
	}

	@Test
	void thereIsOneTimerHoweverManyWaitAndNoneWhenNobodyDoes() {
		LazyScheduler scheduler = new LazyScheduler();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		VirtualTime.send(budget, 2);
		assertThat(scheduler.timers).isEmpty();
		CompletableFuture<Permit> first = VirtualTime.ask(budget);
		CompletableFuture<Permit> second = VirtualTime.ask(budget);
		assertThat(scheduler.timers).hasSize(1);
		// Less patient than the others' turn is far: an earlier timer takes the place.
		CompletableFuture<Permit> third = VirtualTime.ask(budget, Duration.ofSeconds(21));
		assertThat(scheduler.timers).hasSize(1);
		first.cancel(true);
		second.cancel(true);
		assertThat(scheduler.timers).hasSize(1);
		third.cancel(true);
		assertThat(scheduler.timers).isEmpty();
		CompletableFuture<Permit> fourth = VirtualTime.ask(budget);
		assertThat(scheduler.timers).hasSize(1);
		this.time.passSeconds(10.5);
		assertThat(fourth).isCompleted();
		assertThat(scheduler.timers).isEmpty();
		assertThat(scheduler.tasks).isEmpty();
	}

	@Test
	void subscribersThatBreakTheRulesDoNotStopThoseBehindThem() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		VirtualTime.send(budget);
		List<Throwable> dropped = new ArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try {
			CoreSubscriber<Permit> broken = new CoreSubscriber<>() {

				@Override
				public void onSubscribe(Subscription subscription) {
					subscription.request(1);
				}

				@Override
				public void onNext(Permit permit) {
					permit.release();
					throw new IllegalStateException("next");
				}

				@Override
				public void onError(Throwable failure) {
					throw new IllegalStateException("error");
				}

				@Override
				public void onComplete() {
				}

			};
			budget.acquire(new PermitRequest("GET", "/x", Duration.ZERO)).subscribe(broken);
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(broken);
			CompletableFuture<Permit> next = VirtualTime.ask(budget);
			this.time.passSeconds(10.5);
			assertThat(next).isCompleted();
			assertThat(dropped).extracting(Throwable::getMessage).containsExactly("error", "next");
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
	}

	@Test
	void failsThoseWhoWaitWhenTheSchedulerIsGone() {
		Scheduler scheduler = Schedulers.newSingle("gone");
		scheduler.dispose();
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.scheduler(scheduler)
			.build();
		VirtualTime.send(budget);
		assertThat(VirtualTime.ask(budget)).isCompletedExceptionally();
		assertThat(budget.status().waiting()).isZero();
	}

	// Patience

	@Test
	void refusesAtOnceWhatWouldWaitLongerThanTheConfiguredMaximum() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(60)))
			.maxWait(Duration.ofSeconds(30))
			.build();
		VirtualTime.send(budget);
		this.time.passSeconds(0.5);
		RateLimitedException ex = VirtualTime.refusal(VirtualTime.ask(budget));
		assertThat(ex.retryAfter()).isEqualTo(Duration.ofMillis(60_500));
		assertThat(ex.retryAt()).isEqualTo(VirtualTime.START.plusSeconds(61));
		assertThat(ex.status()).isNull();
		assertThat(ex.details().method()).isEqualTo("GET");
		assertThat(ex.details().uriTemplate()).isEqualTo("/customers/{id}");
		assertThat(ex.getMessage()).contains("1 requests in PT1M", "PT1M0.5S", "2026-03-01T12:01:01Z");
		this.time.passSeconds(29.999_999_999);
		VirtualTime.refusal(VirtualTime.ask(budget));
		this.time.passSeconds(0.000_000_001);
		assertThat(VirtualTime.ask(budget)).isNotDone();
	}

	@ParameterizedTest
	@CsvSource({ "PT60S, PT1S, PT60S, true", "PT60S, PT1S, PT59.999S, false", "PT60S, PT0S, PT60S, true",
			"PT60S, PT0S, PT59.999S, false", "PT2S, PT1S, PT2S, true", "PT2S, PT1S, PT1.999S, false",
			"PT1H, PT1S, PT1H, true", "PT1H, PT1S, PT59M59.999S, false", "PT60S, PT1S, PT0S, false",
			"PT60S, PT1S, P40000D, true" })
	void aLongestWaitOfOneWindowIsOneUntilThereIsRoomInIt(Duration period, Duration guard, Duration maxWait,
			boolean waits) {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, period))
			.guard(guard)
			.maxWait(maxWait)
			.build();
		VirtualTime.send(budget);
		CompletableFuture<Permit> next = VirtualTime.ask(budget);
		assertThat(next.isCompletedExceptionally()).isNotEqualTo(waits);
		assertThat(budget.maxWait()).isEqualTo((maxWait.compareTo(RetryAfter.MAX) < 0) ? maxWait : RetryAfter.MAX);
	}

	@Test
	void theGuardIsNoReasonToRefuseASecondWindowsWorthAfterTwo() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(1, Duration.ofSeconds(60)))
			.maxWait(Duration.ofSeconds(120))
			.build();
		VirtualTime.send(budget);
		assertThat(VirtualTime.ask(budget)).isNotDone();
		assertThat(VirtualTime.ask(budget)).isNotDone();
		VirtualTime.refusal(VirtualTime.ask(budget));
	}

	@Test
	void byDefaultAWholeSecondBurstWaitsTheWindowOutAndTheNextIsRefused() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(50, Duration.ofMinutes(1)))
			.window(new RateWindow(1000, Duration.ofHours(1)))
			.maxWait(Duration.ofSeconds(60))
			.build();
		VirtualTime.send(budget, 50);
		List<CompletableFuture<Permit>> waiting = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiting.add(VirtualTime.ask(budget));
		}
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget)).retryAfter()).isEqualTo(Duration.ofSeconds(122));
		this.time.passSeconds(60.999);
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		this.time.passSeconds(0.001);
		assertThat(waiting).allMatch((permit) -> permit.isDone() && !permit.isCompletedExceptionally());
	}

	@Test
	void requestsThatAreWrittenLateAreNoReasonToRefuseThoseThatWereLetIn() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofMinutes(1)))
			.maxWait(Duration.ofSeconds(60))
			.build();
		// The first calls of an application: they have a permit, and wait for a token.
		Permit first = VirtualTime.take(budget);
		Permit second = VirtualTime.take(budget);
		CompletableFuture<Permit> third = VirtualTime.ask(budget);
		CompletableFuture<Permit> fourth = VirtualTime.ask(budget);
		CompletableFuture<Permit> withDeadline = VirtualTime.ask(budget, Duration.ofSeconds(122));
		VirtualTime.refusal(withDeadline);
		this.time.passSeconds(5);
		first.sent();
		this.time.passSeconds(3);
		second.sent();
		this.time.passSeconds(57.999);
		assertThat(third).isNotDone();
		this.time.passSeconds(0.001);
		assertThat(third).isCompleted();
		third.join().sent();
		this.time.passSeconds(2.999);
		assertThat(fourth).isNotDone();
		this.time.passSeconds(0.001);
		assertThat(fourth).isCompleted();
	}

	@Test
	void thoseThatWereLetInAreStillRefusedIfTheServiceAsksForMorePatience() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(3, Duration.ofMinutes(1)))
			.maxWait(Duration.ofSeconds(60))
			.build();
		Permit late = VirtualTime.take(budget);
		VirtualTime.send(budget, 2);
		this.time.passSeconds(1);
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
		this.time.passSeconds(5);
		late.sent();
		// 61 seconds from when it was asked for, and five that the late one took.
		late.replied(429, VirtualTime.headers("Retry-After", "61"));
		this.time.pass(Duration.ZERO);
		assertThat(waiting).isNotDone();
		late.replied(429, VirtualTime.headers("Retry-After", "61.1"));
		this.time.pass(Duration.ZERO);
		assertThat(VirtualTime.refusal(waiting).retryAfter()).isEqualTo(Duration.ofMillis(61_100));
	}

	@Test
	void aDeadlineIsKeptHoweverLateOthersWrite() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofMinutes(1));
		Permit late = VirtualTime.take(budget);
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget, Duration.ofSeconds(61));
		this.time.passSeconds(5);
		late.sent();
		this.time.passSeconds(56);
		assertThat(VirtualTime.refusal(waiting).retryAfter()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void refusesAtOnceWhatWouldWaitLongerThanItsPatience() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		VirtualTime.send(budget);
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO));
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ofSeconds(-5)));
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ofSeconds(Long.MIN_VALUE)));
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ofNanos(10_499_999_999L)));
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget, Duration.ofNanos(10_500_000_000L));
		assertThat(waiting).isNotDone();
		assertThat(VirtualTime.ask(budget, Duration.ofSeconds(Long.MAX_VALUE))).isNotDone();
		this.time.passSeconds(10.5);
		assertThat(waiting).isCompleted();
	}

	@Test
	void countsThoseAheadWhenItSaysHowLongTheWaitIs() {
		SlidingWindowRateBudget budget = this.time.budget()
			.window(new RateWindow(2, Duration.ofSeconds(100)))
			.maxWait(Duration.ofSeconds(399))
			.build();
		VirtualTime.send(budget);
		this.time.passSeconds(30);
		VirtualTime.send(budget);
		double[] expected = { 71, 101, 172, 202, 273, 303, 374 };
		for (double wait : expected) {
			assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ofSeconds(1))).retryAfter())
				.isEqualTo(Duration.ofMillis(Math.round(wait * 1000)));
			assertThat(VirtualTime.ask(budget)).isNotDone();
		}
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget)).retryAfter()).isEqualTo(Duration.ofSeconds(404));
	}

	@Test
	void theWaitThatIsNamedIsTheWaitThatItTakes() {
		for (int seed = 0; seed < 50; seed++) {
			VirtualTime time = new VirtualTime();
			Random random = new Random(seed);
			SlidingWindowRateBudget budget = time.budget()
				.window(new RateWindow(3 + random.nextInt(5), Duration.ofSeconds(10)))
				.window(new RateWindow(10 + random.nextInt(10), Duration.ofSeconds(60)))
				.maxWait(Duration.ofMinutes(10))
				.build();
			for (int i = 0; i < 40; i++) {
				budget.acquire(new PermitRequest("GET", "/x", null)).subscribe(Permit::sent);
				time.pass(Duration.ofMillis(random.nextInt(1500)));
			}
			Duration wait = VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter();
			CompletableFuture<Permit> last = VirtualTime.ask(budget);
			time.pass(wait.minusNanos(1));
			assertThat(last).as("seed %d", seed).isNotDone();
			time.pass(Duration.ofNanos(1));
			assertThat(last).as("seed %d", seed).isCompleted();
		}
	}

	@Test
	void nobodyWaitsLongerThanItsPatienceEvenIfTheBudgetGetsScarcer() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(10));
		Permit first = VirtualTime.take(budget);
		first.sent();
		Permit slow = VirtualTime.take(budget);
		CompletableFuture<Permit> one = VirtualTime.ask(budget, Duration.ofSeconds(15));
		CompletableFuture<Permit> two = VirtualTime.ask(budget, Duration.ofSeconds(15));
		this.time.passSeconds(10.5);
		assertThat(one).isCompleted();
		one.join().sent();
		this.time.passSeconds(1.5);
		// Sent twelve seconds after its permit: the second waits for it until 22.5 s.
		slow.sent();
		this.time.passSeconds(2.999);
		assertThat(two).isNotDone();
		this.time.passSeconds(0.001);
		RateLimitedException ex = VirtualTime.refusal(two);
		assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(6));
		assertThat(budget.status().waiting()).isZero();
	}

	// Clocks

	@ParameterizedTest
	@CsvSource({ "PT1H", "PT-1H" })
	void aJumpOfTheWallClockChangesNothing(Duration jump) {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget, 49);
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "30"));
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget, Duration.ofSeconds(61));
		this.time.clock.jump(jump);
		VirtualTime.refusal(VirtualTime.ask(budget, Duration.ofSeconds(60)));
		this.time.passSeconds(60.9);
		assertThat(waiting).isNotDone();
		this.time.passSeconds(0.1);
		assertThat(waiting).isCompleted();
		assertThat(budget.status().pausedUntil()).isNull();
	}

	@Test
	void aTickerThatGoesBackDoesNotHelp() {
		long[] now = { 0 };
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
			.window(new RateWindow(1, Duration.ofSeconds(10)))
			.ticker(() -> now[0])
			.build();
		now[0] = 5_000_000_000L;
		VirtualTime.send(budget);
		now[0] = 1_000_000_000L;
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofMillis(10_500));
	}

	// 429

	@Test
	void a429StopsEverythingUntilRetryAfterAndThenRequestsGoOneByOne() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "20"));
		assertThat(budget.status().pausedUntil()).isEqualTo(VirtualTime.START.plusSeconds(20));
		List<Double> starts = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe((permit) -> {
				starts.add(this.time.nanos() / 1e9);
				permit.sent();
			});
		}
		this.time.passSeconds(19.99);
		assertThat(starts).isEmpty();
		this.time.passSeconds(100);
		assertThat(starts).hasSize(30);
		for (int i = 0; i < 30; i++) {
			assertThat(starts.get(i)).isEqualTo(20 + i * 1.22, within(1e-6));
		}
	}

	@Test
	void withoutA429TheyStartTogether() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(200, VirtualTime.headers("Retry-After", "20"));
		assertThat(VirtualTime.available(budget)).isEqualTo(49);
	}

	@Test
	void afterTheRampEverythingIsAsBefore() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "20"));
		this.time.passSeconds(20);
		assertThat(VirtualTime.available(budget)).isOne();
		this.time.passSeconds(60.99);
		assertThat(VirtualTime.available(budget)).isOne();
		this.time.passSeconds(1.22);
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "'' | 60", "soon | 60", "-5 | 60", "0 | 0", "7 | 7", "1.5 | 1.5",
					"99999999999999999999999 | 86400", "Sun, 01 Mar 2026 12:00:09 GMT | 9",
					"Sun, 01 Mar 2026 11:00:00 GMT | 0" })
	void aPauseIsAsLongAsAskedOrAMinuteAndNeverMoreThanADay(String retryAfter, double seconds) {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", retryAfter));
		CompletableFuture<Permit> first = VirtualTime.ask(budget, Duration.ZERO);
		if (seconds == 0) {
			assertThat(first).isCompleted();
		}
		else {
			assertThat(VirtualTime.refusal(first).retryAfter())
				.isEqualTo(Duration.ofMillis(Math.round(seconds * 1000)));
			assertThat(VirtualTime.refusal(first).getMessage()).contains("429");
		}
	}

	@Test
	void a429WithoutRetryAfterPausesAMinute() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(429, new HttpHeaders());
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void aShorterPauseDoesNotEndALongerOne() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		List<Permit> permits = VirtualTime.send(budget, 2);
		permits.get(0).replied(429, VirtualTime.headers("Retry-After", "50"));
		permits.get(1).replied(429, VirtualTime.headers("Retry-After", "10"));
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(50));
	}

	@Test
	void those429FindsWaitingAreRefusedAtOnceIfTheirPatienceIsShorter() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		Permit permit = VirtualTime.send(budget);
		CompletableFuture<Permit> impatient = VirtualTime.ask(budget, Duration.ofSeconds(11));
		CompletableFuture<Permit> patient = VirtualTime.ask(budget, Duration.ofSeconds(60));
		permit.replied(429, VirtualTime.headers("Retry-After", "30"));
		this.time.pass(Duration.ZERO);
		assertThat(VirtualTime.refusal(impatient).retryAfter()).isEqualTo(Duration.ofSeconds(30));
		assertThat(patient).isNotDone();
		this.time.passSeconds(30);
		assertThat(patient).isCompleted();
	}

	@Test
	void theWaitNamedAfterA429IsTheWaitThatItTakes() {
		SlidingWindowRateBudget budget = this.time.budget(3, Duration.ofSeconds(10));
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "10"));
		List<Double> starts = new ArrayList<>();
		double[] expected = { 10, 13.5, 17, 20.5, 24, 27.5, 31 };
		for (double wait : expected) {
			assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
				.isEqualTo(Duration.ofMillis(Math.round(wait * 1000)));
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe((permit) -> {
				starts.add(this.time.nanos() / 1e9);
				permit.sent();
			});
		}
		this.time.passSeconds(60);
		assertThat(starts).containsExactly(10.0, 13.5, 17.0, 20.5, 24.0, 27.5, 31.0);
	}

	@Test
	void ofThoseWhoWaitOnlyTheImpatientAreRefusedWhenThingsGetWorse() {
		SlidingWindowRateBudget budget = this.time.budget(1, Duration.ofSeconds(10));
		Permit permit = VirtualTime.send(budget);
		CompletableFuture<Permit> first = VirtualTime.ask(budget, Duration.ofSeconds(30));
		CompletableFuture<Permit> second = VirtualTime.ask(budget, Duration.ofSeconds(30));
		CompletableFuture<Permit> third = VirtualTime.ask(budget, Duration.ofSeconds(41));
		CompletableFuture<Permit> fourth = VirtualTime.ask(budget, Duration.ofSeconds(42));
		permit.replied(429, VirtualTime.headers("Retry-After", "20"));
		this.time.pass(Duration.ZERO);
		assertThat(first).isNotDone();
		assertThat(VirtualTime.refusal(second).retryAfter()).isEqualTo(Duration.ofMillis(30_500));
		assertThat(third).isNotDone();
		assertThat(fourth).isNotDone();
		this.time.passSeconds(20);
		first.join().sent();
		this.time.passSeconds(10.5);
		third.join().sent();
		this.time.passSeconds(10.5);
		assertThat(fourth).isCompleted();
	}

	@Test
	void moreOfOthersDoNotEndTheirCountEarlier() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		List<Permit> permits = VirtualTime.send(budget, 2);
		permits.get(0)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "30",
					"X-RateLimit-Reset", "40"));
		permits.get(1)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "20",
					"X-RateLimit-Reset", "10"));
		assertThat(VirtualTime.available(budget)).isEqualTo(20);
		this.time.passSeconds(40.9);
		assertThat(VirtualTime.available(budget)).isEqualTo(20);
		this.time.passSeconds(0.1);
		assertThat(VirtualTime.available(budget)).isEqualTo(48);
	}

	@Test
	void aPauseThatIsOverDoesNotMakeTheNextOneLonger() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "5"));
		assertThat(budget.status().pausedUntil()).isEqualTo(VirtualTime.START.plusSeconds(5));
		this.time.passSeconds(5);
		assertThat(budget.status().pausedUntil()).isNull();
		VirtualTime.send(budget).replied(429, VirtualTime.headers("Retry-After", "5"));
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void aQueueOfThousandsIsServedInOrderToo() {
		SlidingWindowRateBudget budget = this.time.budget(1000, Duration.ofSeconds(10));
		VirtualTime.send(budget, 1000);
		List<Integer> served = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			int number = i;
			budget.acquire(new PermitRequest("GET", "/x", null)).subscribe((permit) -> {
				served.add(number);
				permit.sent();
			});
		}
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(42));
		this.time.passSeconds(31.5);
		assertThat(served).hasSize(3000).isSorted();
	}

	@Test
	void a503WithRetryAfterStopsNobodyElse() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget).replied(503, VirtualTime.headers("Retry-After", "20"));
		assertThat(VirtualTime.available(budget)).isEqualTo(49);
		assertThat(budget.status().pausedUntil()).isNull();
	}

	// The service's count

	@Test
	void fewerRemainingThanWeCountLowersOursUntilTheReset() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3",
					"X-RateLimit-Reset", "20"));
		assertThat(VirtualTime.available(budget)).isEqualTo(3);
		assertThat(budget.status().windows().get(0).usedByOthers()).isEqualTo(46);
		this.time.passSeconds(20.9);
		assertThat(VirtualTime.available(budget)).isEqualTo(3);
		this.time.passSeconds(0.1);
		assertThat(VirtualTime.available(budget)).isEqualTo(49);
	}

	@Test
	void thoseWhoWaitAreServedAtTheReset() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0",
					"X-RateLimit-Reset", "20"));
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofSeconds(21));
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget);
		this.time.passSeconds(20.9);
		assertThat(waiting).isNotDone();
		this.time.passSeconds(0.1);
		assertThat(waiting).isCompleted();
	}

	@Test
	void thoseWhoWaitLongerBecauseOfOthersAreRefusedAtOnce() {
		SlidingWindowRateBudget budget = this.time.budget(2, Duration.ofSeconds(60));
		Permit early = VirtualTime.send(budget);
		this.time.passSeconds(30);
		VirtualTime.send(budget);
		CompletableFuture<Permit> waiting = VirtualTime.ask(budget, Duration.ofSeconds(40));
		early.replied(200, VirtualTime.headers("X-RateLimit-Remaining", "0", "X-RateLimit-Limit", "1"));
		this.time.pass(Duration.ZERO);
		assertThat(VirtualTime.refusal(waiting).retryAfter()).isEqualTo(Duration.ofSeconds(61));
	}

	@Test
	void moreRemainingThanWeCountRaisesNothing() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget, 10)
			.get(9)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "5000",
					"X-RateLimit-Reset", "5"));
		assertThat(VirtualTime.available(budget)).isEqualTo(40);
		assertThat(budget.status().windows().get(0).serverRemaining()).isEqualTo(5000);
	}

	@Test
	void repliesOutOfOrderNeitherRaiseItAgainNorLowerItForOurOwnRequests() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		List<Permit> permits = VirtualTime.send(budget, 10);
		// The service took them in reverse and knows 20 of another process.
		for (int i = 0; i < 10; i++) {
			permits.get(i)
				.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining",
						String.valueOf(20 + i)));
		}
		assertThat(VirtualTime.available(budget)).isEqualTo(20);
	}

	@Test
	void ourOwnRequestsAreNotTakenForOthers() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		Random random = new Random(1);
		for (int burst = 0; burst < 10; burst++) {
			List<Permit> permits = VirtualTime.send(budget, 50);
			this.time.passSeconds(0.3);
			List<Integer> order = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				order.add(i);
			}
			Collections.shuffle(order, random);
			for (int i : order) {
				permits.get(i)
					.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining",
							String.valueOf(49 - i)));
			}
			assertThat(budget.status().windows().get(0).usedByOthers()).isZero();
			this.time.passSeconds(60.7);
		}
	}

	@Test
	void aVerySlowReplyIsMeasuredByWhenItsRequestWasSent() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		List<Permit> permits = VirtualTime.send(budget, 50);
		this.time.passSeconds(60.9);
		permits.get(49).replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0"));
		this.time.passSeconds(0.1);
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
		permits.get(48).replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0"));
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@Test
	void withoutAResetOthersCountForOneWindow() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "3"));
		this.time.passSeconds(60.9);
		assertThat(VirtualTime.available(budget)).isEqualTo(3);
		this.time.passSeconds(0.1);
		assertThat(VirtualTime.available(budget)).isEqualTo(50);
	}

	@Test
	void aLowerLimitIsRespectedAndAHigherOneIsNot() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		List<Permit> permits = VirtualTime.send(budget, 5);
		permits.get(0).replied(200, VirtualTime.headers("X-RateLimit-Limit", "40"));
		assertThat(VirtualTime.available(budget)).isEqualTo(35);
		permits.get(4).replied(200, VirtualTime.headers("X-RateLimit-Limit", "80"));
		assertThat(VirtualTime.available(budget)).isEqualTo(35);
		this.time.passSeconds(1);
		VirtualTime.send(budget).replied(200, VirtualTime.headers("X-RateLimit-Limit", "80"));
		assertThat(VirtualTime.available(budget)).isEqualTo(44);
		assertThat(budget.status().windows().get(0).serverLimit()).isEqualTo(80);
	}

	@Test
	void anOlderReplyDoesNotRaiseALoweredLimit() {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		Permit older = VirtualTime.send(budget);
		this.time.passSeconds(1);
		Permit newer = VirtualTime.send(budget);
		newer.replied(200, VirtualTime.headers("X-RateLimit-Limit", "40"));
		older.replied(200, VirtualTime.headers("X-RateLimit-Limit", "50"));
		assertThat(budget.status().windows().get(0).limit()).isEqualTo(40);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "1000 | 10 | 1800 | hour", "50 | 10 | 30 | minute", "900 | 10 | | hour", "60 | 10 | | minute",
					"45 | 10 | 30 | minute", "2000 | 10 | | hour", "100 | 10 | 1800 | hour", "| 10 | 30 | minute",
					"| 10 | 1800 | hour", "| 10 | | minute", "| 600 | 30 | hour", "| 600 | | hour",
					"| 50 | 30 | minute", "| 51 | 30 | hour", "0 | 10 | 30 | minute", "0 | 5000 | 30 | hour",
					"45 | 10 | 61 | minute", "45 | 10 | 61.1 | hour" })
	void theHeadersSpeakOfTheWindowWhoseLimitIsNearest(String limit, String remaining, String reset, String window) {
		SlidingWindowRateBudget budget = this.time.minuteAndHour();
		HttpHeaders headers = VirtualTime.headers("X-RateLimit-Remaining", remaining);
		if (limit != null) {
			headers.set("X-RateLimit-Limit", limit);
		}
		if (reset != null) {
			headers.set("X-RateLimit-Reset", reset);
		}
		VirtualTime.send(budget).replied(200, headers);
		List<String> spokenOf = budget.status()
			.windows()
			.stream()
			.filter((state) -> state.serverRemaining() != null)
			.map(RateBudgetStatus.Window::name)
			.toList();
		assertThat(spokenOf).containsExactly(window);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "20 | | 21", "20.5 | | 21.5", "1772366420 | | 21", "1772366420000 | | 21",
					"Sun, 01 Mar 2026 12:00:20 GMT | | 21", "2026-03-01T12:00:20Z | | 21",
					"1772370020 | Sun, 01 Mar 2026 13:00:00 GMT | 21",
					"Sun, 01 Mar 2026 13:00:20 GMT | Sun, 01 Mar 2026 13:00:00 GMT | 21", "1772366420 | no date | 21",
					"0 | | 61", "-20 | | 61", "1772366399 | | 61", "soon | | 61", "99999999999999999999 | | 61",
					"1772370020 | | 61", "1e3 | | 61", "'' | | 61" })
	void theResetMayBeWrittenInManyWaysAndNonsenseDoesNothing(String reset, String date, double seconds) {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		HttpHeaders headers = VirtualTime.headers("X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0",
				"X-RateLimit-Reset", reset);
		if (date != null) {
			headers.set("Date", date);
		}
		VirtualTime.send(budget).replied(200, headers);
		assertThat(VirtualTime.refusal(VirtualTime.ask(budget, Duration.ZERO)).retryAfter())
			.isEqualTo(Duration.ofMillis(Math.round(seconds * 1000)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-1 | 50", "x | 50", "'' | 50", "0x10 | 50", "10 | -50", "10 | 0", "10 | many" })
	void nonsenseInTheOtherHeadersDoesNothing(String remaining, String limit) {
		SlidingWindowRateBudget budget = this.time.budget(50, Duration.ofMinutes(1));
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Limit", limit, "X-RateLimit-Reset", "30"));
		VirtualTime.send(budget)
			.replied(200, VirtualTime.headers("X-RateLimit-Remaining", remaining.equals("10") ? "48" : remaining,
					"X-RateLimit-Limit", limit));
		assertThat(VirtualTime.available(budget)).isEqualTo(48);
	}

	@Test
	void noHeadersWhateverTheySayFailOrLockTheBudget() {
		Random random = new Random(4711);
		String[] pieces = { "", " ", "-", "+", ".", ",", ";", "0", "1", "9", "50", "1000", "1e9", "NaN", "Infinity",
				"1772366420", "1772366420000", "9223372036854775807", "9223372036854775808", "99999999999999999999999",
				"Sun, 01 Mar 2026 12:00:20 GMT", "Sunday, 01-Mar-26 12:00:20 GMT", "Sun Mar  1 12:00:20 2026", "Sun,",
				"GMT", "T", "2026-03-01T12:00:20Z", "\u0663", "w=60", "%s", "null", "99:99:99",
				"31 Feb 2026 25:61:61" };
		String[] names = { "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Date" };
		int[] statuses = { 200, 429, 503, 500, 0, -1 };
		for (int i = 0; i < 10_000; i++) {
			if (i % 10 == 0) {
				this.time.passSeconds(1);
			}
			SlidingWindowRateBudget budget = this.time.minuteAndHour();
			HttpHeaders headers = new HttpHeaders();
			for (int header = random.nextInt(8); header > 0; header--) {
				StringBuilder value = new StringBuilder();
				for (int piece = random.nextInt(4); piece >= 0; piece--) {
					value.append(pieces[random.nextInt(pieces.length)]);
				}
				headers.add(names[random.nextInt(names.length)], value.toString());
			}
			VirtualTime.send(budget).replied(statuses[random.nextInt(statuses.length)], headers);
			RateBudgetStatus status = budget.status();
			assertThat(status.windows().get(0).remaining()).as("%s", headers).isBetween(0, 49);
			CompletableFuture<Permit> next = VirtualTime.ask(budget, Duration.ZERO);
			if (next.isCompletedExceptionally()) {
				assertThat(VirtualTime.refusal(next).retryAfter()).as("%s", headers)
					.isPositive()
					.isLessThanOrEqualTo(Duration.ofDays(1));
			}
		}
	}

	@Test
	void theUnlimitedBudgetGrantsEverything() {
		RateBudget budget = new UnlimitedRateBudget();
		for (int i = 0; i < 10_000; i++) {
			Permit permit = VirtualTime.take(budget);
			permit.sent();
			permit.replied(429, VirtualTime.headers("Retry-After", "60"));
			permit.release();
		}
	}

	/**
	 * Runs what is due when it is told to.
	 */
	private final class LazyScheduler implements Scheduler {

		private final List<Runnable> tasks = new ArrayList<>();

		private final List<Disposable> timers = new ArrayList<>();

		void run() {
			List<Runnable> due = List.copyOf(this.tasks);
			this.tasks.clear();
			due.forEach(Runnable::run);
		}

		@Override
		public Disposable schedule(Runnable task) {
			this.tasks.add(task);
			return () -> this.tasks.remove(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable[] timer = new Disposable[1];
			timer[0] = Disposables.composite(SlidingWindowRateBudgetTests.this.time.scheduler.schedule(() -> {
				this.timers.remove(timer[0]);
				task.run();
			}, delay, unit), () -> this.timers.remove(timer[0]));
			this.timers.add(timer[0]);
			return timer[0];
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

}
