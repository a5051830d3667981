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

import java.util.Collection;
import java.util.function.UnaryOperator;

import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.json.AutomatumJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes the bodies of typed calls at DEBUG, for whoever has to see what goes back and
 * forth. Values of fields that are named are masked, and those of secrets in any case;
 * what is not JSON is not shown. Those of raw calls and of token requests never come by.
 *
 * @since 1.0.0
 */
public final class BodyLog implements CallListener {

	/**
	 * The name of the logger: {@value}.
	 */
	public static final String LOGGER_NAME = "io.automatum.spring.bodies";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER_NAME);

	private final BodyRedaction redaction;

	/**
	 * Create the listener.
	 * @param json reads bodies
	 * @param redact the names of fields whose values are masked at whatever depth,
	 * whatever their case and with or without hyphens and underscores
	 */
	public BodyLog(AutomatumJson json, Collection<String> redact) {
		this.redaction = new BodyRedaction(json, redact);
	}

	@Override
	public void permitted(Call call, long nanos) {
		byte[] body = call.body();
		if (body != null && logger.isDebugEnabled()) {
			CallLog.describe(logger.atDebug(), call)
				.log("{} {} sends {}", call.method(), CallLog.template(call),
						this.redaction.describe(body, UnaryOperator.identity()));
		}
	}

	@Override
	public void received(Call call, ReceivedReply reply) {
		if (logger.isDebugEnabled()) {
			LoggingEventBuilder event = CallLog.describe(logger.atDebug(), call);
			CallLog.addReply(event, reply.status(), reply.requestId())
				.log("{} {}: {}, request id {}, received {}", call.method(), CallLog.template(call), reply.status(),
						reply.requestId(), this.redaction.describe(reply.body(), reply::withoutToken));
		}
	}

}
