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

package io.automatum.testing;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * Remembers every signature that is made in this JVM, by a test to sign with and by the
 * client to compare with, so that it is recognised in a line without anything around it:
 * a provider in front of the platform's makes what is asked for an HMAC with SHA-256. A
 * digest that was never a signature is none.
 */
final class Signatures {

	private static final String ALGORITHM = "HmacSHA256";

	/** More than are made between two lines that could tell of them. */
	private static final int KEPT = 20_000;

	private static final int BYTES = 32;

	private static final int HEX = 2 * BYTES;

	private static final int BASE64 = 43;

	private static final Map<String, Boolean> MADE = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > KEPT;
		}

	});

	private static final Provider PLATFORM = platform();

	private static final Provider PROVIDER = new RecordingProvider();

	private Signatures() {
	}

	private static Provider platform() {
		try {
			return Mac.getInstance(ALGORITHM).getProvider();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has it", ex);
		}
	}

	static void record() {
		Security.insertProviderAt(PROVIDER, 1);
	}

	static void stopRecording() {
		Security.removeProvider(PROVIDER.getName());
	}

	/**
	 * Find a signature.
	 * @param text a line
	 * @return where it begins, -1 where there is none
	 */
	static int indexIn(String text) {
		int length = text.length();
		int start = 0;
		for (int i = 0; i <= length; i++) {
			char character = (i < length) ? text.charAt(i) : ' ';
			if (!isDigit(character)) {
				if (isSignature(text, start, i, character)) {
					return start;
				}
				start = i + 1;
			}
		}
		return -1;
	}

	private static boolean isDigit(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || character == '+' || character == '/';
	}

	private static boolean isSignature(String text, int start, int end, char next) {
		if (end - start == HEX) {
			return MADE.containsKey(text.substring(start, end).toLowerCase(Locale.ROOT)) && !isQueried(text, start);
		}
		return end - start == BASE64 && next == '=' && isBase64(text.substring(start, end + 1));
	}

	// Servers log what they are asked for. Automatum asks for nothing of the kind: only a
	// test that shows that no signature is taken from a URL.
	private static boolean isQueried(String text, int start) {
		return text.lastIndexOf('?', start) > text.lastIndexOf(' ', start);
	}

	private static boolean isBase64(String digits) {
		try {
			return MADE.containsKey(HexFormat.of().formatHex(Base64.getDecoder().decode(digits)));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Makes HMACs as the platform does, and remembers them.
	 */
	private static final class RecordingProvider extends Provider {

		private RecordingProvider() {
			super("SignatureRecorder", "1", "Remembers signatures");
			putService(new Service(this, "Mac", ALGORITHM, RecordingMac.class.getName(), null, null) {

				@Override
				public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
					return new RecordingMac(Mac.getInstance(ALGORITHM, PLATFORM));
				}

			});
		}

	}

	private static final class RecordingMac extends MacSpi {

		private final Mac mac;

		private RecordingMac(Mac mac) {
			this.mac = mac;
		}

		@Override
		protected int engineGetMacLength() {
			return this.mac.getMacLength();
		}

		@Override
		protected void engineInit(Key key, AlgorithmParameterSpec parameters)
				throws InvalidKeyException, InvalidAlgorithmParameterException {
			this.mac.init(key, parameters);
		}

		@Override
		protected void engineUpdate(byte input) {
			this.mac.update(input);
		}

		@Override
		protected void engineUpdate(byte[] input, int offset, int length) {
			this.mac.update(input, offset, length);
		}

		@Override
		protected byte[] engineDoFinal() {
			byte[] signature = this.mac.doFinal();
			MADE.put(HexFormat.of().formatHex(signature), Boolean.TRUE);
			return signature;
		}

		@Override
		protected void engineReset() {
			this.mac.reset();
		}

		@Override
		public Object clone() throws CloneNotSupportedException {
			return new RecordingMac((Mac) this.mac.clone());
		}

	}

}
