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

package io.automatum.spring.client.logging;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.logging.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a line for each call that ends, and one for each attempt that is repeated, at
 * DEBUG. What the line says is in its key-value pairs as well, for structured logging.
 * Nothing of a URI but its template, and neither a header nor a body.
 *
 * @since 1.0.0
 */
public final class CallLog implements CallListener {

	/**
	 * The name of the logger: {@value}.
	 */
	public static final String LOGGER_NAME = "io.automatum.spring.calls";

	static final Logger logger = LoggerFactory.getLogger(LOGGER_NAME);

	private static final int LONGEST_TEMPLATE = 200;

	@Override
	public void retrying(Call call, AutomatumException failure, int attempts, Duration wait) {
		if (!logger.isDebugEnabled()) {
			return;
		}
		LoggingEventBuilder event = describe(logger.atDebug(), call).addKeyValue("attempt", attempts)
			.addKeyValue("wait", wait.toMillis());
		event = addReply(event, failure.status(), failure.requestId());
		addError(event, failure).log("{} {}: {}, request id {}, attempt {}; again after {} ms", call.method(),
				template(call), outcome(failure.status(), failure, false), failure.requestId(), attempts,
				wait.toMillis());
	}

	@Override
	public void ended(Call call, CallResult result) {
		if (!logger.isDebugEnabled()) {
			return;
		}
		long millis = TimeUnit.NANOSECONDS.toMillis(result.nanos());
		AttemptResult last = result.last();
		Integer status = (last != null) ? last.status() : null;
		String requestId = (last != null) ? last.requestId() : null;
		LoggingEventBuilder event = describe(logger.atDebug(), call).addKeyValue("attempt", result.attempts())
			.addKeyValue("duration", millis);
		event = addReply(event, status, requestId);
		addError(event, result.failure()).log("{} {}: {}, request id {}, attempt {}, {} ms", call.method(),
				template(call), outcome(status, result.failure(), result.cancelled()), requestId, result.attempts(),
				millis);
	}

	static LoggingEventBuilder describe(LoggingEventBuilder event, Call call) {
		return event.addKeyValue("resource", call.resource())
			.addKeyValue("operation", call.operation())
			.addKeyValue("method", call.method().name())
			.addKeyValue("template", template(call));
	}

	static LoggingEventBuilder addReply(LoggingEventBuilder event, @Nullable Integer status,
			@Nullable String requestId) {
		LoggingEventBuilder result = (status != null) ? event.addKeyValue("status", status) : event;
		return (requestId != null) ? result.addKeyValue("requestId", requestId) : result;
	}

	static LoggingEventBuilder addError(LoggingEventBuilder event, @Nullable Throwable failure) {
		return (failure != null) ? event.addKeyValue("errorType", failure.getClass().getSimpleName()) : event;
	}

	// Of a raw call it is the caller's, with whatever is in it.
	static String template(Call call) {
		return SafeText.of(call.uriTemplate(), LONGEST_TEMPLATE);
	}

	private static String outcome(@Nullable Integer status, @Nullable Throwable failure, boolean cancelled) {
		String error = (failure != null) ? failure.getClass().getSimpleName() : (cancelled) ? "given up" : null;
		if (status == null) {
			return (error != null) ? error : "not sent";
		}
		return (error != null) ? status + " " + error : status.toString();
	}

}
