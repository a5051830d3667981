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

package io.automatum.spring.test.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with a request. Immutable; given to
 * {@link AutomatumEmulator#fault(RequestMatcher, Fault)}.
 *
 * @since 1.0.0
 */
public final class Fault {

	private final Kind kind;

	private final @Nullable Reply reply;

	private final int status;

	private final Map<String, String> headers;

	private final Duration delay;

	private Fault(Kind kind, @Nullable Reply reply, int status, Map<String, String> headers, Duration delay) {
		this.kind = kind;
		this.reply = reply;
		this.status = status;
		this.headers = headers;
		this.delay = delay;
	}

	private static Fault of(Kind kind) {
		return new Fault(kind, null, 0, Map.of(), Duration.ZERO);
	}

	/**
	 * Answer with a status and the API's JSON error, without carrying the request out.
	 * @param status the HTTP status, 400 to 599
	 * @return the fault
	 * @throws IllegalArgumentException if the status is not an error's
	 * @since 1.0.0
	 */
	public static Fault status(int status) {
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException(
					"Not an error's status: " + status + ". Use body(…) for any other reply");
		}
		return new Fault(Kind.STATUS, null, status, Map.of(), Duration.ZERO);
	}

	/**
	 * Answer with a status and an HTML page, as a gateway does, without carrying the
	 * request out.
	 * @param status the HTTP status, 200 to 599
	 * @return the fault
	 * @throws IllegalArgumentException if the status is out of range
	 * @since 1.0.0
	 */
	public static Fault html(int status) {
		return reply(Reply.html(checked(status), "Gateway"));
	}

	/**
	 * Answer with any body, without carrying the request out.
	 * @param status the HTTP status, 200 to 599
	 * @param contentType the content type
	 * @param text the body, sent as UTF-8
	 * @return the fault
	 * @throws IllegalArgumentException if the status is out of range or the content type
	 * contains a line break
	 * @since 1.0.0
	 */
	public static Fault body(int status, String contentType, String text) {
		checkLine(contentType);
		return reply(Reply.of(checked(status), contentType, text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Carry the request out after a delay.
	 * @param delay how long the work takes
	 * @return the fault
	 * @throws IllegalArgumentException if the delay is negative
	 * @since 1.0.0
	 */
	public static Fault delay(Duration delay) {
		return of(Kind.NONE).delayed(delay);
	}

	/**
	 * Reset the connection without carrying the request out and without an answer.
	 * @return the fault
	 * @since 1.0.0
	 */
	public static Fault reset() {
		return of(Kind.RESET);
	}

	/**
	 * Carry the request out, then reset the connection without an answer: the caller
	 * cannot know that it was done.
	 * @return the fault
	 * @since 1.0.0
	 */
	public static Fault lostReply() {
		return of(Kind.LOST_REPLY);
	}

	/**
	 * Carry the request out, announce the whole body and close the connection after half
	 * of it.
	 * @return the fault
	 * @since 1.0.0
	 */
	public static Fault truncatedBody() {
		return of(Kind.TRUNCATED_BODY);
	}

	private static Fault reply(Reply reply) {
		return new Fault(Kind.REPLY, reply, reply.status(), Map.of(), Duration.ZERO);
	}

	private static int checked(int status) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("Not the status of a final reply: " + status);
		}
		return status;
	}

	private static void checkLine(String text) {
		if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
			throw new IllegalArgumentException("A header cannot contain a line break");
		}
	}

	/**
	 * Return this fault after a delay.
	 * @param delay how long it takes until it happens
	 * @return a new fault
	 * @throws IllegalArgumentException if the delay is negative
	 * @since 1.0.0
	 */
	public Fault delayed(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("Negative delay: " + delay);
		}
		return new Fault(this.kind, this.reply, this.status, this.headers, delay);
	}

	/**
	 * Return this fault with another header in its reply. Without effect where nothing is
	 * answered.
	 * @param name the header's name
	 * @param value the header's value
	 * @return a new fault
	 * @throws IllegalArgumentException if either contains a line break
	 * @since 1.0.0
	 */
	public Fault header(String name, String value) {
		checkLine(name);
		checkLine(value);
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.put(name, value);
		return new Fault(this.kind, this.reply, this.status, all, this.delay);
	}

	/**
	 * Return this fault with a {@code Retry-After} header.
	 * @param wait how long to wait, rounded down to whole seconds
	 * @return a new fault
	 * @since 1.0.0
	 */
	public Fault retryAfter(Duration wait) {
		return header("Retry-After", String.valueOf(wait.toSeconds()));
	}

	Kind kind() {
		return this.kind;
	}

	Duration delay() {
		return this.delay;
	}

	/**
	 * Return the reply that takes the place of the real one.
	 * @param envelope writes errors
	 * @param rateHeaders the headers that the reply has unless this fault sets them
	 * @return the reply
	 */
	Reply instead(EnvelopeWriter envelope, Map<String, String> rateHeaders) {
		Reply instead = this.reply;
		if (instead == null) {
			instead = envelope.error(new Refusal(this.status, "api_error", "FAULT_" + this.status,
					"The emulator was told to fail this request"));
		}
		return instead.with(rateHeaders).with(this.headers);
	}

	Map<String, String> headers() {
		return this.headers;
	}

	@Override
	public String toString() {
		return this.kind + ((this.status != 0) ? " " + this.status : "")
				+ ((!this.delay.isZero()) ? " after " + this.delay : "");
	}

	enum Kind {

		NONE, STATUS, REPLY, RESET, LOST_REPLY, TRUNCATED_BODY;

		boolean isCarriedOut() {
			return this == NONE || this == LOST_REPLY || this == TRUNCATED_BODY;
		}

	}

}
