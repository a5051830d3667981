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

package io.automatum.spring.observation;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.automatum.spring.client.RateLimitedException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Observes a wait: a source that gave something by the time it was subscribed to and
 * asked has not been waited for, and is not observed. Most permits come like that. One
 * that ends with nothing fails: {@code switchIfEmpty} would be a second operator around
 * every permit.
 *
 * @param <T> the type of what is waited for
 */
final class WaitObservedMono<T> extends MonoOperator<T, T> {

	private final Supplier<Observation> observations;

	private final Supplier<? extends Throwable> missing;

	private WaitObservedMono(Mono<T> source, Supplier<Observation> observations,
			Supplier<? extends Throwable> missing) {
		super(source);
		this.observations = observations;
		this.missing = missing;
	}

	/**
	 * Observe the wait for a source.
	 * @param <T> the type of what is waited for
	 * @param source what is waited for
	 * @param observations makes an observation, not started, whose context is a
	 * {@link RateLimitWaitObservationContext}
	 * @param missing makes the failure of a source that ended with nothing
	 * @return the observed source
	 */
	static <T> Mono<T> of(Mono<T> source, Supplier<Observation> observations, Supplier<? extends Throwable> missing) {
		return onAssembly(new WaitObservedMono<>(source, observations, missing));
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		WaitSubscriber<T> subscriber = new WaitSubscriber<>(actual, this.observations, this.missing);
		this.source.subscribe(subscriber);
		subscriber.subscribed();
	}

	/**
	 * How a wait ends.
	 *
	 * @param outcome the outcome
	 * @param failure what happened, {@code null} if nothing did
	 */
	private record End(String outcome, @Nullable Throwable failure) {

		private static final End GRANTED = new End("granted", null);

		private static final End CANCELLED = new End("cancelled", null);

	}

	private enum Phase {

		/** Neither the subscription is complete nor has anybody asked. */
		NEW,

		/** The subscription is complete. */
		SUBSCRIBED,

		/** Somebody has asked. */
		ASKED,

		/** Both are, and nothing came. */
		WAITING,

		/** There is an observation to be stopped. */
		OBSERVED

	}

	/**
	 * A {@link Phase}, and in the end an {@link End}.
	 */
	@SuppressWarnings("serial")
	private static final class WaitSubscriber<T> extends AtomicReference<Object>
			implements CoreSubscriber<T>, Subscription, Scannable {

		private final transient CoreSubscriber<? super T> actual;

		private final transient Supplier<Observation> observations;

		private final transient Supplier<? extends Throwable> missing;

		private transient @Nullable Subscription subscription;

		private transient @Nullable Observation observation;

		WaitSubscriber(CoreSubscriber<? super T> actual, Supplier<Observation> observations,
				Supplier<? extends Throwable> missing) {
			super(Phase.NEW);
			this.actual = actual;
			this.observations = observations;
			this.missing = missing;
		}

		void subscribed() {
			advance(Phase.SUBSCRIBED, Phase.ASKED);
		}

		private void advance(Phase first, Phase other) {
			if (!compareAndSet(Phase.NEW, first) && compareAndSet(other, Phase.WAITING)) {
				begin();
			}
		}

		private void begin() {
			try {
				Observation observation = this.observations.get();
				Observation parent = currentContext().getOrDefault(ObservationThreadLocalAccessor.KEY, null);
				if (parent != null) {
					observation.parentObservation(parent);
				}
				observation.start();
				this.observation = observation;
				if (!compareAndSet(Phase.WAITING, Phase.OBSERVED) && get() instanceof End end) {
					stop(observation, end);
				}
			}
			catch (Throwable ex) {
				Operators.onErrorDropped(ex, currentContext());
			}
		}

		private void end(End end) {
			Object before = get();
			while (!(before instanceof End)) {
				if (compareAndSet(before, end)) {
					Observation observation = this.observation;
					if (before == Phase.OBSERVED && observation != null) {
						stop(observation, end);
					}
					return;
				}
				before = get();
			}
		}

		private void stop(Observation observation, End end) {
			try {
				if (end.failure() != null) {
					observation.error(OtherException.unlessKnown(end.failure()));
				}
				if (observation.getContext() instanceof RateLimitWaitObservationContext context) {
					context.ended(end.outcome());
				}
				observation.stop();
			}
			catch (Throwable ex) {
				Operators.onErrorDropped(ex, currentContext());
			}
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.subscription, subscription)) {
				this.subscription = subscription;
				this.actual.onSubscribe(this);
			}
		}

		@Override
		public void onNext(T value) {
			end(End.GRANTED);
			this.actual.onNext(value);
		}

		@Override
		public void onError(Throwable failure) {
			end(new End((failure instanceof RateLimitedException) ? "refused" : "error", failure));
			this.actual.onError(failure);
		}

		@Override
		public void onComplete() {
			if (get() instanceof End) {
				this.actual.onComplete();
			}
			else {
				onError(this.missing.get());
			}
		}

		@Override
		public void request(long n) {
			Subscription current = this.subscription;
			if (current != null) {
				current.request(n);
			}
			advance(Phase.ASKED, Phase.SUBSCRIBED);
		}

		@Override
		public void cancel() {
			Subscription current = this.subscription;
			if (current != null) {
				current.cancel();
			}
			end(End.CANCELLED);
		}

		@Override
		public @Nullable Object scanUnsafe(Attr key) {
			if (key == Attr.PARENT) {
				return this.subscription;
			}
			if (key == Attr.ACTUAL) {
				return this.actual;
			}
			return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
		}

	}

}
