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

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.automatum.spring.observation.WebhookDeliveryObservation;
import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookReceiver.Settings;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class WebhookReceiverTests {

	private static final WebhookDeliveryObservation UNOBSERVED = WebhookDeliveryObservation.of(Context.empty());

	private static final String SECRET = "whsec_3kVt9x0aQmWb7Yp2";

	private static final byte[] BODY = "{\"id\":\"evt_1\",\"type\":\"entitlement.created\",\"data\":{}}"
		.getBytes(StandardCharsets.UTF_8);

	private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private final WebhookSigner signer = new WebhookSigner(SECRET);

	private final HmacSignatureVerifier verifier = HmacSignatureVerifier
		.builder(() -> List.of(new WebhookSecret("first", SECRET, null)))
		.build();

	private final AtomicLong ticks = new AtomicLong();

	private final List<String> answers = new ArrayList<>();

	private final List<ReceivedEvent> accepted = new ArrayList<>();

	private final WebhookDeliveryStatus status = new WebhookDeliveryStatus(Clock.fixed(NOW, ZoneOffset.UTC));

	private WebhookReceiver.Builder receiver(Inbox inbox) {
		return WebhookReceiver.builder(this.verifier, (event) -> {
			this.accepted.add(event);
			return inbox.accept(event);
		}).clock(Clock.fixed(NOW, ZoneOffset.UTC)).ticker(this.ticks::get).status(this.status).listener(this::answered);
	}

	private WebhookReceiver receiver(Acknowledgement acknowledgement) {
		return receiver((event) -> Mono.just(acknowledgement)).build();
	}

	private void answered(Outcome outcome, @Nullable Verdict verdict, long nanos) {
		this.answers.add(outcome + ((verdict != null) ? " " + verdict.reason() + " " + verdict.secret() : "") + " "
				+ Duration.ofNanos(nanos).toMillis());
	}

	private HttpHeaders signed(String... namesAndValues) {
		HttpHeaders headers = headers(namesAndValues);
		headers.add(this.verifier.headerName(), this.signer.sign(BODY));
		return headers;
	}

	private static HttpHeaders headers(String... namesAndValues) {
		HttpHeaders headers = new HttpHeaders();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	private static WebhookReply receive(WebhookReceiver receiver, HttpHeaders headers) {
		WebhookReply reply = receiver.receive(headers, BODY, Duration.ofMillis(5)).block();
		assertThat(reply).isNotNull();
		return reply;
	}

	@ParameterizedTest
	@CsvSource({ "STORED, 202, ACCEPTED", "HANDLED, 202, ACCEPTED", "DUPLICATE, 202, DUPLICATE", "DEAD, 202, DEAD",
			"UNAVAILABLE, 503, UNAVAILABLE" })
	void answersWhatTheInboxSays(Acknowledgement acknowledgement, int status, String outcome) {
		HttpHeaders headers = signed();
		headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		assertThat(receive(receiver(acknowledgement), headers).status()).isEqualTo(status);
		assertThat(this.answers).containsExactly(outcome + " GENUINE first 5");
		assertThat(this.accepted).singleElement().satisfies((event) -> {
			assertThat(event.id()).isEqualTo("evt_1");
			assertThat(event.receivedAt()).isEqualTo(NOW);
			assertThat(event.traceContext()).isNull();
		});
	}

	@Test
	void nothingThatIsNotGenuineReachesTheDecoderOrTheInbox(CapturedOutput output) {
		WebhookReceiver receiver = receiver((event) -> Mono.just(Acknowledgement.STORED))
			.decoder((body, receivedAt, traceContext) -> {
				throw new AssertionError("must not be called");
			})
			.build();
		String name = this.verifier.headerName();
		WebhookReply missing = receive(receiver, headers());
		WebhookReply several = receive(receiver, headers(name, "a", name, "b"));
		WebhookReply malformed = receive(receiver, headers(name, "forged\nline"));
		WebhookReply mismatch = receive(receiver, headers(name, "f".repeat(64)));
		assertThat(List.of(missing, several, malformed, mismatch)).allMatch((reply) -> reply.status() == 401)
			.allMatch((reply) -> reply.body().equals(missing.body()) && reply.headers().equals(missing.headers()));
		assertThat(this.accepted).isEmpty();
		assertThat(this.answers).containsExactly("UNAUTHORIZED MISSING null 5", "UNAUTHORIZED SEVERAL null 5",
				"UNAUTHORIZED MALFORMED null 5", "UNAUTHORIZED MISMATCH null 5");
		assertThat(output).contains("3 deliveries with a signature refused in a row")
			.doesNotContain("forged")
			.doesNotContain("ffff");
	}

	@Test
	void warnsOfEachKindAtMostOnceAMinute(CapturedOutput output) {
		WebhookReceiver receiver = receiver(Acknowledgement.STORED);
		for (int i = 0; i < 1000; i++) {
			receive(receiver, headers());
		}
		assertThat(lines(output))
			.containsExactly("1 since the last such line, 0 deliveries with a signature refused in a row");
		this.ticks.addAndGet(Duration.ofSeconds(60).toNanos());
		receive(receiver, headers());
		receive(receiver, headers(this.verifier.headerName(), "f".repeat(64)));
		assertThat(lines(output)).containsExactly(
				"1 since the last such line, 0 deliveries with a signature refused in a row",
				"1000 since the last such line, 0 deliveries with a signature refused in a row",
				"1 since the last such line, 1 deliveries with a signature refused in a row");
	}

	@Test
	void tellsOnceThatWebhooksAreAcceptedAgain(CapturedOutput output) {
		AtomicBoolean available = new AtomicBoolean();
		WebhookReceiver receiver = receiver(
				(event) -> Mono.just(available.get() ? Acknowledgement.STORED : Acknowledgement.UNAVAILABLE))
			.build();
		for (int i = 0; i < 7; i++) {
			receive(receiver, signed());
		}
		available.set(true);
		receive(receiver, signed());
		// Not yet: what comes and goes is not over
		assertThat(output).doesNotContain("accepted again");
		this.ticks.addAndGet(Duration.ofSeconds(60).toNanos());
		for (int i = 0; i < 5; i++) {
			receive(receiver, signed());
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("INFO"))).singleElement()
			.asString()
			.endsWith("Webhooks are accepted again, after 7 that were answered otherwise, and none within a minute for "
					+ "this reason: inbox unavailable");
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll()
			.lines()
			.filter((line) -> line.contains("WARN"))
			.map((line) -> line.substring(line.lastIndexOf('(') + 1, line.length() - 1))
			.toList();
	}

	@Test
	void countsRefusalsInARow() {
		AtomicBoolean available = new AtomicBoolean();
		WebhookReceiver receiver = receiver(
				(event) -> Mono.just(available.get() ? Acknowledgement.DEAD : Acknowledgement.UNAVAILABLE))
			.build();
		receive(receiver, headers());
		receive(receiver, signed());
		receiver.refuse(Outcome.TOO_LARGE, signed(), Duration.ZERO);
		receiver.refuse(Outcome.TOO_SLOW, signed(), Duration.ZERO);
		receiver.refuse(Outcome.CANCELLED, signed(), Duration.ZERO);
		receiver.refusal(signed(HttpHeaders.CONTENT_ENCODING, "gzip"), UNOBSERVED);
		receiver.refusal(headers(HttpHeaders.CONTENT_ENCODING, "gzip"), UNOBSERVED);
		assertThat(this.status.snapshot())
			.isEqualTo(new WebhookDeliveryStatus.Snapshot(null, NOW, Outcome.UNSUPPORTED, 5));
		available.set(true);
		receive(receiver, signed());
		receiver.refuse(Outcome.TOO_SLOW, headers(), Duration.ZERO);
		assertThat(this.status.snapshot())
			.isEqualTo(new WebhookDeliveryStatus.Snapshot(NOW, NOW, Outcome.UNSUPPORTED, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", " Application/X-WWW-Form-URLEncoded; charset=utf-8",
			"multipart/form-data; boundary=x", "multipart/mixed" })
	void refusesForms(String contentType) {
		WebhookReceiver receiver = receiver(Acknowledgement.STORED);
		assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_TYPE, contentType), UNOBSERVED).status())
			.isEqualTo(415);
		assertThat(receiver
			.refusal(headers(HttpHeaders.CONTENT_TYPE, "application/json", HttpHeaders.CONTENT_TYPE, contentType),
					UNOBSERVED)
			.status()).isEqualTo(415);
		assertThat(this.answers).containsExactly("UNSUPPORTED MISSING null 0", "UNSUPPORTED MISSING null 0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "br", "identity, gzip", "x" })
	void refusesContentEncodings(String encoding) {
		assertThat(receiver(Acknowledgement.STORED).refusal(headers(HttpHeaders.CONTENT_ENCODING, encoding), UNOBSERVED)
			.status()).isEqualTo(415);
	}

	@Test
	void takesAnyOtherHead() {
		WebhookReceiver receiver = receiver(Acknowledgement.STORED);
		assertThat(List.of("application/json", "text/plain", "garbage", "", "application/octet-stream")).allSatisfy(
				(type) -> assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_TYPE, type), UNOBSERVED)).isNull());
		assertThat(receiver.refusal(headers(), UNOBSERVED)).isNull();
		assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_ENCODING, "identity"), UNOBSERVED)).isNull();
		assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_LENGTH, "garbage"), UNOBSERVED)).isNull();
		assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_LENGTH, "262144"), UNOBSERVED)).isNull();
		assertThat(this.answers).isEmpty();
		assertThat(receiver.refusal(headers(HttpHeaders.CONTENT_LENGTH, "262145"), UNOBSERVED).status()).isEqualTo(413);
		assertThat(receiver.refuse(Outcome.TOO_SLOW, signed(), Duration.ofSeconds(5)).status()).isEqualTo(408);
		assertThat(this.answers).containsExactly("TOO_LARGE MISSING null 0", "TOO_SLOW 5000");
	}

	@Test
	void repliesInTimeAndGivesUpTheAnswerOnly(CapturedOutput output) {
		AtomicBoolean cancelled = new AtomicBoolean();
		VirtualTimeScheduler timer = VirtualTimeScheduler.create();
		WebhookReceiver receiver = receiver(
				(event) -> Mono.<Acknowledgement>never().doOnCancel(() -> cancelled.set(true)))
			.settings(new Settings(1000, Duration.ofSeconds(5), Duration.ofSeconds(8)))
			.timer(timer)
			.build();
		StepVerifier.create(receiver.receive(signed(), BODY, Duration.ofSeconds(3)))
			.then(() -> timer.advanceTimeBy(Duration.ofMillis(4999)))
			.then(() -> assertThat(cancelled).isFalse())
			.then(() -> timer.advanceTimeBy(Duration.ofMillis(1)))
			.assertNext((reply) -> assertThat(reply.status()).isEqualTo(503))
			.verifyComplete();
		assertThat(cancelled).isTrue();
		assertThat(output).contains("not stored or handled in time");
		StepVerifier.create(receiver.receive(signed(), BODY, Duration.ofSeconds(9)))
			.then(() -> timer.advanceTimeBy(Duration.ZERO))
			.assertNext((reply) -> assertThat(reply.headers()).containsEntry("Retry-After", "30"))
			.verifyComplete();
	}

	@Test
	void aBrokenInboxIsUnavailable(CapturedOutput output) {
		List<Inbox> inboxes = List.of((event) -> Mono.error(new IllegalStateException("password 0815")),
				(event) -> null, (event) -> Mono.empty(), (event) -> {
					throw new NoClassDefFoundError("password 0815");
				});
		assertThat(inboxes)
			.allSatisfy((inbox) -> assertThat(receive(receiver(inbox).build(), signed()).status()).isEqualTo(503));
		assertThat(this.answers).hasSize(4).allMatch((answer) -> answer.equals("UNAVAILABLE GENUINE first 5"));
		assertThat(output).contains("because the inbox failed").doesNotContain("0815");
	}

	@Test
	void aBrokenVerifierLetsNothingThrough(CapturedOutput output) {
		for (int i = 0; i < 4; i++) {
			int kind = i;
			WebhookSignatureVerifier broken = new WebhookSignatureVerifier() {

				@Override
				public Verdict verify(byte[] body, List<String> signatures) {
					if (kind == 0) {
						throw new StackOverflowError();
					}
					return (kind == 3) ? new Verdict(null, null) : null;
				}

				@Override
				public String headerName() {
					if (kind == 1) {
						throw new IllegalStateException("password 0815");
					}
					return "X";
				}

			};
			WebhookReceiver receiver = WebhookReceiver
				.builder(broken, (event) -> Mono.error(new AssertionError("must not be called")))
				.build();
			assertThat(receive(receiver, signed()).status()).isEqualTo(503);
		}
		assertThat(output).contains("the bean that verifies signatures failed").doesNotContain("0815");
	}

	@Test
	void aBrokenListenerChangesNothing() {
		List<Throwable> failures = List.of(new IllegalStateException(), new NoSuchMethodError("another version"));
		for (Throwable failure : failures) {
			WebhookReceiver receiver = receiver((event) -> Mono.just(Acknowledgement.STORED))
				.listener((outcome, verdict, nanos) -> ReflectionUtils.rethrowRuntimeException(failure))
				.build();
			assertThat(receive(receiver, signed()).status()).isEqualTo(202);
			assertThat(receive(receiver, headers()).status()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "ACCEPTED", "DUPLICATE", "DEAD", "UNAUTHORIZED" })
	void everyRefusalIsToldOnceWithItsStatus(Outcome outcome) {
		Map<Outcome, Integer> statuses = Map.of(Outcome.TOO_LARGE, 413, Outcome.TOO_SLOW, 408, Outcome.UNSUPPORTED, 415,
				Outcome.METHOD_NOT_ALLOWED, 405, Outcome.UNREADABLE, 400, Outcome.CONSUMED, 500);
		WebhookReply reply = receiver(Acknowledgement.STORED).refuse(outcome, signed(), Duration.ofMillis(7));
		assertThat(reply.status()).isEqualTo(statuses.getOrDefault(outcome, 503));
		assertThat(this.answers).containsExactly(outcome + " 7");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "GENUINE")
	void everyReasonHasItsAdvice(Reason reason) {
		assertThat(WebhookProblem.of(reason).name()).isEqualTo(reason.name());
		assertThat(WebhookProblem.of(reason).message()).contains("401");
	}

}
