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
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class HmacSignatureVerifierTests {

	private static final String SECRET = "whsec_3kVt9x0aQmWb7Yp2";

	private static final byte[] BODY = "{\"type\":\"entitlement.created\",\"data\":{}}"
		.getBytes(StandardCharsets.UTF_8);

	private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private final WebhookSigner signer = new WebhookSigner(SECRET);

	private final MutableClock clock = new MutableClock(NOW);

	private final AtomicLong ticks = new AtomicLong();

	private final HmacSignatureVerifier verifier = verifier(new WebhookSecret("only", SECRET, null));

	private final HmacSignatureVerifier timestamped = builder(new WebhookSecret("only", SECRET, null))
		.timestamped(Duration.ofMinutes(5))
		.build();

	private HmacSignatureVerifier.Builder builder(WebhookSecret... secrets) {
		return builder(() -> Arrays.asList(secrets));
	}

	private HmacSignatureVerifier.Builder builder(WebhookSecrets secrets) {
		return HmacSignatureVerifier.builder(secrets).clock(this.clock).ticker(this.ticks::get);
	}

	private HmacSignatureVerifier verifier(WebhookSecret... secrets) {
		return builder(secrets).build();
	}

	private Reason reason(String signature) {
		return this.verifier.verify(BODY, List.of(signature)).reason();
	}

	@Test
	void acceptsEveryFormAndSaysWhichSecretMatched() {
		List<String> signatures = List.of(this.signer.sign(BODY), this.signer.signUpperCase(BODY),
				this.signer.signPrefixed(BODY), "sha256=" + this.signer.signUpperCase(BODY),
				this.signer.signBase64(BODY), "sha256=" + this.signer.signBase64(BODY));
		assertThat(signatures).allSatisfy((signature) -> assertThat(this.verifier.verify(BODY, List.of(signature)))
			.isEqualTo(new Verdict(Reason.GENUINE, "only")));
	}

	@Test
	void acceptsAnEmptyBodyThatIsSigned() {
		byte[] empty = new byte[0];
		assertThat(this.verifier.verify(empty, List.of(this.signer.sign(empty))).genuine()).isTrue();
	}

	@Test
	void refusesAnotherBody() {
		byte[] other = BODY.clone();
		other[10]++;
		assertThat(this.verifier.verify(other, List.of(this.signer.sign(BODY))))
			.isEqualTo(new Verdict(Reason.MISMATCH, null));
	}

	@Test
	void takesExactlyOneSignature() {
		String signature = this.signer.sign(BODY);
		assertThat(this.verifier.verify(BODY, List.of()).reason()).isEqualTo(Reason.MISSING);
		assertThat(this.verifier.verify(BODY, List.of("")).reason()).isEqualTo(Reason.MISSING);
		assertThat(this.verifier.verify(BODY, List.of(signature, signature)).reason()).isEqualTo(Reason.SEVERAL);
		assertThat(reason(signature + "," + signature)).isEqualTo(Reason.MALFORMED);
	}

	@Test
	void everyDigestHasOneTextOnly() {
		String hex = this.signer.sign(BODY);
		String mixed = hex.substring(0, 32) + hex.substring(32).toUpperCase(Locale.ROOT);
		String base64 = this.signer.signBase64(BODY);
		assertThat(List.of(mixed, " " + hex, hex + " ", hex + "\n", hex + "0", "0x" + hex, "SHA256=" + hex,
				"sha256=sha256=" + hex, "sha1=" + hex, "v1=" + hex, "\"" + hex + "\"", base64.substring(0, 43),
				base64 + "=", base64.substring(0, 43) + "==", base64 + "\n", hex.replaceFirst(".$", "\u0660"),
				hex.substring(0, 63) + (char) (hex.charAt(63) + 0x100)))
			.allSatisfy((signature) -> assertThat(reason(signature)).isEqualTo(Reason.MALFORMED));
		// The last digit of Base64 has two bits to spare: all four readings of it decode
		// to the same bytes in Java's decoder, and one is accepted.
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
		long accepted = alphabet.chars()
			.filter((last) -> reason(base64.substring(0, 42) + (char) last + "=") == Reason.GENUINE)
			.count();
		assertThat(accepted).isOne();
	}

	@Test
	void takesNoTimestampedSignatureUnlessAskedToAndThenNoOther() {
		assertThat(reason(this.signer.signTimestamped(BODY, NOW))).isEqualTo(Reason.MALFORMED);
		assertThat(this.timestamped.verify(BODY, List.of(this.signer.sign(BODY))).reason()).isEqualTo(Reason.MALFORMED);
		assertThat(this.timestamped.verify(BODY, List.of(this.signer.signTimestamped(BODY, NOW))))
			.isEqualTo(new Verdict(Reason.GENUINE, "only"));
	}

	@Test
	void toleratesATimeInBothDirections() {
		assertThat(timeOffBy(Duration.ofSeconds(-300))).isEqualTo(Reason.GENUINE);
		assertThat(timeOffBy(Duration.ofSeconds(-301))).isEqualTo(Reason.TOO_OLD);
		assertThat(timeOffBy(Duration.ofSeconds(300))).isEqualTo(Reason.GENUINE);
		assertThat(timeOffBy(Duration.ofSeconds(301))).isEqualTo(Reason.TOO_NEW);
		assertThat(timeOffBy(Duration.ofDays(365))).isEqualTo(Reason.TOO_NEW);
		this.clock.set(Instant.MAX);
		assertThat(timeOffBy(Duration.ofSeconds(-1).minus(Duration.between(NOW, Instant.MAX))))
			.isEqualTo(Reason.TOO_OLD);
		this.clock.set(Instant.MIN);
		assertThat(this.timestamped.verify(BODY, List.of(this.signer.signTimestamped(BODY, NOW))).reason())
			.isEqualTo(Reason.TOO_NEW);
	}

	private Reason timeOffBy(Duration difference) {
		String signature = this.signer.signTimestamped(BODY, this.clock.instant().plus(difference));
		return this.timestamped.verify(BODY, List.of(signature)).reason();
	}

	@Test
	void judgesTheTimeOnlyOfWhatIsSigned() {
		String signature = this.signer.signTimestamped(BODY, NOW.minusSeconds(1000));
		String forged = signature.substring(0, signature.length() - 1) + (signature.endsWith("0") ? "1" : "0");
		assertThat(this.timestamped.verify(BODY, List.of(signature))).isEqualTo(new Verdict(Reason.TOO_OLD, "only"));
		assertThat(this.timestamped.verify(BODY, List.of(forged)).reason()).isEqualTo(Reason.MISMATCH);
	}

	@Test
	void oneOfSeveralTimestampedSignaturesIsEnough() {
		String time = "t=" + NOW.getEpochSecond();
		String right = this.signer.signTimestamped(BODY, NOW).replace(time + ",", "");
		String wrong = "v1=" + "0".repeat(64);
		assertThat(List.of(time + "," + wrong + "," + right, time + "," + right + "," + wrong, right + "," + time,
				time + ",v0=abc," + right + ",v2=", wrong + "," + right + "," + time))
			.allSatisfy((signature) -> assertThat(this.timestamped.verify(BODY, List.of(signature)).reason())
				.isEqualTo(Reason.GENUINE));
		assertThat(this.timestamped.verify(BODY, List.of(time + "," + wrong + "," + wrong)).reason())
			.isEqualTo(Reason.MISMATCH);
	}

	@Test
	void refusesTimestampedSignaturesOfAnotherShape() {
		String time = "t=" + NOW.getEpochSecond();
		String right = this.signer.signTimestamped(BODY, NOW).replace(time + ",", "");
		assertThat(List.of(time, right, time + "," + time + "," + right, time + ", " + right, time + ";" + right,
				"t=," + right, "t=-1," + right, "t=+" + NOW.getEpochSecond() + "," + right, "t=1.5," + right,
				"t=9999999999999," + right, "t=9223372036854775808," + right, "t=١٧٦٤," + right, time + ",v1=," + right,
				time + ",v1=zz", time + ",," + right, time + "," + right + ",",
				time + ",v1=sha256=" + right.substring(3), time + "," + right + ",x", time + "," + right + ",=",
				time + "," + right + ",v0=" + "a".repeat(1024)))
			.allSatisfy((signature) -> assertThat(this.timestamped.verify(BODY, List.of(signature)).reason())
				.isEqualTo(Reason.MALFORMED));
	}

	@Test
	void triesEveryActiveSecretAndNoneThatIsOver() {
		HmacSignatureVerifier rotating = verifier(new WebhookSecret("old", SECRET, NOW),
				new WebhookSecret("new", "another-secret-of-24-chr", null));
		WebhookSigner successor = new WebhookSigner("another-secret-of-24-chr");
		assertThat(rotating.verify(BODY, List.of(this.signer.sign(BODY))).secret()).isEqualTo("old");
		assertThat(rotating.verify(BODY, List.of(successor.sign(BODY))).secret()).isEqualTo("new");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(rotating.verify(BODY, List.of(this.signer.sign(BODY))).reason()).isEqualTo(Reason.MISMATCH);
		assertThat(rotating.verify(BODY, List.of(successor.sign(BODY))).secret()).isEqualTo("new");
	}

	@Test
	void saysThatThereIsNoSecretWhenAllAreOver() {
		HmacSignatureVerifier over = verifier(new WebhookSecret("old", SECRET, NOW.minusMillis(1)));
		assertThat(over.verify(BODY, List.of(this.signer.sign(BODY))).reason()).isEqualTo(Reason.NO_SECRET);
		assertThat(verifier().verify(BODY, List.of(this.signer.sign(BODY))).reason()).isEqualTo(Reason.NO_SECRET);
	}

	@Test
	void followsTheSecretsThatAreHandedOut() {
		AtomicReference<List<WebhookSecret>> secrets = new AtomicReference<>(List.of());
		HmacSignatureVerifier rotating = builder(secrets::get).build();
		String signature = this.signer.sign(BODY);
		assertThat(rotating.verify(BODY, List.of(signature)).genuine()).isFalse();
		secrets.set(List.of(new WebhookSecret("a", SECRET, null)));
		assertThat(rotating.verify(BODY, List.of(signature)).secret()).isEqualTo("a");
		secrets.set(List.of(new WebhookSecret("b", SECRET, null)));
		assertThat(rotating.verify(BODY, List.of(signature)).secret()).isEqualTo("b");
		secrets.set(List.of(new WebhookSecret("b", "another-secret-of-24-chr", null)));
		assertThat(rotating.verify(BODY, List.of(signature)).genuine()).isFalse();
	}

	@Test
	void noticesThatAListItKnowsHasChanged() {
		List<WebhookSecret> secrets = new ArrayList<>(List.of(new WebhookSecret("a", SECRET, null)));
		HmacSignatureVerifier rotating = builder(() -> secrets).build();
		assertThat(rotating.verify(BODY, List.of(this.signer.sign(BODY))).genuine()).isTrue();
		secrets.set(0, new WebhookSecret("a", "another-secret-of-24-chr", null));
		assertThat(rotating.verify(BODY, List.of(this.signer.sign(BODY))).genuine()).isFalse();
	}

	@Test
	void neverUsesASecretThatCanBeGuessed(CapturedOutput output) {
		String surrogates = "\uD800".repeat(20);
		String questionMarks = "?".repeat(20);
		HmacSignatureVerifier weak = verifier(null, new WebhookSecret("null", null, null),
				new WebhookSecret("empty", "", null), new WebhookSecret("blank", " ".repeat(20), null),
				new WebhookSecret("short", "fifteen-bytes-x", null), new WebhookSecret("surrogates", surrogates, null));
		assertThat(weak.verify(BODY, List.of(new WebhookSigner(questionMarks).sign(BODY))).reason())
			.isEqualTo(Reason.NO_SECRET);
		assertThat(output).contains("6 of 6 webhook secrets are not used").doesNotContain("fifteen");
		assertThatIllegalArgumentException().isThrownBy(() -> new WebhookSigner("fifteen-bytes-x"))
			.withMessageNotContaining("fifteen");
	}

	@Test
	void refusesEverythingWhileTheSecretsFailAndWarnsOnce(CapturedOutput output) {
		AtomicInteger calls = new AtomicInteger();
		HmacSignatureVerifier broken = builder(() -> {
			if (calls.incrementAndGet() > 300) {
				throw new StackOverflowError("token 0815");
			}
			throw new IllegalStateException("token 0815");
		}).build();
		for (int i = 0; i < 600; i++) {
			assertThat(broken.verify(BODY, List.of(this.signer.sign(BODY))).reason()).isEqualTo(Reason.NO_SECRET);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("WebhookSecrets bean failed"))).hasSize(1);
		this.ticks.addAndGet(Duration.ofSeconds(60).toNanos());
		broken.verify(BODY, List.of(this.signer.sign(BODY)));
		assertThat(output).contains("java.lang.IllegalStateException at " + getClass().getName())
			.contains("(600 since the last such line)")
			.doesNotContain("0815");
		assertThat(builder((WebhookSecrets) () -> null).build().verify(BODY, List.of(this.signer.sign(BODY))).reason())
			.isEqualTo(Reason.NO_SECRET);
	}

	// Not parameters of a test, which would be named after their contents.
	private static List<List<String>> hostileSignatures() {
		return Arrays.asList(null, Collections.singletonList(null), Arrays.asList(null, null),
				Collections.singletonList("\uD800"), Collections.singletonList("\uDC00".repeat(64)),
				Collections.singletonList("x".repeat(10_000_000)), Collections.singletonList("\0".repeat(44)),
				Collections.singletonList(","), Collections.singletonList("="), Collections.singletonList("t=,v1="),
				Collections.singletonList("sha256="), Collections.singletonList("\uFFFF".repeat(43) + "="),
				Collections.singletonList("🔑".repeat(32)), Collections.nCopies(Integer.MAX_VALUE, "a"),
				new AbstractList<>() {

					@Override
					public String get(int index) {
						throw new StackOverflowError();
					}

					@Override
					public int size() {
						return 1;
					}

				}, new AbstractList<>() {

					@Override
					public String get(int index) {
						return "";
					}

					@Override
					public int size() {
						throw new UnsupportedOperationException();
					}

				});
	}

	@Test
	void throwsNothing() {
		for (List<String> signatures : hostileSignatures()) {
			for (byte[] body : Arrays.asList(null, new byte[0], BODY)) {
				assertThat(this.verifier.verify(body, signatures).genuine()).isFalse();
				assertThat(this.timestamped.verify(body, signatures).genuine()).isFalse();
			}
		}
	}

	@Test
	void throwsNothingWhenTheClockDoes() {
		HmacSignatureVerifier clockless = HmacSignatureVerifier
			.builder(() -> List.of(new WebhookSecret("only", SECRET, null)))
			.clock(null)
			.build();
		assertThat(clockless.verify(BODY, List.of(this.signer.sign(BODY))).genuine()).isFalse();
	}

	@Test
	void threadsDoNotDisturbEachOther() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Integer>> results = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				byte[] body = ("{\"thread\":" + thread + "}").getBytes(StandardCharsets.UTF_8);
				String signature = this.signer.sign(body);
				results.add(threads.submit(() -> {
					int genuine = 0;
					for (int i = 0; i < 5000; i++) {
						genuine += this.verifier.verify(body, List.of(signature)).genuine() ? 1 : 0;
					}
					return genuine;
				}));
			}
			for (Future<Integer> result : results) {
				assertThat(result.get()).isEqualTo(5000);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void needsAHeaderName(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> builder().headerName(name));
		assertThat(builder().headerName("X-Other").build().headerName()).isEqualTo("X-Other");
		assertThat(this.verifier.headerName()).isEqualTo("X-Automatum-Signature");
	}

	@Test
	void printsNoSecret() {
		assertThat(new WebhookSecret("only", SECRET, null).toString()).doesNotContain(SECRET);
		assertThat(this.verifier.toString() + this.signer).doesNotContain(SECRET);
	}

}
