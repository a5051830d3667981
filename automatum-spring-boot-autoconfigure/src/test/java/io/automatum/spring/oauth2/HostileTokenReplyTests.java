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

import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.UnexpectedResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a token endpoint may answer instead of what it should: a typed failure or a sane
 * life, and never a request per call.
 */
class HostileTokenReplyTests {

	private static final long ASSUMED = 300;

	private static final long LONGEST = 86400;

	private final StubEndpoint endpoint = new StubEndpoint();

	@ParameterizedTest(name = "expires_in: {0} is {1} s")
	@MethodSource("lives")
	void lifeIsSaneWhateverIsSaid(String expiresIn, long seconds) {
		this.endpoint.answer(
				() -> StubEndpoint.reply(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"" + expiresIn + "}"));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		AccessToken token = StubEndpoint.tokenNow(provider);
		assertThat(provider.status().remaining()).isEqualTo(Duration.ofSeconds(seconds));
		assertThat(token.expiresAt()).isEqualTo(StubEndpoint.START.plusSeconds(seconds));
		for (int call = 0; call < 100; call++) {
			assertThat(StubEndpoint.tokenNow(provider)).isSameAs(token);
		}
		assertThat(this.endpoint.asked()).isOne();
	}

	static Stream<Arguments> lives() {
		return Stream.of(Arguments.of("", ASSUMED), Arguments.of(",\"expires_in\":null", ASSUMED),
				Arguments.of(",\"expires_in\":0", ASSUMED), Arguments.of(",\"expires_in\":-1", ASSUMED),
				Arguments.of(",\"expires_in\":-9223372036854775808", ASSUMED),
				Arguments.of(",\"expires_in\":0.4", ASSUMED), Arguments.of(",\"expires_in\":\"soon\"", ASSUMED),
				Arguments.of(",\"expires_in\":\"\"", ASSUMED), Arguments.of(",\"expires_in\":\"NaN\"", ASSUMED),
				Arguments.of(",\"expires_in\":\"-5\"", ASSUMED), Arguments.of(",\"expires_in\":\"0x1p9\"", ASSUMED),
				Arguments.of(",\"expires_in\":true", ASSUMED), Arguments.of(",\"expires_in\":[3600]", ASSUMED),
				Arguments.of(",\"expires_in\":{\"seconds\":3600}", ASSUMED),
				Arguments.of(",\"expires_in\":\"3600\"", 3600), Arguments.of(",\"expires_in\":\" 3600 \"", 3600),
				Arguments.of(",\"expires_in\":3599.9", 3599), Arguments.of(",\"expires_in\":\"3599.9\"", 3599),
				Arguments.of(",\"expires_in\":3.6e3", 3600), Arguments.of(",\"expires_in\":1", 1),
				Arguments.of(",\"expires_in\":2147483648", LONGEST),
				Arguments.of(",\"expires_in\":9223372036854775807", LONGEST),
				Arguments.of(",\"expires_in\":" + "9".repeat(500), LONGEST),
				Arguments.of(",\"expires_in\":1e999999999", LONGEST),
				Arguments.of(",\"expires_in\":\"" + "9".repeat(30) + "\"", LONGEST),
				Arguments.of(",\"expires_in\":\"" + "9".repeat(5000) + "\"", ASSUMED));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("replies")
	void replyWithoutATokenIsATypedFailureAtMostOnceASecond(int status, String body,
			Class<? extends AutomatumException> type) {
		this.endpoint.answer(() -> StubEndpoint.reply(status, body, "Content-Type", "application/json"));
		ClientCredentialsTokenProvider provider = this.endpoint.provider();
		for (int call = 0; call < 50; call++) {
			AutomatumException failure = StubEndpoint.failureNow(provider);
			assertThat(failure).isExactlyInstanceOf(type).hasMessageContaining("token.example/oauth/token");
			assertThat(failure.getMessage()).hasSizeLessThan(1200).matches("[^\\p{Cntrl}]*");
			assertThat(failure.status()).isEqualTo(status);
			assertThat(failure.method()).isEqualTo("POST");
			assertThat(failure.uriTemplate()).isEqualTo("/oauth/token");
		}
		assertThat(this.endpoint.asked()).isOne();
		assertThat(provider.status().held()).isFalse();
	}

	static Stream<Arguments> replies() {
		return Stream.of(
				// Success that is none
				Arguments.of(200, "", DecodingException.class), Arguments.of(204, "", DecodingException.class),
				Arguments.of(200, "<!DOCTYPE html><html><body>Sign in</body></html>", DecodingException.class),
				Arguments.of(200, "{\"access_token\":\"abc", DecodingException.class),
				Arguments.of(200, "{\"access_token\":\"abc\",", DecodingException.class),
				Arguments.of(200, "{}", DecodingException.class), Arguments.of(200, "[]", DecodingException.class),
				Arguments.of(200, "null", DecodingException.class), Arguments.of(200, "42", DecodingException.class),
				Arguments.of(200, "\"token\"", DecodingException.class),
				Arguments.of(200, "access_token=abc&token_type=bearer", DecodingException.class),
				Arguments.of(200, "{\"access_token\":\"a\"} {\"access_token\":\"b\"}", DecodingException.class),
				Arguments.of(200, "{\"access_token\":\"a\",\"access_token\":\"b\"}", DecodingException.class),
				Arguments.of(200, "[".repeat(10_000), DecodingException.class),
				Arguments.of(200, "{\"a\":".repeat(10_000), DecodingException.class),
				Arguments.of(200, "{\"access_token\":\"" + "x".repeat(70_000) + "\"}", DecodingException.class),
				// A token that is none
				Arguments.of(200, token("null"), DecodingException.class),
				Arguments.of(200, token("\"\""), DecodingException.class),
				Arguments.of(200, token("\"  \""), DecodingException.class),
				Arguments.of(200, token("12345"), DecodingException.class),
				Arguments.of(200, token("true"), DecodingException.class),
				Arguments.of(200, token("{\"value\":\"abc\"}"), DecodingException.class),
				Arguments.of(200, token("[\"abc\"]"), DecodingException.class),
				Arguments.of(200, token("\"abc\\r\\nX-Evil: 1\""), DecodingException.class),
				Arguments.of(200, token("\"abc\\n\""), DecodingException.class),
				Arguments.of(200, token("\"abc\\u0000\""), DecodingException.class),
				Arguments.of(200, token("\"abc\\u007f\""), DecodingException.class),
				Arguments.of(200, token("\"abc\\u2028\""), DecodingException.class),
				Arguments.of(200, token("\"töken\""), DecodingException.class),
				Arguments.of(200, token("\"abc def\""), DecodingException.class),
				Arguments.of(200, token("\"" + "x".repeat(20_000) + "\""), DecodingException.class),
				// A type that is none
				Arguments.of(200, type("\"mac\""), DecodingException.class),
				Arguments.of(200, type("\"DPoP\""), DecodingException.class),
				Arguments.of(200, type("\"\""), DecodingException.class),
				Arguments.of(200, type("7"), DecodingException.class),
				// Errors with status 200
				Arguments.of(200, "{\"error\":\"invalid_client\"}", AuthenticationFailedException.class),
				Arguments.of(200, "{\"error\":\"invalid_client\",\"access_token\":\"abc\"}",
						AuthenticationFailedException.class),
				Arguments.of(200, "{\"error\":\"temporarily_unavailable\"}", ServerErrorException.class),
				Arguments.of(200, "{\"error\":\"something\"}", ServerErrorException.class),
				Arguments.of(200, "{\"error\":{}}", ServerErrorException.class),
				Arguments.of(200, "{\"error\":true}", ServerErrorException.class),
				Arguments.of(200, "{\"error\":\"invalid_request\"}", RequestRejectedException.class),
				Arguments.of(200, "{\"code\":401,\"message\":\"no\"}", AuthenticationFailedException.class),
				Arguments.of(200, "{\"code\":503,\"message\":\"no\"}", ServerErrorException.class),
				// Errors
				Arguments.of(400, "{\"error\":\"invalid_client\"}", AuthenticationFailedException.class),
				Arguments.of(400, "{\"error\":\"unauthorized_client\"}", AuthenticationFailedException.class),
				Arguments.of(400, "{\"error\":\"invalid_scope\"}", RequestRejectedException.class),
				Arguments.of(400, "{\"error\":\"invalid_request\",\"error_description\":\"a\\r\\nb\\u001b[31m\"}",
						RequestRejectedException.class),
				Arguments.of(400, "{\"error\":\"" + "x".repeat(5000) + "\"}", RequestRejectedException.class),
				Arguments.of(400, "{\"error\":\"x\",\"error_description\":\"" + "y".repeat(5000) + "\"}",
						RequestRejectedException.class),
				Arguments.of(401, "", AuthenticationFailedException.class),
				Arguments.of(401, "<html>", AuthenticationFailedException.class),
				Arguments.of(401, "{\"error\":{\"type\":\"auth\",\"message\":\"no\",\"code\":\"X\"}}",
						AuthenticationFailedException.class),
				Arguments.of(403, "Forbidden", AuthenticationFailedException.class),
				Arguments.of(404, "<html>", UnexpectedResponseException.class),
				Arguments.of(405, "", UnexpectedResponseException.class),
				Arguments.of(400, "", UnexpectedResponseException.class),
				Arguments.of(422, "{\"code\":422,\"message\":\"no\"}", RequestRejectedException.class),
				Arguments.of(429, "", RateLimitedException.class), Arguments.of(500, "", ServerErrorException.class),
				Arguments.of(500, "{\"access_token\":\"abc\"}", ServerErrorException.class),
				Arguments.of(502, "<html>", ServerErrorException.class),
				Arguments.of(503, "x".repeat(200_000), ServerErrorException.class),
				Arguments.of(500, "{\"error\":\"invalid_client\"}", AuthenticationFailedException.class),
				Arguments.of(302, "", UnexpectedResponseException.class),
				Arguments.of(308, "", UnexpectedResponseException.class));
	}

	@Test
	void wellFormedRepliesOfOtherShapesAreAccepted() {
		for (String body : new String[] { "{\"access_token\":\"abc\"}",
				"{\"access_token\":\"abc\",\"token_type\":\"bearer\"}",
				"{\"access_token\":\"abc\",\"token_type\":\"BEARER\",\"error\":null}",
				"{\"access_token\":\"abc\",\"token_type\":null,\"error\":\"\",\"code\":200}",
				" \r\n{\"access_token\":\"abc\",\"unknown\":[1,{\"a\":null}]}\n" }) {
			StubEndpoint other = new StubEndpoint();
			other.answer(() -> StubEndpoint.reply(200, body, "Content-Type", "text/plain"));
			assertThat(StubEndpoint.tokenNow(other.provider()).value()).isEqualTo("abc");
		}
	}

	@Test
	void scopesAreReadInEitherFormAndOnlyWhereTheyCanBeShown() {
		assertThat(scopes("\"read:customers  write:metering\"")).containsExactlyInAnyOrder("read:customers",
				"write:metering");
		assertThat(scopes("[\"a\",\"b\",7,null]")).containsExactlyInAnyOrder("a", "b");
		assertThat(scopes("\"ok \\u0007bell secret_of_the_application the-new-token \\\"x\\\"\""))
			.containsExactly("ok");
		assertThat(scopes("42")).isEmpty();
	}

	private static Set<String> scopes(String scope) {
		StubEndpoint other = new StubEndpoint();
		other.answer(() -> StubEndpoint.reply(200, "{\"access_token\":\"the-new-token\",\"scope\":" + scope + "}"));
		return StubEndpoint.tokenNow(other.provider()).scopes();
	}

	private static String token(String value) {
		return "{\"access_token\":" + value + ",\"token_type\":\"Bearer\",\"expires_in\":3600}";
	}

	private static String type(String value) {
		return "{\"access_token\":\"abc\",\"token_type\":" + value + ",\"expires_in\":3600}";
	}

}
