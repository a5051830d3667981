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

package io.automatum.spring.client.logging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.StubTokens;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.logging.LogCapture;
import io.automatum.testing.Unwatched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BodyLog} and {@link BodyRedaction}.
 */
@Timeout(60)
class BodyLogTests {

	private final ScriptedServer server = ScriptedServer.start();

	private final ClientFixture client = ClientFixture.at(this.server.uri())
		.tokens(new StubTokens())
		.listener(CallListener.of(List.of(new BodyLog(AutomatumJson.create(), List.of("email", "tax-id")))))
		.build();

	private final LogCapture log = LogCapture.of(BodyLog.LOGGER_NAME, Level.DEBUG);

	private final BodyRedaction redaction = new BodyRedaction(AutomatumJson.create(), List.of("email", "tax-id"));

	@AfterEach
	void close() {
		this.log.close();
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@Test
	void writesRequestAndReplyWithMaskedFields() {
		this.server.answering(Answer.json(201, "{\"data\":{\"id\":\"1\",\"EMAIL\":\"person@example.org\"}}"));
		this.client.repositories()
			.customers()
			.create(NewCustomer.builder().email("person@example.org").companyName("Example").build());
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).startsWith("DEBUG POST /customers sends {")
			.contains("\"email\":\"***\"", "\"companyName\":\"Example\"");
		assertThat(this.log.lines().get(1)).isEqualTo("DEBUG POST /customers: 201, request id null, received "
				+ "{\"data\":{\"id\":\"1\",\"EMAIL\":\"***\"}}");
	}

	@Test
	void writesNoTokenThatTheServiceRepeats() {
		String token = StubTokens.SECRET + "1";
		this.server.answering(Answer.json(422, "{\"message\":\"no, " + token + "!\"}"));
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> this.client.repositories().customers().findPage(ListQuery.create()));
		assertThat(this.server.requests().get(0).header("authorization")).isEqualTo("Bearer " + token);
		assertThat(this.log.lines()).singleElement().asString().contains("no, [redacted]!").doesNotContain(token);
	}

	@Test
	void writesNoBodyOfARawCall() {
		this.server.answering(Answer.json(200, "{\"id\":\"1\"}"));
		this.client.webClient()
			.post()
			.uri(this.server.uri() + "/customers")
			.bodyValue("{\"id\":\"1\"}")
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(this.log.events()).isEmpty();
	}

	@Test
	@Unwatched
	void writesNothingAboveDebug() {
		((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(BodyLog.LOGGER_NAME)).setLevel(Level.INFO);
		this.server.answering(Answer.json(200, "{\"data\":[]}"));
		this.client.repositories().customers().findPage(ListQuery.create());
		assertThat(this.log.events()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"email":"a"}                          | {"email":"***"}
			{"a":[{"b":{"Email":{"c":1}}}]}        | {"a":[{"b":{"Email":"***"}}]}
			{"tax_id":1,"TaxId":2,"TAX-ID":[3]}    | {"tax_id":"***","TaxId":"***","TAX-ID":"***"}
			{"email":null,"emails":"a"}            | {"email":null,"emails":"a"}
			{"webhookSecret":"a","access_token":1} | {"webhookSecret":"***","access_token":"***"}
			{"x":"Bearer abc.def","y":"secret_abc"}| {"x":"***","y":"***"}
			{"x":"use whsec_abc/+= now"}           | {"x":"use *** now"}
			{"url":"https://a:b@host/c?key=d&e=f"} | {"url":"https://***@host/c?***&e=f"}
			{"url":"https://host/c?apiToken=d#e"}  | {"url":"https://host/c?***#e"}
			{"secret_abc":1}                       | {"***":"***"}
			"text"                                 | "text"
			""")
	void masksFieldsAndSecretsAtAnyDepth(String body, String line) {
		assertThat(describe(body)).isEqualTo(line);
	}

	@Test
	void saysOfWhatIsNotJsonItsSizeAlone() {
		assertThat(describe("<html>secret_abc</html>")).isEqualTo("23 bytes that are not JSON");
		assertThat(describe("{\"email\":\"a\"")).isEqualTo("12 bytes that are not JSON");
		assertThat(describe("{\"a\":1} <html>")).isEqualTo("14 bytes that are not JSON");
		assertThat(describe("[".repeat(1000))).isEqualTo("1000 bytes that are not JSON");
		assertThat(describe("")).isEqualTo("nothing");
		assertThat(describe("\"" + "x".repeat(1 << 20) + "\"")).isEqualTo("1048578 bytes, too many to be shown");
	}

	@Test
	void cutsWhatIsLongAndMarksTheCut() {
		assertThat(describe("\"" + "x".repeat(50_000) + "\"")).hasSize(BodyRedaction.LONGEST + 1).endsWith("x…");
	}

	@Test
	void staysOnOneLine() {
		String hostile = "a\\r\\n\\u001b[31m\\u2028\\u2029\\u202e\\u0085\\u200fb";
		assertThat(describe("{\"" + hostile + "\":\"" + hostile + "\"}")).matches("[ -~]*")
			.startsWith("{\"a\\r\\n\\u001B[31m");
	}

	@Test
	void bodiesGoToNoLoggerButTheirOwn() {
		assertThat(((LoggerContext) LoggerFactory.getILoggerFactory()).exists(BodyLog.LOGGER_NAME)).isNotNull();
		assertThat(BodyLog.LOGGER_NAME).doesNotStartWith(CallLog.LOGGER_NAME);
	}

	private String describe(String body) {
		return this.redaction.describe(body.getBytes(StandardCharsets.UTF_8), UnaryOperator.identity());
	}

}
