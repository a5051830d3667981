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

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import io.automatum.testing.Unwatched;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a verification allocates, which is exact, and which tells whether every secret was
 * tried: each takes a Mac of its own.
 */
@Unwatched
@Tag("optimized")
class VerificationCostTests {

	private static final int ROUNDS = 20_000;

	private static final byte[] BODY = new byte[1024];

	private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
		.getThreadMXBean();

	/**
	 * Until SHA-256 is compiled, every digest allocates what belongs to the interpreter.
	 */
	@BeforeAll
	static void waitForTheCompiler() throws GeneralSecurityException {
		long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		HmacKey key = HmacKey.of(secret(0));
		double bytes;
		do {
			long before = THREADS.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < ROUNDS; i++) {
				key.sign(null, BODY);
			}
			bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;
		}
		while (bytes > 512 && System.nanoTime() < end);
	}

	@Test
	void aVerificationAllocatesAtMost750Bytes() {
		HmacSignatureVerifier verifier = verifier(secrets(1));
		double hex = bytes(verifier, new WebhookSigner(secret(0)).sign(BODY), Reason.GENUINE);
		double prefixed = bytes(verifier, new WebhookSigner(secret(0)).signPrefixed(BODY), Reason.GENUINE);
		double base64 = bytes(verifier, new WebhookSigner(secret(0)).signBase64(BODY), Reason.GENUINE);
		double forged = bytes(verifier, "f".repeat(64), Reason.MISMATCH);
		System.out.printf("A verification of 1 KB: hex %.0f, prefixed %.0f, Base64 %.0f, forged %.0f bytes%n", hex,
				prefixed, base64, forged);
		assertThat(List.of(hex, prefixed, forged)).allMatch((bytes) -> bytes <= 750);
		assertThat(base64).isLessThan(1000);
	}

	@Test
	void everySecretIsTriedWhicheverMatches() {
		HmacSignatureVerifier verifier = verifier(secrets(5));
		double first = bytes(verifier, new WebhookSigner(secret(0)).sign(BODY), Reason.GENUINE);
		double last = bytes(verifier, new WebhookSigner(secret(4)).sign(BODY), Reason.GENUINE);
		double none = bytes(verifier, "f".repeat(64), Reason.MISMATCH);
		double only = bytes(verifier(secrets(1)), new WebhookSigner(secret(0)).sign(BODY), Reason.GENUINE);
		// The compiler may save some small objects; a Mac is 400 bytes and more.
		assertThat(last).isCloseTo(first, within(200));
		assertThat(none).isCloseTo(first, within(200));
		assertThat(first).isGreaterThan(only + 4 * 400);
	}

	private static Offset<Double> within(double bytes) {
		return Offset.offset(bytes);
	}

	private static HmacSignatureVerifier verifier(List<WebhookSecret> secrets) {
		return HmacSignatureVerifier.builder(() -> secrets).build();
	}

	private static List<WebhookSecret> secrets(int count) {
		List<WebhookSecret> secrets = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			secrets.add(new WebhookSecret("secret" + i, secret(i), null));
		}
		return secrets;
	}

	private static String secret(int number) {
		return "a-webhook-secret-with-the-number-" + number;
	}

	private double bytes(HmacSignatureVerifier verifier, String signature, Reason reason) {
		List<String> signatures = List.of(signature);
		double least = Double.MAX_VALUE;
		for (int attempt = 0; attempt < 4; attempt++) {
			int expected = 0;
			long before = THREADS.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < ROUNDS; i++) {
				expected += (verifier.verify(BODY, signatures).reason() == reason) ? 1 : 0;
			}
			least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS);
			assertThat(expected).isEqualTo(ROUNDS);
		}
		return least;
	}

}
