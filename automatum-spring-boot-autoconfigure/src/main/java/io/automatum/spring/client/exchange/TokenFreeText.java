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

package io.automatum.spring.client.exchange;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.automatum.spring.logging.SafeText;
import io.automatum.spring.oauth2.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a service sent fit for a message: without the access token that some
 * services echo, without other secrets, and without what forges a line. The reply to a
 * webhook that is created holds its secret, and a service may quote one it refuses.
 */
final class TokenFreeText {

	private static final int MESSAGE_LENGTH = 300;

	private static final String REDACTED = "[redacted]";

	/**
	 * What looks like a secret of the service's: with a digit, so not like a field's
	 * name.
	 */
	private static final Pattern SECRET = Pattern
		.compile("\\b(?:secret|whsec)_(?=[A-Za-z_+/=-]*[0-9])[A-Za-z0-9+/=_-]{6,}");

	/** The text of a field of JSON that is called a secret, also where it is cut off. */
	private static final Pattern FIELD = Pattern
		.compile("(\"[a-z0-9_-]{0,40}(?:secret|password|access_?token)[a-z0-9_-]{0,40}\"\\s{0,9}:\\s{0,9}\")"
				+ "[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+", Pattern.CASE_INSENSITIVE);

	private TokenFreeText() {
	}

	static @Nullable String message(@Nullable String text, @Nullable AccessToken token) {
		return (text != null) ? clean(text, MESSAGE_LENGTH, token) : null;
	}

	static @Nullable String snippet(byte[] body, int length, @Nullable AccessToken token) {
		if (body.length == 0) {
			return null;
		}
		// A token cut in two by the limit would not be recognised: decode more than is
		// kept.
		int decoded = Math.min(body.length, 4 * length + 8192);
		return clean(new String(body, 0, decoded, StandardCharsets.UTF_8), length, token);
	}

	static String clean(String text, int length, @Nullable AccessToken token) {
		return SafeText.of(withoutSecrets(without(token, text)), length);
	}

	private static String withoutSecrets(String text) {
		String result = (text.indexOf('"') >= 0) ? FIELD.matcher(text).replaceAll("$1" + REDACTED) : text;
		return SECRET.matcher(result).replaceAll(REDACTED);
	}

	static String without(@Nullable AccessToken token, String text) {
		return (token != null) ? text.replace(token.value(), REDACTED) : text;
	}

}
