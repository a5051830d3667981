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

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

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
import reactor.util.context.ContextView;

/**
 * Ends an observation that has been started when its source ends, and makes it the parent
 * of those below. Does in one operator what {@code doOnNext}, {@code doOnError},
 * {@code doFinally} and {@code contextWrite} do in four, because two of these stand
 * around every request.
 *
 * @param <T> the type of the result
 */
final class ObservedMono<T> extends MonoOperator<T, T> {

	private final Observation observation;

	private final Listener<? super T> listener;

	private ObservedMono(Mono<T> source, Observation observation, Listener<? super T> listener) {
		super(source);
		this.observation = observation;
		this.listener = listener;
	}

	/**
	 * Observe one subscription.
	 * @param <T> the type of the result
	 * @param source what is observed
	 * @param observation the observation, already started
	 * @param listener told of a result and of a cancellation
	 * @return the observed source
	 */
	static <T> Mono<T> of(Mono<T> source, Observation observation, Listener<? super T> listener) {
		return onAssembly(new ObservedMono<>(source, observation, listener));
	}

	/**
	 * Subscribe to a request that is observed. Nothing of ours is below it, so that its
	 * observation is in the context only under Micrometer's key.
	 * @param <T> the type of the result
	 * @param source the request
	 * @param actual who is given the result
	 * @param around the context of that
	 * @param observation the observation, already started
	 * @param listener told of a result and of a cancellation
	 */
	static <T> void subscribe(Mono<T> source, CoreSubscriber<? super T> actual, Context around, Observation observation,
			Listener<? super T> listener) {
		source.subscribe(new ObservedSubscriber<>(actual, observation, listener,
				around.put(ObservationThreadLocalAccessor.KEY, observation)));
	}

	/**
	 * Return the observation around whoever subscribes, also through a WebClient that
	 * hides it.
	 * @param context the subscriber's context
	 * @return the observation, {@code null} if there is none
	 */
	static @Nullable Observation around(ContextView context) {
		Observation own = context.getOrDefault(ObservedMono.class, null);
		return (own != null) ? own : CallerObservations.of(context);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Context context = actual.currentContext()
			.put(ObservationThreadLocalAccessor.KEY, this.observation)
			.put(ObservedMono.class, this.observation);
		this.source.subscribe(new ObservedSubscriber<>(actual, this.observation, this.listener, context));
	}

	/**
	 * Learns what the observation is to know. Told of the observation, so that one
	 * listener does for all.
	 *
	 * @param <T> the type of the result
	 */
	interface Listener<T> {

		/**
		 * There is a result.
		 * @param observation the observation
		 * @param value the result
		 */
		default void next(Observation observation, T value) {
		}

		/**
		 * There is a failure.
		 * @param observation the observation
		 * @param failure what happened
		 * @return what the observation is to record
		 */
		default Throwable failed(Observation observation, Throwable failure) {
			return failure;
		}

		/**
		 * The subscriber has given up; the observation ends next.
		 * @param observation the observation
		 */
		default void cancelled(Observation observation) {
		}

		/**
		 * Whatever it was, it is over; the observation ends next.
		 * @param observation the observation
		 */
		default void ended(Observation observation) {
		}

	}

	private static final class ObservedSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

		@SuppressWarnings("rawtypes")
		private static final AtomicIntegerFieldUpdater<ObservedSubscriber> ENDED = AtomicIntegerFieldUpdater
			.newUpdater(ObservedSubscriber.class, "ended");

		private final CoreSubscriber<? super T> actual;

		private final Observation observation;

		private final Listener<? super T> listener;

		private final Context context;

		private volatile int ended;

		private @Nullable Subscription subscription;

		ObservedSubscriber(CoreSubscriber<? super T> actual, Observation observation, Listener<? super T> listener,
				Context context) {
			this.actual = actual;
			this.observation = observation;
			this.listener = listener;
			this.context = context;
		}

		@Override
		public Context currentContext() {
			return this.context;
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
			// A result is the end: what the subscriber does with it takes the time of the
			// subscriber, and one that wants nothing more after it does not give up.
			this.listener.next(this.observation, value);
			end(false);
			this.actual.onNext(value);
		}

		@Override
		public void onError(Throwable failure) {
			Throwable signalled = failure;
			try {
				this.observation.error(this.listener.failed(this.observation, failure));
			}
			catch (Throwable ex) {
				signalled = Operators.onOperatorError(null, ex, failure, this.context);
			}
			end(false);
			this.actual.onError(signalled);
		}

		@Override
		public void onComplete() {
			end(false);
			this.actual.onComplete();
		}

		@Override
		public void request(long n) {
			Subscription current = this.subscription;
			if (current != null) {
				current.request(n);
			}
		}

		@Override
		public void cancel() {
			Subscription current = this.subscription;
			if (current != null) {
				current.cancel();
			}
			end(true);
		}

		private void end(boolean cancelled) {
			if (!ENDED.compareAndSet(this, 0, 1)) {
				return;
			}
			try {
				if (cancelled) {
					this.listener.cancelled(this.observation);
				}
				this.listener.ended(this.observation);
				this.observation.stop();
			}
			catch (Throwable ex) {
				Operators.onErrorDropped(ex, this.context);
			}
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
