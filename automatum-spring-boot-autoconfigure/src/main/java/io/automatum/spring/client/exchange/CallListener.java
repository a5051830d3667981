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

package io.automatum.spring.client.exchange;

import java.time.Duration;
import java.util.Collection;

import io.automatum.spring.client.AutomatumException;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to calls, for metrics, logs and whoever asks what went wrong last.
 * Beans of this type are told in their order. Methods are called on the threads of the
 * call, event loops among them: they return quickly, do not block and do not throw.
 *
 * @since 1.0.0
 */
public interface CallListener {

	/**
	 * Make one listener of several. What one of them throws is logged and keeps nobody
	 * from being told, least of all the call from its result.
	 * @param listeners the listeners, in the order in which they are told; none is fine
	 * @return a listener that throws nothing, {@code null} if there is none to tell
	 */
	static @Nullable CallListener of(Collection<? extends CallListener> listeners) {
		return listeners.isEmpty() ? null : new CallListeners(listeners);
	}

	/**
	 * A permit of the rate budget has come, before an attempt.
	 * @param call the call
	 * @param nanos how long it was waited for, in nanoseconds
	 */
	default void permitted(Call call, long nanos) {
	}

	/**
	 * The body of a reply to a typed call has been read. Those of raw calls belong to the
	 * caller and are never seen.
	 * @param call the call
	 * @param reply the reply, not to be kept
	 */
	default void received(Call call, ReceivedReply reply) {
	}

	/**
	 * A request that was written has ended.
	 * @param call the call
	 * @param attempt what became of the request
	 */
	default void attempted(Call call, AttemptResult attempt) {
	}

	/**
	 * A call that failed is attempted again.
	 * @param call the call
	 * @param failure why
	 * @param attempts how many requests have been written
	 * @param wait after what time
	 */
	default void retrying(Call call, AutomatumException failure, int attempts, Duration wait) {
	}

	/**
	 * A call has ended, successfully, with a failure or because its caller gave it up.
	 * @param call the call
	 * @param result what became of the call
	 */
	default void ended(Call call, CallResult result) {
	}

	/**
	 * A reply whose body has been read.
	 */
	interface ReceivedReply {

		/**
		 * Return the HTTP status.
		 * @return the status
		 */
		int status();

		/**
		 * Return the body, decompressed.
		 * @return the body, not to be changed and not to be kept
		 */
		byte[] body();

		/**
		 * Return the id that the service gave the request.
		 * @return the id without control characters, null where it gave none
		 */
		@Nullable String requestId();

		/**
		 * Take out of a text the access token of the request, which some services repeat
		 * in what they answer.
		 * @param text a text of the body
		 * @return the text without the token
		 */
		String withoutToken(String text);

	}

	/**
	 * What became of one request.
	 *
	 * @param number its number in its call, from 1
	 * @param nanos the time from writing it to its end, in nanoseconds
	 * @param status the HTTP status, null where no reply came
	 * @param requestId the id that the service gave the request, without control
	 * characters; null where it gave none
	 * @param replayed whether the service repeated the stored answer to an earlier
	 * request with the same idempotency key
	 * @param failure why it failed, null where it succeeded or was given up
	 * @param cancelled whether it was given up, by the caller or because of its deadline
	 */
	record AttemptResult(int number, long nanos, @Nullable Integer status, @Nullable String requestId, boolean replayed,
			@Nullable AutomatumException failure, boolean cancelled) {

	}

	/**
	 * What became of a call.
	 *
	 * @param attempts how many requests were written
	 * @param nanos the time from its subscription to its end, in nanoseconds
	 * @param failure why it failed, null where it succeeded or was given up; an
	 * {@link AutomatumException} except for what the caller's own code threw
	 * @param cancelled whether the caller gave it up
	 * @param last the last request of those that had ended by then, null if there was
	 * none
	 */
	record CallResult(int attempts, long nanos, @Nullable Throwable failure, boolean cancelled,
			@Nullable AttemptResult last) {

	}

}
