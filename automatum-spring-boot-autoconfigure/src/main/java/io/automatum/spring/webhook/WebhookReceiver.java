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
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.RareWarnings;
import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.observation.WebhookDeliveryObservations;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * What is done with a delivery, in order: its head is checked, its body read (by the
 * endpoint of either stack), its signature verified, its JSON decoded, and the event
 * accepted by the inbox. Nothing that has not been verified is parsed or logged. Safe for
 * use by any number of threads.
 *
 * @since 1.0.0
 */
public final class WebhookReceiver {

	private static final Logger logger = LoggerFactory.getLogger(WebhookReceiver.class);

	private static final Verdict UNSIGNED = new Verdict(Reason.MISSING, null);

	private final WebhookSignatureVerifier verifier;

	private final EventDecoder decoder;

	private final Inbox inbox;

	private final Settings settings;

	private final WebhookListener listener;

	private final WebhookDeliveryObservations observations;

	private final Clock clock;

	private final Scheduler timer;

	private final LongSupplier ticker;

	private final RareWarnings warnings;

	private final WebhookDeliveryStatus status;

	private WebhookReceiver(Builder builder) {
		this.verifier = builder.verifier;
		this.decoder = builder.decoder;
		this.inbox = builder.inbox;
		this.settings = builder.settings;
		this.listener = builder.listener;
		this.observations = builder.observations;
		this.clock = builder.clock;
		this.timer = builder.timer;
		this.ticker = builder.ticker;
		this.warnings = new RareWarnings(builder.ticker);
		this.status = builder.status;
	}

	/**
	 * Create a builder.
	 * @param verifier tells which deliveries are genuine
	 * @param inbox takes their events
	 * @return the builder
	 */
	public static Builder builder(WebhookSignatureVerifier verifier, Inbox inbox) {
		return new Builder(verifier, inbox);
	}

	/**
	 * Return what limits a delivery.
	 * @return the settings
	 */
	public Settings settings() {
		return this.settings;
	}

	/**
	 * Return what observes deliveries, which the endpoints tell of each.
	 * @return the observations
	 */
	public WebhookDeliveryObservations observations() {
		return this.observations;
	}

	/**
	 * Return how many deliveries in a row have not been answered with 202, of those that
	 * carry a signature. Automatum disables a webhook after ten in a row.
	 * @return the number, 0 after a delivery that was accepted
	 * @see WebhookDeliveryStatus
	 */
	public int refusalsInARow() {
		return this.status.refusalsInARow();
	}

	/**
	 * Check what comes before the body; once for every delivery. Throws nothing.
	 * @param headers the headers
	 * @param observation observes the delivery
	 * @return the reply with which to refuse it, null to read the body
	 */
	public @Nullable WebhookReply refusal(HttpHeaders headers, WebhookDeliveryObservation observation) {
		if (isForm(headers) || isEncoded(headers)) {
			return refuse(Outcome.UNSUPPORTED, headers, Duration.ZERO, observation);
		}
		return (contentLength(headers) > this.settings.maxBytes())
				? refuse(Outcome.TOO_LARGE, headers, Duration.ZERO, observation) : null;
	}

	private static boolean isForm(HttpHeaders headers) {
		return headers.getOrEmpty(HttpHeaders.CONTENT_TYPE)
			.stream()
			.map((value) -> value.strip().toLowerCase(Locale.ROOT))
			.anyMatch((type) -> type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/"));
	}

	private static boolean isEncoded(HttpHeaders headers) {
		return headers.getOrEmpty(HttpHeaders.CONTENT_ENCODING)
			.stream()
			.anyMatch((encoding) -> !encoding.strip().equalsIgnoreCase("identity"));
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
	 * Refuse a delivery that does not come to the endpoint, and that nobody observes;
	 * once for every such delivery. What observes deliveries learns of it now. Throws
	 * nothing.
	 * @param outcome why
	 * @param headers the headers
	 * @param elapsed how long ago the request arrived
	 * @return the reply
	 */
	public WebhookReply refuse(Outcome outcome, HttpHeaders headers, Duration elapsed) {
		WebhookDeliveryObservation observation = this.observations.start();
		try {
			return refuse(outcome, headers, elapsed, observation);
		}
		finally {
			observation.stop();
		}
	}

	/**
	 * Refuse a delivery that does not come to be verified; once for every such delivery.
	 * Throws nothing.
	 * @param outcome why
	 * @param headers the headers
	 * @param elapsed how long ago the request arrived
	 * @param observation observes the delivery
	 * @return the reply
	 */
	public WebhookReply refuse(Outcome outcome, HttpHeaders headers, Duration elapsed,
			WebhookDeliveryObservation observation) {
		return refuse(outcome, WebhookProblem.of(outcome), isSigned(headers) ? null : UNSIGNED, elapsed.toNanos(),
				observation);
	}

	private boolean isSigned(HttpHeaders headers) {
		try {
			return headers.containsHeader(this.verifier.headerName());
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	/**
	 * Receive a delivery whose body has been read. Never fails, and replies in time. The
	 * signature is verified on the thread that subscribes.
	 * @param headers the headers
	 * @param body the bytes of the body as they arrived
	 * @param elapsed how long ago the request arrived, which counts towards
	 * {@link Settings#replyTimeout()}
	 * @return the reply; its context may hold a {@link WebhookDeliveryObservation}
	 */
	public Mono<WebhookReply> receive(HttpHeaders headers, byte[] body, Duration elapsed) {
		return Mono.deferContextual((context) -> {
			WebhookDeliveryObservation observation = WebhookDeliveryObservation.of(context);
			long start = this.ticker.getAsLong() - elapsed.toNanos();
			Verdict verdict = verdict(headers, body);
			Delivery delivery = new Delivery(verdict, start, observation);
			if (verdict == null) {
				return Mono.just(refuse(Outcome.UNAVAILABLE, WebhookProblem.VERIFIER_FAILED, delivery));
			}
			if (!verdict.genuine()) {
				return Mono.just(refuse(Outcome.UNAUTHORIZED, WebhookProblem.of(verdict.reason()), delivery));
			}
			return accept(body, observation, this.settings.replyTimeout().minus(elapsed))
				.map((acknowledgement) -> reply(acknowledgement, delivery))
				.onErrorResume((failure) -> Mono.just(refuse(Outcome.UNAVAILABLE, problem(failure), delivery)));
		});
	}

	// One that the application replaces may break the rule to throw nothing.
	private @Nullable Verdict verdict(HttpHeaders headers, byte[] body) {
		try {
			return this.verifier.verify(body, headers.getOrEmpty(this.verifier.headerName()));
		}
		catch (Throwable ex) {
			logger.debug("Cannot verify a webhook", FailureTrace.withMessages(ex));
			return null;
		}
	}

	private Mono<Acknowledgement> accept(byte[] body, WebhookDeliveryObservation observation, Duration remaining) {
		try {
			ReceivedEvent event = this.decoder.decode(body, this.clock.instant(), observation.traceContext());
			observation.event(event.id(), event.type());
			return this.inbox.accept(event).timeout(remaining, this.timer).defaultIfEmpty(Acknowledgement.UNAVAILABLE);
		}
		catch (Throwable ex) {
			// Reactor would throw a linkage error at the endpoint instead of handing it
			// on.
			return Mono.error(new IllegalStateException(ex));
		}
	}

	private static WebhookProblem problem(Throwable failure) {
		if (failure instanceof TimeoutException) {
			return WebhookProblem.INBOX_SLOW;
		}
		logger.debug("Cannot accept a webhook", FailureTrace.withMessages(failure));
		return WebhookProblem.INBOX_FAILED;
	}

	private WebhookReply reply(Acknowledgement acknowledgement, Delivery delivery) {
		return switch (acknowledgement) {
			case STORED, HANDLED -> accepted(Outcome.ACCEPTED, delivery);
			case DUPLICATE -> accepted(Outcome.DUPLICATE, delivery);
			case DEAD -> accepted(Outcome.DEAD, delivery);
			case UNAVAILABLE -> refuse(Outcome.UNAVAILABLE, WebhookProblem.INBOX_UNAVAILABLE, delivery);
		};
	}

	private WebhookReply accepted(Outcome outcome, Delivery delivery) {
		tell(outcome, delivery.verdict(), since(delivery.start()), delivery.observation());
		recovered();
		return WebhookReply.of(outcome);
	}

	private WebhookReply refuse(Outcome outcome, WebhookProblem problem, Delivery delivery) {
		return refuse(outcome, problem, delivery.verdict(), since(delivery.start()), delivery.observation());
	}

	private WebhookReply refuse(Outcome outcome, @Nullable WebhookProblem problem, @Nullable Verdict verdict,
			long nanos, WebhookDeliveryObservation observation) {
		tell(outcome, verdict, nanos, observation);
		long count = (problem != null) ? this.warnings.due(problem) : 0;
		if (problem != null && count > 0) {
			logger.warn("{} ({} since the last such line, {} deliveries with a signature refused in a row)",
					problem.message(), count, this.status.refusalsInARow());
		}
		return WebhookReply.of(outcome);
	}

	private void recovered() {
		if (this.warnings.isEmpty()) {
			return;
		}
		for (WebhookProblem problem : WebhookProblem.values()) {
			long count = this.warnings.over(problem);
			if (count > 0) {
				logger.info("Webhooks are accepted again, after {} that were answered otherwise, and none within a "
						+ "minute for this reason: {}", count, problem.reason());
			}
		}
	}

	// The one place where all learn of an answer, so that they say the same.
	private void tell(Outcome outcome, @Nullable Verdict verdict, long nanos, WebhookDeliveryObservation observation) {
		DeliveryAnswer answer = DeliveryAnswer.of(outcome, verdict);
		observation.answered(answer.outcome(), answer.reason(), answer.secret());
		this.status.answered(outcome, verdict, nanos);
		try {
			this.listener.answered(outcome, verdict, nanos);
		}
		catch (Throwable ex) {
			// An error too: the sender waits for the reply.
			logger.debug("A WebhookListener failed", FailureTrace.withMessages(ex));
		}
	}

	private long since(long start) {
		return this.ticker.getAsLong() - start;
	}

	/**
	 * What is known of a delivery whose body was read.
	 *
	 * @param verdict what the verifier says, null where it failed
	 * @param start when it arrived
	 * @param observation observes it
	 */
	private record Delivery(@Nullable Verdict verdict, long start, WebhookDeliveryObservation observation) {

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

	/**
	 * Builds a receiver.
	 */
	public static final class Builder {

		private final WebhookSignatureVerifier verifier;

		private final Inbox inbox;

		private EventDecoder decoder = new JsonEventDecoder();

		private Settings settings = Settings.DEFAULT;

		private WebhookListener listener = (outcome, verdict, nanos) -> {
		};

		private WebhookDeliveryObservations observations = WebhookDeliveryObservations.NONE;

		private WebhookDeliveryStatus status = new WebhookDeliveryStatus(Clock.systemUTC());

		private Clock clock = Clock.systemUTC();

		private Scheduler timer = Schedulers.parallel();

		private LongSupplier ticker = System::nanoTime;

		private Builder(WebhookSignatureVerifier verifier, Inbox inbox) {
			Assert.notNull(verifier, "'verifier' must not be null");
			Assert.notNull(inbox, "'inbox' must not be null");
			this.verifier = verifier;
			this.inbox = inbox;
		}

		/**
		 * Set what limits a delivery, by default {@link Settings#DEFAULT}.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder settings(Settings settings) {
			this.settings = settings;
			return this;
		}

		/**
		 * Set who is told how deliveries were answered, by default nobody.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(WebhookListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Set what observes deliveries, by default nothing.
		 * @param observations the observations
		 * @return this builder
		 */
		public Builder observations(WebhookDeliveryObservations observations) {
			this.observations = observations;
			return this;
		}

		/**
		 * Set what is to know whether deliveries get through. It is told before the
		 * listener.
		 * @param status the status
		 * @return this builder
		 */
		public Builder status(WebhookDeliveryStatus status) {
			this.status = status;
			return this;
		}

		/**
		 * Set the clock that dates events, by default the system's.
		 * @param clock the clock
		 * @return this builder
		 */
		Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set what ends the wait for the inbox, by default {@link Schedulers#parallel()}.
		 * @param timer the scheduler
		 * @return this builder
		 */
		Builder timer(Scheduler timer) {
			this.timer = timer;
			return this;
		}

		Builder decoder(EventDecoder decoder) {
			this.decoder = decoder;
			return this;
		}

		Builder ticker(LongSupplier ticker) {
			this.ticker = ticker;
			return this;
		}

		/**
		 * Build the receiver.
		 * @return the receiver
		 */
		public WebhookReceiver build() {
			return new WebhookReceiver(this);
		}

	}

}
