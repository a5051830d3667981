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

package io.automatum.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.stripe.net.Webhook.Signature;
import io.automatum.spring.webhook.HmacSignatureVerifier;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSigner;

/**
 * Verifies one delivery again and again, beside the HMAC alone and beside other
 * libraries, in rounds that take turns. The others are given the text that they want, for
 * which an endpoint would have to decode its bytes first.
 */
final class Verification {

	private static final String KEY = Base64.getEncoder()
		.encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

	private static final List<WebhookSecret> SECRETS = List.of(new WebhookSecret("only", KEY, null));

	private static final int BATCH = 100;

	private static final int WARM_UP = 20_000;

	private final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory
		.getThreadMXBean();

	private final long thread = Thread.currentThread().getId();

	/** Keeps the compiler from leaving out what nobody looks at. */
	private long accepted;

	static void run(Options options) throws Exception {
		Verification verification = new Verification();
		int rounds = options.number("rounds", 25);
		Duration time = Duration.ofMillis(options.number("millis", 200));
		for (String size : options.text("sizes", "1024,16384").split(",")) {
			verification.compare(Integer.parseInt(size), rounds, time);
		}
	}

	private void compare(int size, int rounds, Duration time) throws Exception {
		List<Verifier> verifiers = verifiers(body(size));
		double[][] rates = new double[verifiers.size()][rounds];
		double[] bytes = new double[verifiers.size()];
		for (Verifier verifier : verifiers) {
			allocation(verifier, WARM_UP);
			measure(verifier, time);
		}
		for (int round = 0; round < rounds; round++) {
			for (int i = 0; i < verifiers.size(); i++) {
				rates[i][round] = measure(verifiers.get(i), time);
			}
		}
		for (int i = 0; i < verifiers.size(); i++) {
			bytes[i] = allocation(verifiers.get(i), 10_000);
		}
		System.out.printf(Locale.ROOT, "%n%d bytes, medians of %d rounds%n%-34s %12s %10s %12s %10s%n", size, rounds,
				"", "k/s a core", "of a Mac", "Automatum is", "bytes");
		for (int i = 0; i < verifiers.size(); i++) {
			System.out.printf(Locale.ROOT, "%-34s %12.0f %10.3f %11.2fx %10.0f%n", verifiers.get(i).name(),
					Figures.median(rates[i]) / 1000, ratio(rates[i], rates[0]), ratio(rates[1], rates[i]), bytes[i]);
		}
		System.out.println("Accepted " + this.accepted);
	}

	private static double ratio(double[] rates, double[] others) {
		double[] ratios = new double[rates.length];
		for (int i = 0; i < rates.length; i++) {
			ratios[i] = rates[i] / others[i];
		}
		return Figures.median(ratios);
	}

	// Of the thread's own time, so that other programs do not matter much.
	private double measure(Verifier verifier, Duration time) throws Exception {
		verifier.sign().run();
		long start = this.threads.getCurrentThreadCpuTime();
		long end = start + time.toNanos();
		long count = 0;
		long now;
		do {
			for (int i = 0; i < BATCH; i++) {
				this.accepted += verifier.verify().run();
			}
			count += BATCH;
			now = this.threads.getCurrentThreadCpuTime();
		}
		while (now < end);
		return count * 1e9 / (now - start);
	}

	private double allocation(Verifier verifier, int count) throws Exception {
		verifier.sign().run();
		double least = Double.MAX_VALUE;
		for (int attempt = 0; attempt < 3; attempt++) {
			long before = this.threads.getThreadAllocatedBytes(this.thread);
			for (int i = 0; i < count; i++) {
				this.accepted += verifier.verify().run();
			}
			least = Math.min(least, (this.threads.getThreadAllocatedBytes(this.thread) - before) / (double) count);
		}
		return least;
	}

	private static byte[] body(int size) {
		String start = "{\"id\":\"evt_1\",\"type\":\"metering.submitted\",\"data\":{\"note\":\"";
		String end = "\"}}";
		return (start + "x".repeat(size - start.length() - end.length()) + end).getBytes(StandardCharsets.US_ASCII);
	}

	private List<Verifier> verifiers(byte[] body) throws Exception {
		return List.of(mac(body), automatum(body), timestamped(body), text(body), stripe(body), svix(body));
	}

	private static Verifier mac(byte[] body) throws GeneralSecurityException {
		Mac mac = mac();
		return new Verifier("Mac, reused, and nothing else", () -> 0, () -> mac.doFinal(body).length >> 5);
	}

	private static Verifier automatum(byte[] body) {
		HmacSignatureVerifier verifier = HmacSignatureVerifier.builder(() -> SECRETS).build();
		return automatum("Automatum", verifier, body, new WebhookSigner(KEY).sign(body));
	}

	private static Verifier automatum(String name, HmacSignatureVerifier verifier, byte[] body, String signature) {
		List<String> signatures = List.of(signature);
		return new Verifier(name, () -> 0, () -> verifier.verify(body, signatures).genuine() ? 1 : 0);
	}

	private static Verifier timestamped(byte[] body) {
		HmacSignatureVerifier verifier = HmacSignatureVerifier.builder(() -> SECRETS)
			.timestamped(Duration.ofMinutes(60))
			.build();
		return automatum("Automatum, timestamped", verifier, body,
				new WebhookSigner(KEY).signTimestamped(body, Instant.now()));
	}

	// What one writes without a second thought.
	private static Verifier text(byte[] body) throws GeneralSecurityException {
		String signature = new WebhookSigner(KEY).sign(body);
		return new Verifier("Mac.getInstance and String", () -> 0, () -> {
			String text = new String(body, StandardCharsets.UTF_8);
			byte[] digest = mac().doFinal(text.getBytes(StandardCharsets.UTF_8));
			String expected = HexFormat.of().formatHex(digest);
			return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
					signature.getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
		});
	}

	private static Verifier stripe(byte[] body) throws GeneralSecurityException {
		String text = new String(body, StandardCharsets.UTF_8);
		String signature = Signature.generateSignatureHeader(text, KEY);
		return new Verifier("stripe-java", () -> 0, () -> Signature.verifyHeader(text, signature, KEY, 3600) ? 1 : 0);
	}

	private static Verifier svix(byte[] body) throws Exception {
		com.svix.Webhook webhook = new com.svix.Webhook("whsec_" + KEY);
		String text = new String(body, StandardCharsets.UTF_8);
		SvixHeaders headers = new SvixHeaders(webhook, text);
		return new Verifier("Svix", headers::sign, () -> {
			webhook.verify(text, headers.values);
			return 1;
		});
	}

	private static Mac mac() throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return mac;
	}

	/**
	 * Does something and counts.
	 */
	private interface Step {

		int run() throws Exception;

	}

	/**
	 * One to compare.
	 *
	 * @param name its name
	 * @param sign signs the delivery anew, before every round
	 * @param verify verifies it and returns 1
	 */
	private record Verifier(String name, Step sign, Step verify) {

	}

	/**
	 * Headers of Svix, which are good for five minutes.
	 */
	private static final class SvixHeaders {

		private final com.svix.Webhook webhook;

		private final String text;

		private Map<String, List<String>> values = Map.of();

		SvixHeaders(com.svix.Webhook webhook, String text) {
			this.webhook = webhook;
			this.text = text;
		}

		int sign() throws Exception {
			long now = Instant.now().getEpochSecond();
			this.values = Map.of("svix-id", List.of("msg_1"), "svix-timestamp", List.of(Long.toString(now)),
					"svix-signature", List.of(this.webhook.sign("msg_1", now, this.text)));
			return 0;
		}

	}

}
