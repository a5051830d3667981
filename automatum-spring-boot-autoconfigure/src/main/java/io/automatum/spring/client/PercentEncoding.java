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

package io.automatum.spring.client;

import java.nio.charset.StandardCharsets;

import org.springframework.util.Assert;

/**
 * Percent-encoding of one name, value or path segment (RFC 3986, section 2.1).
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class PercentEncoding {

	private static final char[] HEX = "0123456789ABCDEF".toCharArray();

	private PercentEncoding() {
	}

	/**
	 * Encode a text: everything but letters, digits and {@code -._~} of ASCII.
	 * @param text the text
	 * @return the encoded text
	 * @throws IllegalArgumentException if it has half of a surrogate pair, which would be
	 * sent as a question mark
	 */
	public static String encode(String text) {
		StringBuilder result = new StringBuilder(text.length() + 16);
		append(result, text);
		return result.toString();
	}

	static void append(StringBuilder target, String text) {
		int length = text.length();
		int i = 0;
		while (i < length && isUnreserved(text.charAt(i))) {
			i++;
		}
		target.append(text, 0, i);
		if (i == length) {
			return;
		}
		Assert.isTrue(StandardCharsets.UTF_8.newEncoder().canEncode(text),
				"Half of a surrogate pair cannot be percent-encoded");
		for (byte octet : text.substring(i).getBytes(StandardCharsets.UTF_8)) {
			char character = (char) (octet & 0xff);
			if (isUnreserved(character)) {
				target.append(character);
			}
			else {
				target.append('%').append(HEX[character >> 4]).append(HEX[character & 0xf]);
			}
		}
	}

	private static boolean isUnreserved(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || character == '-' || character == '.' || character == '_'
				|| character == '~';
	}

}
