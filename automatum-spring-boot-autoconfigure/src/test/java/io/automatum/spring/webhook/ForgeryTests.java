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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.automatum.spring.webhook.Forgeries.Delivery;
import io.automatum.spring.webhook.Forgeries.Kind;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No forgery is accepted, nothing is thrown, and nothing genuine is refused. The Maven
 * profile {@code proof} runs it in full size.
 */
class ForgeryTests {

	private static final boolean REAL_SIZE = Boolean.getBoolean("automatum.proof");

	private static final int FORGERIES = REAL_SIZE ? 1_000_000 : 20_000;

	private static final int GENUINE = REAL_SIZE ? 100_000 : 2_000;

	private static final long SEED = 20261126;

	private final HmacSignatureVerifier plain = builder().build();

	private final HmacSignatureVerifier timestamped = builder().timestamped(Duration.ofMinutes(5)).build();

	private static HmacSignatureVerifier.Builder builder() {
		return HmacSignatureVerifier
			.builder(() -> List.of(new WebhookSecret("first", Forgeries.SECRET, null),
					new WebhookSecret("second", "another-secret-of-24-chr", null)))
			.clock(new MutableClock(Forgeries.NOW));
	}

	@Test
	void noForgeryIsAccepted() throws GeneralSecurityException {
		Forgeries forgeries = new Forgeries(new Random(SEED));
		Kind[] kinds = Kind.values();
		Map<Kind, Integer> accepted = new EnumMap<>(Kind.class);
		Map<SloppyVerifiers, Integer> sloppy = new EnumMap<>(SloppyVerifiers.class);
		Arrays.stream(SloppyVerifiers.values()).forEach((verifier) -> sloppy.put(verifier, 0));
		int thrown = 0;
		Delivery genuine = forgeries.genuine();
		for (int i = 0; i < FORGERIES; i++) {
			genuine = (i % 50 == 0) ? forgeries.genuine() : genuine;
			Kind kind = kinds[i % kinds.length];
			Delivery forged = forgeries.forged(kind, genuine);
			try {
				// A signature of one form is refused where the other is expected, too.
				if (this.plain.verify(forged.body(), forged.signatures()).genuine()
						|| this.timestamped.verify(forged.body(), forged.signatures()).genuine()) {
					accepted.merge(kind, 1, Integer::sum);
				}
			}
			catch (Throwable ex) {
				thrown++;
			}
			if (i % 7 == 0 && forged.signatures().size() == 1) {
				countSloppy(sloppy, forged);
			}
		}
		System.out.printf("Forgeries: %,d of %d kinds, accepted: %s, thrown: %d; a seventh of them accepted by sloppy "
				+ "verifiers: %s%n", FORGERIES, kinds.length, accepted, thrown, sloppy);
		assertThat(accepted).isEmpty();
		assertThat(thrown).isZero();
		assertThat(sloppy).allSatisfy((verifier, count) -> assertThat(count).isPositive());
	}

	private static void countSloppy(Map<SloppyVerifiers, Integer> sloppy, Delivery forged)
			throws GeneralSecurityException {
		for (SloppyVerifiers verifier : SloppyVerifiers.values()) {
			if (verifier.accepts(Forgeries.SECRET, forged.body(), forged.signatures().get(0))) {
				sloppy.merge(verifier, 1, Integer::sum);
			}
		}
	}

	@Test
	void noBitOfADeliveryCanBeFlipped() {
		WebhookSigner signer = new WebhookSigner(Forgeries.SECRET);
		byte[] body = "{\"type\":\"metering.submitted\",\"data\":{\"note\":\"%s\"}}".formatted("x".repeat(300))
			.substring(0, 300)
			.getBytes(StandardCharsets.US_ASCII);
		String timestamped = signer.signTimestamped(body, Forgeries.NOW);
		List<String> signatures = List.of(signer.sign(body), signer.signUpperCase(body), signer.signPrefixed(body),
				signer.signBase64(body), "sha256=" + signer.signBase64(body), timestamped);
		int flips = 0;
		List<String> accepted = new ArrayList<>();
		for (String signature : signatures) {
			HmacSignatureVerifier verifier = signature.equals(timestamped) ? this.timestamped : this.plain;
			assertThat(verifier.verify(body, List.of(signature)).genuine()).isTrue();
			for (int bit = 0; bit < 8 * body.length; bit++, flips++) {
				if (verifier.verify(Forgeries.flip(body, bit), List.of(signature)).genuine()) {
					accepted.add(signature + " with bit " + bit + " of the body");
				}
			}
			for (int bit = 0; bit < 16 * signature.length(); bit++, flips++) {
				String flipped = Forgeries.flip(signature, bit / 16, bit % 16);
				if (verifier.verify(body, List.of(flipped)).genuine()) {
					accepted.add(flipped + " instead of " + signature);
				}
			}
		}
		System.out.printf("One-bit flips of 300 bytes and of %d signatures: %,d, accepted: %d%n", signatures.size(),
				flips, accepted.size());
		assertThat(accepted).isEmpty();
		assertThat(flips).isGreaterThan(6 * (2400 + 16 * 44));
	}

	@Test
	void nothingGenuineIsRefused() {
		Forgeries deliveries = new Forgeries(new Random(SEED + 1));
		JsonEventDecoder decoder = new JsonEventDecoder();
		long bytes = 0;
		List<String> refused = new ArrayList<>();
		for (int i = 0; i < GENUINE; i++) {
			Delivery delivery = deliveries.genuine();
			bytes += delivery.body().length;
			HmacSignatureVerifier verifier = delivery.timestamped() ? this.timestamped : this.plain;
			Verdict verdict = verifier.verify(delivery.body(), delivery.signatures());
			String defect = decoder.decode(delivery.body(), Forgeries.NOW, null).defect();
			if (!verdict.genuine() || defect != null) {
				refused.add(verdict + " " + defect + ": " + new String(delivery.body(), StandardCharsets.UTF_8));
			}
		}
		System.out.printf("Genuine deliveries: %,d of %,d bytes on average, refused: %d%n", GENUINE, bytes / GENUINE,
				refused.size());
		assertThat(refused).isEmpty();
	}

	@Test
	void nothingThatIsNoiseIsAcceptedOrThrows() {
		Random random = new Random(SEED + 2);
		char[] alphabet = "0123456789abcdefABCDEF+/=,tv1 \0\n\u00FF\u0660\uD800\uDC00sha256".toCharArray();
		JsonEventDecoder decoder = new JsonEventDecoder();
		int accepted = 0;
		for (int i = 0; i < FORGERIES / 10; i++) {
			char[] text = new char[random.nextInt(120)];
			for (int j = 0; j < text.length; j++) {
				text[j] = alphabet[random.nextInt(alphabet.length)];
			}
			byte[] body = new byte[random.nextInt(60)];
			random.nextBytes(body);
			List<String> signatures = List.of(new String(text));
			accepted += this.plain.verify(body, signatures).genuine() ? 1 : 0;
			accepted += this.timestamped.verify(body, signatures).genuine() ? 1 : 0;
			assertThat(decoder.decode(body, Forgeries.NOW, new String(text)).defect()).isNotNull();
		}
		assertThat(accepted).isZero();
	}

}
