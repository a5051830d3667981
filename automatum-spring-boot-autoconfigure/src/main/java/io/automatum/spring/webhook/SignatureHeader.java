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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the value of a signature header says. Every digest has one text only in each form
 * that is accepted, so that no signature can be changed and still be taken: letters of
 * hexadecimal digits are of one case, Base64 is padded and its unused bits are zero.
 *
 * @param digests the digests, each of 32 bytes, at least one
 * @param timestamp the digits of the time that was signed too, null in the plain form
 */
record SignatureHeader(byte[][] digests, @Nullable String timestamp) {

	private static final int DIGEST_LENGTH = 32;

	private static final int HEX_LENGTH = 2 * DIGEST_LENGTH;

	private static final int BASE64_LENGTH = 44;

	private static final String PREFIX = "sha256=";

	/** Twelve digits of seconds reach the year 33658. */
	private static final int LONGEST_TIMESTAMP = 12;

	/** A time, and more digests than anybody has secrets. */
	private static final int LONGEST_TIMESTAMPED = 1024;

	/** The last digits of Base64 whose two unused bits are zero. */
	private static final String BASE64_LAST = "AEIMQUYcgkosw048";

	private static final int LOWER_CASE = 0x10;

	private static final int UPPER_CASE = 0x20;

	/** The value of a hexadecimal digit and, for letters, their case. */
	private static final byte[] HEX = new byte[128];

	static {
		for (int i = 0; i < HEX.length; i++) {
			HEX[i] = -1;
		}
		for (int i = 0; i < 10; i++) {
			HEX['0' + i] = (byte) i;
		}
		for (int i = 10; i < 16; i++) {
			HEX['a' + i - 10] = (byte) (i | LOWER_CASE);
			HEX['A' + i - 10] = (byte) (i | UPPER_CASE);
		}
	}

	/**
	 * Read a digest in hexadecimal digits or Base64, with or without {@code sha256=}.
	 * @param value the header's value
	 * @return what it says, null where it is of another form
	 */
	static @Nullable SignatureHeader plain(String value) {
		byte[] digest = digest(value, value.startsWith(PREFIX) ? PREFIX.length() : 0, value.length());
		return (digest != null) ? new SignatureHeader(new byte[][] { digest }, null) : null;
	}

	/**
	 * Read a time and digests as {@code t=…,v1=…}. Elements of other names belong to
	 * other schemes and prove nothing.
	 * @param value the header's value
	 * @return what it says, null where it is of another form
	 */
	static @Nullable SignatureHeader timestamped(String value) {
		if (value.length() > LONGEST_TIMESTAMPED) {
			return null;
		}
		String timestamp = null;
		List<byte[]> digests = new ArrayList<>(1);
		int start = 0;
		while (start <= value.length()) {
			int comma = value.indexOf(',', start);
			int end = (comma != -1) ? comma : value.length();
			if (value.startsWith("t=", start)) {
				if (timestamp != null || !isTimestamp(value, start + 2, end)) {
					return null;
				}
				timestamp = value.substring(start + 2, end);
			}
			else if (value.startsWith("v1=", start)) {
				byte[] digest = digest(value, start + 3, end);
				if (digest == null) {
					return null;
				}
				digests.add(digest);
			}
			else if (!isElement(value, start, end)) {
				return null;
			}
			start = end + 1;
		}
		return (timestamp != null && !digests.isEmpty())
				? new SignatureHeader(digests.toArray(byte[][]::new), timestamp) : null;
	}

	// Long.parseLong would take digits of every script, and a sign.
	private static boolean isTimestamp(String value, int start, int end) {
		for (int i = start; i < end; i++) {
			if (value.charAt(i) < '0' || value.charAt(i) > '9') {
				return false;
			}
		}
		return end > start && end - start <= LONGEST_TIMESTAMP;
	}

	private static boolean isElement(String value, int start, int end) {
		int equals = value.indexOf('=', start);
		return equals > start && equals < end;
	}

	private static byte @Nullable [] digest(String text, int start, int end) {
		return switch (end - start) {
			case HEX_LENGTH -> hex(text, start);
			case BASE64_LENGTH -> base64(text.substring(start, end));
			default -> null;
		};
	}

	// By a table and without branches on the digits, which no processor can foresee.
	private static byte @Nullable [] hex(String text, int start) {
		byte[] digest = new byte[DIGEST_LENGTH];
		int characters = 0;
		int entries = 0;
		for (int i = 0; i < DIGEST_LENGTH; i++) {
			char first = text.charAt(start + 2 * i);
			char second = text.charAt(start + 2 * i + 1);
			int high = HEX[first & 0x7F];
			int low = HEX[second & 0x7F];
			digest[i] = (byte) (high << 4 | low & 0x0F);
			characters |= first | second;
			entries |= high | low;
		}
		boolean digits = characters < HEX.length && entries >= 0;
		boolean mixed = (entries & LOWER_CASE) != 0 && (entries & UPPER_CASE) != 0;
		return (digits && !mixed) ? digest : null;
	}

	private static byte @Nullable [] base64(String text) {
		if (text.charAt(BASE64_LENGTH - 1) != '=' || BASE64_LAST.indexOf(text.charAt(BASE64_LENGTH - 2)) == -1) {
			return null;
		}
		try {
			byte[] digest = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
			return (digest.length == DIGEST_LENGTH) ? digest : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
