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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.oauth2.AccessToken;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A reply whose body has been read.
 *
 * @param call the call that is answered
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body, decompressed
 * @param token the token that the request carried, to be kept out of messages
 */
record Reply(Call call, int status, HttpHeaders headers, byte[] body,
		@Nullable AccessToken token) implements CallListener.ReceivedReply {

	static final byte[] NO_BODY = new byte[0];

	private static final List<String> REQUEST_ID_HEADERS = List.of("X-Request-Id", "X-Request-ID", "X-Correlation-Id",
			"X-Amzn-RequestId", "X-Amz-Cf-Id", "CF-Ray");

	private static final List<String> SECRET_HEADERS = List.of("set-cookie", "set-cookie2", "authorization",
			"proxy-authorization", "authentication-info");

	private static final int HEADER_LENGTH = 256;

	private static final int MAX_HEADERS = 64;

	ErrorDetails details(@Nullable String type, @Nullable String code, @Nullable String message) {
		return new ErrorDetails(this.call.method().name(), this.call.uriTemplate(), this.status,
				TokenFreeText.message(type, this.token), TokenFreeText.message(code, this.token),
				TokenFreeText.message(message, this.token), requestId(), safeHeaders(),
				TokenFreeText.snippet(this.body, ErrorDetails.SNIPPET_LENGTH, this.token));
	}

	ErrorDetails details() {
		return details(null, null, null);
	}

	@Override
	public @Nullable String requestId() {
		return requestId(this.headers, this.token);
	}

	static @Nullable String requestId(HttpHeaders headers, @Nullable AccessToken token) {
		for (String name : REQUEST_ID_HEADERS) {
			String value = headers.getFirst(name);
			if (value != null && !value.isBlank()) {
				return TokenFreeText.clean(value, 128, token);
			}
		}
		return null;
	}

	@Override
	public String withoutToken(String text) {
		return TokenFreeText.without(this.token, text);
	}

	boolean isJson() {
		String type = this.headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (type == null) {
			return true;
		}
		int end = type.indexOf(';');
		String mediaType = ((end >= 0) ? type.substring(0, end) : type).strip().toLowerCase(Locale.ROOT);
		return mediaType.endsWith("/json") || mediaType.endsWith("+json");
	}

	private Map<String, List<String>> safeHeaders() {
		Map<String, List<String>> result = new LinkedHashMap<>();
		this.headers.forEach((name, values) -> {
			String lowerCase = TokenFreeText.clean(name, HEADER_LENGTH, this.token).toLowerCase(Locale.ROOT);
			if (result.size() < MAX_HEADERS && !SECRET_HEADERS.contains(lowerCase)) {
				result.put(lowerCase,
						values.stream().map((value) -> TokenFreeText.clean(value, HEADER_LENGTH, this.token)).toList());
			}
		});
		return result;
	}

	@Override
	public String toString() {
		return this.call + " answered with " + this.status;
	}

}
