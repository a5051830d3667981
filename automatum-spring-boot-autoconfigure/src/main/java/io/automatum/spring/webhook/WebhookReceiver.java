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

package io.automatum.spring.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.HttpHeaders;

/**
 * What is done with a delivery, in order: its head is checked, its body read (by the
 * endpoint of either stack), its signature verified, its JSON decoded, and the event
 * accepted by the inbox. Nothing that has not been verified is parsed or logged.
 *
 * @since 1.0.0
 */
public final class WebhookReceiver {

	private final WebhookSignatureVerifier verifier;

	private final EventDecoder decoder;

	private final Inbox inbox;

	private final Settings settings;

	private final Clock clock;

	private final Scheduler timer;

	WebhookReceiver(WebhookSignatureVerifier verifier, EventDecoder decoder, Inbox inbox, Settings settings,
			Clock clock, Scheduler timer) {
		this.verifier = verifier;
		this.decoder = decoder;
		this.inbox = inbox;
		this.settings = settings;
		this.clock = clock;
		this.timer = timer;
	}

	/**
	 * Return what limits a delivery.
	 * @return the settings
	 */
	public Settings settings() {
		return this.settings;
	}

	/**
	 * Check what comes before the body.
	 * @param headers the headers
	 * @return the reply with which to refuse it, null to read the body
	 */
	public @Nullable WebhookReply refusal(HttpHeaders headers) {
		if (isForm(headers.getFirst(HttpHeaders.CONTENT_TYPE)) || isEncoded(headers)) {
			return WebhookReply.UNSUPPORTED;
		}
		return (contentLength(headers) > this.settings.maxBytes()) ? WebhookReply.TOO_LARGE : null;
	}

	private static boolean isForm(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		String type = contentType.strip().toLowerCase(Locale.ROOT);
		return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
	}

	private static boolean isEncoded(HttpHeaders headers) {
		List<String> encodings = headers.getOrEmpty(HttpHeaders.CONTENT_ENCODING);
		return encodings.stream().anyMatch((encoding) -> !encoding.strip().equalsIgnoreCase("identity"));
	}

	private static long contentLength(HttpHeaders headers) {
		try {
			return headers.getContentLength();
		}
		catch (RuntimeException ex) {
			return -1;
		}
	}

	/**
	 * Return the reply to a body of more bytes than {@link Settings#maxBytes()}.
	 * @return the reply
	 */
	public WebhookReply tooLarge() {
		return WebhookReply.TOO_LARGE;
	}

	/**
	 * Return the reply to a body that takes longer than {@link Settings#bodyTimeout()}.
	 * @return the reply
	 */
	public WebhookReply tooSlow() {
		return WebhookReply.TIMEOUT;
	}

	/**
	 * Receive a delivery whose body has been read. Never fails, and replies in time.
	 * @param headers the headers
	 * @param body the bytes of the body as they arrived
	 * @param elapsed how long ago the request arrived, which counts towards
	 * {@link Settings#replyTimeout()}
	 * @return the reply
	 */
	public Mono<WebhookReply> receive(HttpHeaders headers, byte[] body, Duration elapsed) {
		return Mono.defer(() -> {
			Verdict verdict = this.verifier.verify(body, headers.getOrEmpty(this.verifier.headerName()));
			if (!verdict.genuine()) {
				return Mono.just(WebhookReply.UNAUTHORIZED);
			}
			ReceivedEvent event = this.decoder.decode(body, this.clock.instant(), headers.getFirst("traceparent"));
			return this.inbox.accept(event)
				.timeout(this.settings.replyTimeout().minus(elapsed), this.timer)
				.onErrorReturn(Acknowledgement.UNAVAILABLE)
				.map(WebhookReceiver::reply);
		});
	}

	private static WebhookReply reply(Acknowledgement acknowledgement) {
		return (acknowledgement == Acknowledgement.UNAVAILABLE) ? WebhookReply.UNAVAILABLE : WebhookReply.ACCEPTED;
	}

	/**
	 * What limits a delivery.
	 *
	 * @param maxBytes the size of the largest body, in bytes
	 * @param bodyTimeout how long the whole body may take
	 * @param replyTimeout when the sender gets its reply at the latest, after the request
	 * arrived
	 * @since 1.0.0
	 */
	public record Settings(int maxBytes, Duration bodyTimeout, Duration replyTimeout) {

		/** 256 KiB, 5 seconds and 8 seconds. */
		public static final Settings DEFAULT = new Settings(256 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(8));

	}

}
