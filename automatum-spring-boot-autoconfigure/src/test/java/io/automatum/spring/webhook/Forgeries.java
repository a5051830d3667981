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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.json.JsonMapper;

/**
 * Makes deliveries that nobody with the secret has signed out of such that somebody has.
 * A seed gives the same.
 */
final class Forgeries {

	static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private static final WebhookSigner SIGNER = new WebhookSigner(SECRET);

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final Random random;

	private final RandomJson json;

	Forgeries(Random random) {
		this.random = random;
		this.json = new RandomJson(random);
	}

	/**
	 * Return a delivery that is genuine.
	 */
	Delivery genuine() {
		byte[] body = this.json.event().getBytes(StandardCharsets.UTF_8);
		int form = this.random.nextInt(6);
		String signature = switch (form) {
			case 0 -> SIGNER.sign(body);
			case 1 -> SIGNER.signUpperCase(body);
			case 2 -> SIGNER.signPrefixed(body);
			case 3 -> SIGNER.signBase64(body);
			case 4 -> "sha256=" + SIGNER.signBase64(body);
			default -> SIGNER.signTimestamped(body, NOW.plusSeconds(this.random.nextInt(601) - 300));
		};
		return new Delivery(body, List.of(signature));
	}

	/**
	 * Return a delivery that is not.
	 */
	Delivery forged(Kind kind, Delivery genuine) {
		try {
			Delivery forged = forge(kind, genuine);
			boolean same = Arrays.equals(forged.body(), genuine.body())
					&& forged.signatures().equals(genuine.signatures());
			return same ? forge(Kind.BODY_BIT, genuine) : forged;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Delivery forge(Kind kind, Delivery genuine) throws GeneralSecurityException, IOException {
		byte[] body = genuine.body();
		String signature = genuine.signatures().get(0);
		int place = this.random.nextInt(signature.length());
		return switch (kind) {
			case BODY_BIT -> genuine.with(flip(body, this.random.nextInt(8 * body.length)));
			case SIGNATURE_BIT -> genuine.with(flip(signature, place, this.random.nextInt(16)));
			case SHORTER_BODY -> genuine.with(Arrays.copyOf(body, this.random.nextInt(body.length)));
			case LONGER_BODY -> genuine.with(longer(body));
			case BYTES_SWAPPED -> genuine.with(swapped(body));
			case SHORTER_SIGNATURE -> genuine.with(signature.substring(0, place));
			case LONGER_SIGNATURE -> genuine.with(signature + pick("0", "=", "==", " ", "\n", "\0", "f", signature));
			case SIGNATURE_WITHOUT_A_CHARACTER ->
				genuine.with(signature.substring(0, place) + signature.substring(place + 1));
			case SIGNATURE_WITH_A_CHARACTER -> genuine
				.with(signature.substring(0, place) + (char) this.random.nextInt(0x10000) + signature.substring(place));
			case OTHER_CHARACTER -> genuine.with(signature.substring(0, place) + otherCharacter(signature.charAt(place))
					+ signature.substring(place + 1));
			case DECORATED -> genuine.with(pick(" ", "\t", "\"", "0x", "SHA256=", "sha256:", "sha1=", "sha512=", "v1=",
					"v1,", "=", ",", "Bearer ") + signature);
			case SEVERAL -> new Delivery(body, pick(List.of(signature, signature), List.of("", signature),
					List.of(signature, "x"), List.of(signature + "," + signature), List.of(), List.of("")));
			case RANDOM_DIGEST -> genuine.with(text(random(32)));
			case DIGEST_REVERSED -> genuine.with(text(reversed(SloppyVerifiers.digest(SECRET, body))));
			case OTHER_SECRET -> genuine.with(text(hmac("HmacSHA256", random(1 + this.random.nextInt(64)), body)));
			case RELATED_SECRET -> genuine.with(text(hmac("HmacSHA256", relatedSecret(), body)));
			case OTHER_ALGORITHM -> genuine.with(text(otherAlgorithm(body)));
			case OTHER_ENCODING_OF_SIGNATURE -> genuine.with(otherText(SloppyVerifiers.digest(SECRET, body)));
			case OTHER_ENCODING_OF_BODY -> genuine.with(otherEncoding(body));
			case RESERIALISED -> reserialised(body);
			case OTHER_INVALID_UTF8 -> otherInvalidUtf8(body);
			case OTHER_TIME -> new Delivery(body, List.of(otherTime(body)));
			case OTHER_BODY -> genuine.with(this.json.event().getBytes(StandardCharsets.UTF_8));
		};
	}

	static byte[] flip(byte[] body, int bit) {
		byte[] flipped = body.clone();
		flipped[bit / 8] ^= (byte) (1 << (bit % 8));
		return flipped;
	}

	static String flip(String text, int place, int bit) {
		return text.substring(0, place) + (char) (text.charAt(place) ^ (1 << bit)) + text.substring(place + 1);
	}

	private byte[] longer(byte[] body) {
		byte[] longer = Arrays.copyOf(body, body.length + 1 + this.random.nextInt(64));
		if (this.random.nextBoolean()) {
			Arrays.fill(longer, body.length, longer.length, (byte) ' ');
		}
		return longer;
	}

	private byte[] swapped(byte[] body) {
		byte[] swapped = body.clone();
		int first = this.random.nextInt(body.length);
		int second = this.random.nextInt(body.length);
		swapped[first] = body[second];
		swapped[second] = body[first];
		return swapped;
	}

	// Digits of other scripts have the same numeric value; letters the other case.
	private char otherCharacter(char character) {
		if (character >= '0' && character <= '9') {
			return (char) (character - '0' + pick('\u0660', '\u06F0', '\u0966', '\uFF10', (char) ('0' + 0x100)));
		}
		boolean upperCase = Character.isUpperCase(character);
		return upperCase ? Character.toLowerCase(character) : Character.toUpperCase(character);
	}

	private String text(byte[] digest) {
		String hex = HexFormat.of().formatHex(digest);
		return pick(hex, hex.toUpperCase(Locale.ROOT), "sha256=" + hex, Base64.getEncoder().encodeToString(digest),
				"t=" + NOW.getEpochSecond() + ",v1=" + hex);
	}

	private String otherText(byte[] digest) {
		String hex = HexFormat.of().formatHex(digest);
		String base64 = Base64.getEncoder().encodeToString(digest);
		return pick(HexFormat.ofDelimiter(":").formatHex(digest), HexFormat.ofDelimiter(" ").formatHex(digest),
				"0x" + hex, base64.substring(0, 43), base64.substring(0, 43) + "%3D",
				Base64.getUrlEncoder().withoutPadding().encodeToString(digest),
				Base64.getEncoder().encodeToString(hex.getBytes(StandardCharsets.US_ASCII)),
				new BigInteger(1, digest).toString(), new String(digest, StandardCharsets.ISO_8859_1),
				base64.substring(0, 42) + (char) (base64.charAt(42) + 1) + "=", base64.substring(0, 42) + "==",
				base64.substring(0, 20) + "\r\n" + base64.substring(20),
				hex.substring(0, 32) + hex.substring(32).toUpperCase(Locale.ROOT),
				"t=" + NOW.getEpochSecond() + ",v0=" + hex, "t=" + NOW.getEpochSecond() + ",v1=" + hex);
	}

	private byte[] relatedSecret() throws GeneralSecurityException {
		byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
		return pick(SECRET.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
				SECRET.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
				(SECRET + "\n").getBytes(StandardCharsets.UTF_8), (" " + SECRET).getBytes(StandardCharsets.UTF_8),
				SECRET.getBytes(StandardCharsets.UTF_16LE), Arrays.copyOf(secret, 16),
				SECRET.substring(6).getBytes(StandardCharsets.UTF_8), Base64.getDecoder().decode(SECRET.substring(6)),
				MessageDigest.getInstance("SHA-256").digest(secret), Base64.getEncoder().encode(secret),
				reversed(secret), new byte[] { 0 }, "secret".getBytes(StandardCharsets.UTF_8));
	}

	private byte[] otherAlgorithm(byte[] body) throws GeneralSecurityException {
		byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
		MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
		return switch (this.random.nextInt(9)) {
			case 0 -> hmac("HmacSHA1", secret, body);
			case 1 -> hmac("HmacSHA512", secret, body);
			case 2 -> Arrays.copyOf(hmac("HmacSHA512", secret, body), 32);
			case 3 -> hmac("HmacSHA512/256", secret, body);
			case 4 -> sha256.digest(body);
			case 5 -> {
				sha256.update(secret);
				yield sha256.digest(body);
			}
			case 6 -> {
				sha256.update(body);
				yield sha256.digest(secret);
			}
			case 7 -> hmac("HmacSHA256", body, secret);
			default -> hmac("HmacSHA256", secret, sha256.digest(body));
		};
	}

	private byte[] otherEncoding(byte[] body) throws IOException {
		String text = new String(body, StandardCharsets.UTF_8);
		return switch (this.random.nextInt(9)) {
			case 0 -> text.getBytes(StandardCharsets.UTF_16LE);
			case 1 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
			case 2 -> text.getBytes(StandardCharsets.ISO_8859_1);
			case 3 -> (text + "\n").getBytes(StandardCharsets.UTF_8);
			case 4 -> Base64.getEncoder().encode(body);
			case 5 -> HexFormat.of().formatHex(body).getBytes(StandardCharsets.US_ASCII);
			case 6 -> URLEncoder.encode(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII);
			case 7 -> ("payload=" + text).getBytes(StandardCharsets.UTF_8);
			default -> gzip(body);
		};
	}

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(body);
		}
		return bytes.toByteArray();
	}

	// The sender signed the form that a library would give.
	private Delivery reserialised(byte[] body) {
		byte[] signed = MAPPER.writeValueAsBytes(MAPPER.readTree(body));
		byte[] pretty = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(MAPPER.readTree(body));
		return new Delivery((this.random.nextBoolean() && !Arrays.equals(signed, body)) ? body : pretty,
				List.of(SIGNER.sign(signed)));
	}

	// As text, both are the replacement character.
	private static Delivery otherInvalidUtf8(byte[] body) {
		byte[] signed = "{\"type\":\"\uFFFD\",\"data\":{}}".getBytes(StandardCharsets.UTF_8);
		byte[] forged = "{\"type\":\"\u00FF\",\"data\":{}}".getBytes(StandardCharsets.ISO_8859_1);
		return new Delivery(concatenate(forged, body), List.of(SIGNER.sign(concatenate(signed, body))));
	}

	private static byte[] concatenate(byte[] first, byte[] second) {
		byte[] result = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, result, first.length, second.length);
		return result;
	}

	private String otherTime(byte[] body) {
		Instant time = NOW.plusSeconds(this.random.nextInt(600) - 300);
		String signed = "t=" + time.getEpochSecond();
		String signature = SIGNER.signTimestamped(body, time);
		return pick(signature.replace(signed, "t=" + (time.getEpochSecond() + 1)),
				signature.replace(signed, "t=0" + time.getEpochSecond()),
				signature.replace(signed, signed + "." + body.length), signature.replace(signed, signed + "," + signed),
				"t=" + NOW.getEpochSecond() + ",v1=" + SIGNER.sign(body),
				SIGNER.signTimestamped(body, NOW.plusSeconds(301 + this.random.nextInt(100_000))),
				SIGNER.signTimestamped(body, NOW.minusSeconds(301 + this.random.nextInt(100_000))));
	}

	private static byte[] hmac(String algorithm, byte[] secret, byte[] body) throws GeneralSecurityException {
		Mac mac = Mac.getInstance(algorithm);
		mac.init(new SecretKeySpec(secret, algorithm));
		return mac.doFinal(body);
	}

	private static byte[] reversed(byte[] bytes) {
		byte[] reversed = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			reversed[i] = bytes[bytes.length - 1 - i];
		}
		return reversed;
	}

	private byte[] random(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	@SafeVarargs
	private <T> T pick(T... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	/**
	 * How a delivery is forged.
	 */
	enum Kind {

		BODY_BIT, SIGNATURE_BIT, SHORTER_BODY, LONGER_BODY, BYTES_SWAPPED, SHORTER_SIGNATURE, LONGER_SIGNATURE,
		SIGNATURE_WITHOUT_A_CHARACTER, SIGNATURE_WITH_A_CHARACTER, OTHER_CHARACTER, DECORATED, SEVERAL, RANDOM_DIGEST,
		DIGEST_REVERSED, OTHER_SECRET, RELATED_SECRET, OTHER_ALGORITHM, OTHER_ENCODING_OF_SIGNATURE,
		OTHER_ENCODING_OF_BODY, RESERIALISED, OTHER_INVALID_UTF8, OTHER_TIME, OTHER_BODY

	}

	/**
	 * A body with the values of its signature headers.
	 *
	 * @param body the body
	 * @param signatures the values
	 */
	record Delivery(byte[] body, List<String> signatures) {

		Delivery with(byte[] body) {
			return new Delivery(body, this.signatures);
		}

		Delivery with(String signature) {
			return new Delivery(this.body, List.of(signature));
		}

		boolean timestamped() {
			return !this.signatures.isEmpty() && this.signatures.get(0).startsWith("t=");
		}

	}

}
