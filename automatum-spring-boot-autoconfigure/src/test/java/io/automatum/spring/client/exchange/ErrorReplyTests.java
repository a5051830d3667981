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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ConflictException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.FieldError;
import io.automatum.spring.client.InsufficientScopeException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.RequestRejectedException;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for refused replies of every status and shape.
 */
class ErrorReplyTests {

	private static final CallOptions ONCE = CallOptions.none().noRetry();

	private static final ListQuery QUERY = ListQuery.create().param("search", "jane.doe@example.com");

	private final ScriptedServer server = ScriptedServer.start();

	private final StubTokens tokens = new StubTokens();

	private final ClientFixture client = ClientFixture.at(this.server.uri()).tokens(this.tokens).build();

	private CustomerRepository customers;

	@BeforeEach
	void createRepository() {
		this.customers = this.client.repositories().customers();
	}

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	static Stream<Row> rows() {
		List<Row> rows = new ArrayList<>();
		int[] statuses = { 300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411,
				412, 413, 414, 415, 418, 421, 422, 423, 425, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507,
				508, 520, 524, 599, 600, 999 };
		for (int status : statuses) {
			for (Shape shape : Shape.values()) {
				if (shape != Shape.TEN_MEGABYTES || status == 302 || status == 404 || status == 422 || status == 503) {
					rows.add(new Row(status, shape));
				}
			}
		}
		return rows.stream();
	}

	@ParameterizedTest
	@MethodSource("rows")
	void refusedReplyBecomesItsOneTypedException(Row row) {
		this.server.answering(row.shape().answer(row.status()));
		AutomatumException failure = catchThrowableOfType(AutomatumException.class,
				() -> this.customers.findPage(QUERY, ONCE));
		assertThat(failure).isExactlyInstanceOf(row.type());
		assertThat(failure.status()).isEqualTo(row.status());
		assertThat(failure.method()).isEqualTo("GET");
		assertThat(failure.uriTemplate()).isEqualTo("/customers");
		assertThat(failure.requestId()).isEqualTo("req-1");
		assertThat(failure.isRetryable()).isEqualTo(row.status() == 429 || row.status() == 408 || row.status() >= 500);
		assertThat(failure.attempts()).isEqualTo((row.status() == 401) ? 2 : 1);
		assertThat(failure.headers()).doesNotContainKeys("set-cookie", "authorization");
		if (failure.bodySnippet() != null) {
			assertThat(failure.bodySnippet()).hasSizeLessThanOrEqualTo(ErrorDetails.SNIPPET_LENGTH + 1);
		}
		assertThat(failure.getMessage()).contains("GET /customers").contains("" + row.status());
		assertHoldsNoSecret(failure);
	}

	@ParameterizedTest
	@EnumSource
	void refusedCreateIsNoUnknownOutcome(Shape shape) {
		this.server.answering(shape.answer(422));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.customers
				.create(NewCustomer.builder().vendor(Vendor.AWS).email("jane.doe@example.com").build(), ONCE))
			.satisfies((failure) -> {
				assertThat(failure.idempotencyKey()).isNotBlank();
				assertHoldsNoSecret(failure);
			});
	}

	@Test
	void nestedErrorIsReadCompletely() {
		this.server.answering(Answer.json(422,
				"""
						{"error":{"type":"validation_error","message":"Invalid request","code":"INVALID_PARAMS",
						"errors":[{"field":"customerId","message":"is required"},{"field":"vendor","message":"is unknown"}]}}"""));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> {
				assertThat(failure.errorType()).isEqualTo("validation_error");
				assertThat(failure.errorCode()).isEqualTo("INVALID_PARAMS");
				assertThat(failure.details().errorMessage()).isEqualTo("Invalid request");
				assertThat(failure.fieldErrors()).containsExactly(new FieldError("customerId", "is required"),
						new FieldError("vendor", "is unknown"));
				assertThat(failure).hasMessageContaining("customerId").hasMessageContaining("INVALID_PARAMS");
			});
	}

	@Test
	void flatErrorIsReadCompletely() {
		this.server.answering(Answer.json(400, """
				{"code":400,"message":"Invalid request","errors":[{"field":"limit","message":"is too large"}]}"""));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> {
				assertThat(failure.errorCode()).isEqualTo("400");
				assertThat(failure.details().errorMessage()).isEqualTo("Invalid request");
				assertThat(failure.fieldErrors()).containsExactly(new FieldError("limit", "is too large"));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"errors\":[\"a\",7,null,[],{\"field\":3,\"message\":{}}],\"code\":422,\"message\":[]}",
			"{\"errors\":{\"name\":\"is short\",\"age\":[1]},\"code\":422,\"message\":\"x\"}",
			"{\"error\":{\"errors\":\"none\",\"message\":7,\"code\":{},\"type\":[1]}}",
			"{\"error\":{\"errors\":null,\"message\":null}}", "{\"error\":null,\"message\":null}", "{\"error\":7}",
			"null", "\"text\"", "true", "{}", "[[[]]]", "\u0000", "{\"message\":\"\\u0000\\u001b[31m\\u2028\"}" })
	void strangeErrorsOfTheFieldsAreReadAsFarAsTheyGo(String body) {
		this.server.answering(Answer.json(422, body));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies(ErrorReplyTests::assertHoldsNoSecret);
	}

	@Test
	void manyFieldErrorsAreCapped() {
		StringBuilder body = new StringBuilder("{\"error\":{\"type\":\"validation_error\",\"errors\":[");
		for (int i = 0; i < 5000; i++) {
			body.append("{\"field\":\"f").append(i).append("\",\"message\":\"").append("x".repeat(100)).append("\"},");
		}
		body.append("{}]}}");
		this.server.answering(Answer.json(422, body.toString()));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
			.satisfies((failure) -> {
				assertThat(failure.fieldErrors()).hasSize(200);
				assertThat(failure.getMessage()).hasSizeLessThan(3000);
			});
	}

	@ParameterizedTest
	@CsvSource({ "400,true", "401,false", "403,false", "404,false", "409,false", "422,true", "429,false", "500,false",
			"503,false", "418,false", "599,false" })
	void errorInsideASuccessfulReplyIsAnError(int code, boolean validation) {
		for (String body : List.of("{\"code\":" + code + ",\"message\":\"no\"}",
				"{\"code\":" + code + ",\"message\":\"no\",\"data\":null}",
				"{\"data\":null,\"message\":\"no\",\"code\":" + code + "}",
				"{\"data\":{},\"message\":\"no\",\"code\":" + code + "}",
				"{\"data\":[],\"message\":\"no\",\"code\":" + code + "}")) {
			this.server.answering(Answer.json(200, body));
			assertThatExceptionOfType(AutomatumException.class).as(body)
				.isThrownBy(() -> this.customers.findPage(QUERY, ONCE))
				.satisfies((failure) -> {
					assertThat(failure).isExactlyInstanceOf(new Row(code, Shape.FLAT).type());
					assertThat(failure.status()).isEqualTo(200);
					assertThat(failure.errorCode()).isEqualTo("" + code);
					assertThat(failure).hasMessageContaining("code " + code);
					assertHoldsNoSecret(failure);
				});
			if (code != 404) {
				assertThatExceptionOfType(AutomatumException.class).as(body)
					.isThrownBy(() -> this.customers.findById("cust_1", ONCE))
					.satisfies((failure) -> assertThat(failure).isExactlyInstanceOf(new Row(code, Shape.FLAT).type()));
			}
			assertThatExceptionOfType(AutomatumException.class).as(body)
				.isThrownBy(() -> this.customers.deleteById("cust_1", ONCE))
				.satisfies((failure) -> assertThat(failure).isExactlyInstanceOf(new Row(code, Shape.FLAT).type()));
		}
	}

	@Test
	void codeTwoHundredInsideAReplyIsNoError() {
		this.server.answering(Answer.json(200, "{\"code\":200,\"data\":{\"id\":\"cust_1\"}}"));
		assertThat(this.customers.findById("cust_1"))
			.hasValueSatisfying((customer) -> assertThat(customer.id()).isEqualTo("cust_1"));
		this.server.answering(Answer.json(200, "{\"code\":200,\"data\":[{\"id\":\"cust_1\"}]}"));
		assertThat(this.customers.findPage(ListQuery.create()).items()).hasSize(1);
	}

	@Test
	void codeOfAResourceIsNoErrorOfTheReply() {
		this.server.answering(Answer.json(200, "{\"id\":\"cust_1\",\"code\":404}"));
		assertThat(this.customers.findById("cust_1"))
			.hasValueSatisfying((customer) -> assertThat(customer.additionalProperties()).containsKey("code"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{\"type\":\"not_found\",\"message\":\"No such customer\"}}",
			"{\"code\":404,\"message\":\"No such customer\"}", "{\"code\":\"NOT_FOUND\",\"message\":\"No\"}",
			"{\"error\":{\"code\":\"NOT_FOUND\"}}" })
	void nothingIsFoundOnlyWhereTheApiSaysSo(String body) {
		this.server.answering(Answer.json(404, body));
		assertThat(this.customers.findById("cust_1")).isEmpty();
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.customers.findPage(ListQuery.create()));
		assertThatExceptionOfType(ResourceNotFoundException.class)
			.isThrownBy(() -> this.customers.deleteById("cust_1"));
		assertThat(this.server.requests()).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>404</html>", "{\"message\":\"Not Found\"}", "{\"message\":null}",
			"{\"timestamp\":1,\"status\":404,\"error\":\"Not Found\",\"path\":\"/api/v1/customers\"}", "[]", "null",
			"{\"error\":{\"type\":\"not_f", "{}", "{\"error\":{}}", "{\"error\":\"Not Found\"}", "404",
			"{\"id\":\"cust_1\"}" })
	void notFoundByAnyoneElseIsAnErrorThatSaysSo(String body) {
		this.server.answering(Answer.json(404, body));
		assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> this.customers.findById("cust_1"))
			.withMessageContaining("automatum.base-url")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(404));
	}

	@Test
	void truncatedNotFoundIsNotEmpty() {
		this.server.answering(Answer.rawThenClose("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
				+ "Content-Length: 100\r\n\r\n{\"error\":{\"type\":\"not_found\",\"message\":\"x\"}}"));
		assertThatExceptionOfType(UnexpectedResponseException.class)
			.isThrownBy(() -> this.customers.findById("cust_1"));
	}

	@Test
	void tokenThatIsSentBackIsRedacted() {
		String echo = "{\"error\":{\"type\":\"" + StubTokens.SECRET + "1\",\"code\":\"" + StubTokens.SECRET
				+ "1\",\"message\":\"Bearer " + StubTokens.SECRET + "1\",\"errors\":[{\"field\":\"" + StubTokens.SECRET
				+ "1\",\"message\":\"" + StubTokens.SECRET + "1\"}]}}";
		this.server.answering(Answer.json(422, echo, "X-Echo: Bearer " + StubTokens.SECRET + "1",
				"X-Request-Id: " + StubTokens.SECRET + "1"));
		ValidationException failure = catchThrowableOfType(ValidationException.class,
				() -> this.customers.findPage(ListQuery.create()));
		assertHoldsNoSecret(failure);
		assertThat(failure.details().toString() + failure.headers() + failure.bodySnippet() + failure.fieldErrors()
				+ failure.details().errorMessage() + failure.requestId())
			.doesNotContain(StubTokens.SECRET)
			.contains("[redacted]");
	}

	@Test
	void tokenAcrossTheEndOfTheSnippetIsRedacted() {
		String body = "x".repeat(ErrorDetails.SNIPPET_LENGTH - 7) + StubTokens.SECRET + "1";
		this.server.answering(Answer.json(500, body));
		ServerErrorException failure = catchThrowableOfType(ServerErrorException.class,
				() -> this.customers.findPage(ListQuery.create(), ONCE));
		assertThat(failure.bodySnippet()).doesNotContain("secret").hasSize(ErrorDetails.SNIPPET_LENGTH + 1);
	}

	@Test
	void rateLimitTellsWhenToComeBack() {
		this.server.answering(Answer.json(429, "{}", "Retry-After: 7"));
		RateLimitedException failure = catchThrowableOfType(RateLimitedException.class,
				() -> this.customers.findPage(ListQuery.create(), ONCE));
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
		assertThat(failure.retryAt()).isBetween(Instant.now().plusSeconds(3), Instant.now().plusSeconds(8));
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Other: 1", "Retry-After: soon", "Retry-After: -5", "Retry-After:" })
	void rateLimitWithoutATimeIsAMinute(String header) {
		this.server.answering(Answer.json(429, "{}", header));
		RateLimitedException failure = catchThrowableOfType(RateLimitedException.class,
				() -> this.customers.findPage(ListQuery.create(), ONCE));
		assertThat(failure.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(60));
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void redirectToAnotherHostIsNotFollowed(int status) {
		try (ScriptedServer other = ScriptedServer.start().answering(Answer.json(200, "{\"data\":[]}"))) {
			this.server.answering(Answer.json(status, "", "Location: http://localhost:" + other.port() + "/stolen",
					"Set-Cookie: a=b"));
			assertThatExceptionOfType(UnexpectedResponseException.class)
				.isThrownBy(() -> this.customers.findPage(ListQuery.create()))
				.withMessageContaining("Redirects are not followed");
			assertThatExceptionOfType(UnexpectedResponseException.class)
				.isThrownBy(() -> this.customers.create(NewCustomer.builder().build()));
			assertThat(other.connections()).isZero();
		}
		assertThat(this.server.requests()).hasSize(2);
	}

	static void assertHoldsNoSecret(AutomatumException failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(StubTokens.SECRET)
			.doesNotContain("jane.doe")
			.doesNotContain("example.com");
		assertThat(failure.getMessage().chars().filter(Character::isISOControl)).isEmpty();
		assertThat(failure.getMessage()).doesNotContain("\u2028").hasSizeLessThan(4000);
		assertThat(failure.details().toString().chars().filter(Character::isISOControl)).isEmpty();
	}

	record Row(int status, Shape shape) {

		Class<? extends AutomatumException> type() {
			return switch (this.status) {
				case 400, 422 -> ValidationException.class;
				case 401 -> AuthenticationFailedException.class;
				case 403 -> InsufficientScopeException.class;
				case 404 ->
					this.shape.isOfTheApi() ? ResourceNotFoundException.class : UnexpectedResponseException.class;
				case 409 -> ConflictException.class;
				case 429 -> RateLimitedException.class;
				default -> (this.status >= 500) ? ServerErrorException.class
						: ((this.status >= 400) ? RequestRejectedException.class : UnexpectedResponseException.class);
			};
		}

	}

	enum Shape {

		NESTED("""
				{"error":{"type":"some_error","message":"Line one\\nline two\\u0000","code":"SOME_CODE","errors":[]}}"""),

		FLAT("{\"code\":400,\"message\":\"no\",\"errors\":[{\"field\":\"a\\r\\nb\",\"message\":\"c\"}]}"),

		STRING_CODE("{\"code\":\"E\\t1\",\"message\":\"no\"}"),

		FLAT_WITHOUT_TYPE("text/plain", "{\"code\":400,\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8)),

		HTML("text/html", "<html><body>\u0007 Bad gateway</body></html>".getBytes(StandardCharsets.UTF_8)),

		EMPTY(""),

		TRUNCATED("{\"error\":{\"type\":\"some_error\",\"mess"),

		TEN_MEGABYTES("{\"error\":{\"message\":\"" + "x".repeat(10 << 20) + "\"}}"),

		DEEP("[".repeat(100_000)),

		DEEP_ERROR("{\"error\":".repeat(2000)),

		ARRAY("[{\"message\":\"no\"}]"),

		NUMBER("4711"),

		BINARY("application/octet-stream", new byte[] { 0, -1, -2, 27, 91, 13, 10, 127 }),

		HUGE_FIELDS("{\"error\":{\"type\":\"" + "t".repeat(20_000) + "\",\"code\":\"" + "c".repeat(20_000)
				+ "\",\"errors\":[{\"field\":\"" + "f".repeat(20_000) + "\",\"message\":\"" + "m".repeat(20_000)
				+ "\"}]}}"),

		NULLS("{\"error\":{\"type\":null,\"message\":null,\"code\":null,\"errors\":null}}");

		private final String contentType;

		private final byte[] body;

		Shape(String json) {
			this("application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
		}

		Shape(String contentType, byte[] body) {
			this.contentType = contentType;
			this.body = body;
		}

		Answer answer(int status) {
			return Answer.of(status, this.contentType, this.body, "X-Request-Id: req-1", "Set-Cookie: session=abc",
					"Retry-After: 1");
		}

		boolean isOfTheApi() {
			return Arrays.asList(NESTED, FLAT, STRING_CODE, FLAT_WITHOUT_TYPE, HUGE_FIELDS).contains(this);
		}

	}

}
