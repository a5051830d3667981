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

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.transport.TransportFailures;
import io.netty.handler.codec.compression.DecompressionException;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Turns whatever a network library throws at a call into the one typed exception that is
 * meant.
 */
final class Failures {

	private Failures() {
	}

	static AutomatumException of(Throwable thrown, Call call, boolean sent) {
		AutomatumException typed = TransportFailures.find(thrown, AutomatumException.class);
		if (typed instanceof TransportException transport && transport.isRequestSent() && !sent) {
			// The token's request was sent, the call's own was not.
			return new TransportException(String.valueOf(transport.getMessage()), transport.details(), transport.kind(),
					false, transport);
		}
		if (typed != null) {
			return typed;
		}
		Kind kind = TransportFailures.kind(thrown, sent);
		return new TransportException(message(call, kind), details(call), kind, sent, withoutHeaders(thrown));
	}

	/*
	 * Return what a failure to read a body means, if that is not a matter of the network.
	 */
	static Throwable ofBody(Throwable thrown, Reply reply) {
		String start = reply.call() + " was answered with " + reply.status();
		if (TransportFailures.find(thrown, DataBufferLimitException.class) != null) {
			return new DecodingException(start + " and a body larger than automatum.http.max-response-size allows",
					reply.details(), thrown);
		}
		if (TransportFailures.find(thrown, DecompressionException.class) != null) {
			return new DecodingException(start + " and a compressed body that cannot be decompressed", reply.details(),
					thrown);
		}
		return thrown;
	}

	/*
	 * WebClient's exception holds the request's headers, the token among them.
	 */
	private static Throwable withoutHeaders(Throwable thrown) {
		Throwable cause = thrown.getCause();
		return (thrown instanceof WebClientRequestException && cause != null) ? cause : thrown;
	}

	private static String message(Call call, Kind kind) {
		return switch (kind) {
			case DNS -> call + " was not sent: the host name of automatum.base-url could not be resolved";
			case CONNECT ->
				call + " was not sent: no connection could be made to the host of automatum.base-url within "
						+ "automatum.http.connect-timeout";
			case TLS -> call + " was not sent: the TLS handshake failed. Check the certificate, its host name and "
					+ "automatum.http.ssl-bundle";
			case POOL_EXHAUSTED ->
				call + " was not sent: no connection became free. Raise automatum.http.max-connections";
			case READ_TIMEOUT -> call + " got no answer within automatum.http.read-timeout";
			case CONNECTION_RESET -> call + ": the connection was closed before the reply was complete";
			case PROTOCOL -> call + " was answered with something that is not HTTP";
			case DEADLINE, OTHER -> call + " failed";
		};
	}

	private static ErrorDetails details(Call call) {
		return ErrorDetails.ofRequest(call.method().name(), call.uriTemplate());
	}

}
