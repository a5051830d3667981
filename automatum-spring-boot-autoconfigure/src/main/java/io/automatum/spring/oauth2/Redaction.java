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

package io.automatum.spring.oauth2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.automatum.spring.logging.SafeText;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * Takes the secrets of one token request out of a text that came from outside: servers
 * echo what they were sent, whole or cut off, as it was or encoded.
 */
final class Redaction {

	private static final String MASK = "******";

	private static final String WITHHELD = "[withheld: it repeated a credential]";

	/**
	 * How much of a secret gives it away; an echo is often cut off.
	 */
	private static final int TELLING_PREFIX = 12;

	private static final Pattern MEMBER = Pattern.compile("((?:access_token|refresh_token|id_token|client_secret"
			+ "|client_assertion|password|authorization)\\\\?[\"']?\\s*[:=]\\s*)(\\\\?\"[^\"]*\"?|'[^']*'?|[^\\s\"'&,;}<]+)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern SCHEME = Pattern.compile("\\b(Bearer|Basic)\\s+[A-Za-z0-9._~+/=-]{12,}",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern SECRET = Pattern.compile("secret_[A-Za-z0-9_-]{4,}");

	private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

	private static final Pattern PERCENT_ESCAPE = Pattern.compile("%([0-9a-fA-F]{2})");

	private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

	private final List<String> secrets;

	private final List<Pattern> patterns;

	Redaction(ClientCredentials credentials, @Nullable AccessToken held) {
		this(List.of(credentials.secret(), base64(credentials.id() + ":" + credentials.secret()),
				(held != null) ? held.value() : ""));
	}

	private Redaction(List<String> secrets) {
		this.secrets = secrets.stream().map(String::strip).filter((secret) -> !secret.isEmpty()).toList();
		this.patterns = new ArrayList<>();
		for (String secret : this.secrets) {
			addPattern(secret);
			addPattern(URLEncoder.encode(secret, StandardCharsets.UTF_8));
			addPattern(base64(secret));
		}
	}

	/**
	 * Return this redaction with one more secret.
	 * @param secret the secret
	 * @return the redaction
	 */
	Redaction and(String secret) {
		List<String> more = new ArrayList<>(this.secrets);
		more.add(secret);
		return new Redaction(more);
	}

	private void addPattern(String value) {
		String telling = (value.length() >= TELLING_PREFIX + 4)
				? Pattern.quote(value.substring(0, TELLING_PREFIX)) + "[A-Za-z0-9._~+/=%-]*" : "";
		this.patterns.add(Pattern.compile(Pattern.quote(value), Pattern.CASE_INSENSITIVE));
		if (!telling.isEmpty()) {
			this.patterns.add(Pattern.compile(telling, Pattern.CASE_INSENSITIVE));
		}
	}

	private static String base64(String value) {
		return Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return a text without secrets and without control characters.
	 * @param text the text
	 * @param length the most characters to return
	 * @return the text, fit for a message
	 */
	String clean(String text, int length) {
		String result = text;
		for (Pattern pattern : this.patterns) {
			result = pattern.matcher(result).replaceAll(MASK);
		}
		result = MEMBER.matcher(result).replaceAll("$1" + MASK);
		result = SCHEME.matcher(result).replaceAll("$1 " + MASK);
		result = SECRET.matcher(result).replaceAll(MASK);
		if (repeatsSecret(result)) {
			return WITHHELD;
		}
		return SafeText.of((result.length() > length) ? result.substring(0, length) : result);
	}

	/**
	 * Return whether a text may be shown as it is.
	 * @param text the text
	 * @return {@code false} if it holds something that looks like a secret
	 */
	boolean isClean(@Nullable String text) {
		return text == null || clean(text, text.length()).equals(SafeText.of(text));
	}

	private boolean repeatsSecret(String text) {
		return containsSecret(text) || containsSecret(WHITE_SPACE.matcher(text).replaceAll(""))
				|| containsSecret(HtmlUtils.htmlUnescape(text)) || containsSecret(unescape(text))
				|| containsSecret(percentDecoded(text));
	}

	private boolean containsSecret(String text) {
		String lowerCase = text.toLowerCase(Locale.ROOT);
		return this.secrets.stream().anyMatch((secret) -> lowerCase.contains(secret.toLowerCase(Locale.ROOT)));
	}

	private static String unescape(String text) {
		return UNICODE_ESCAPE.matcher(text)
			.replaceAll(
					(match) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))))
			.replace("\\", "");
	}

	private static String percentDecoded(String text) {
		// Not a strict decoder: a lone % elsewhere must not hide what is encoded here
		return PERCENT_ESCAPE.matcher(text)
			.replaceAll(
					(match) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
	}

}
