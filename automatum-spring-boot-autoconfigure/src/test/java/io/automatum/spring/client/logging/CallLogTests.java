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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.exchange.CallListener;
import io.automatum.spring.client.exchange.CallListener.CallResult;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.logging.LogCapture;
import io.automatum.testing.Unwatched;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallLog}.
 */
@Timeout(60)
class CallLogTests {

	private static final Answer CUSTOMER = Answer.json(200, "{\"id\":\"1\"}", "X-Request-Id: req-2");

	private final ScriptedServer server = ScriptedServer.start().answering(CUSTOMER);

	private final ClientFixture client = ClientFixture.at(this.server.uri())
		.listener(CallListener.of(List.of(new CallLog())))
		.build();

	private final LogCapture log = LogCapture.of(CallLog.LOGGER_NAME, Level.DEBUG);

	@AfterEach
	void close() {
		this.log.close();
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@Test
	void writesOneLineForEachCall() {
		customers().findById("cust_1");
		assertThat(this.log.lines()).singleElement()
			.asString()
			.matches("DEBUG GET /customers/\\{id}: 200, request id req-2, attempt 1, \\d+ ms");
		assertThat(keyValues(0)).containsEntry("resource", "customers")
			.containsEntry("operation", "findById")
			.containsEntry("method", "GET")
			.containsEntry("template", "/customers/{id}")
			.containsEntry("status", 200)
			.containsEntry("attempt", 1)
			.containsEntry("requestId", "req-2")
			.containsKey("duration")
			.doesNotContainKey("errorType");
	}

	@Test
	void writesALineForEachAttemptThatIsRepeated() {
		this.server.answering(Answer.json(503, "{}", "X-Request-Id: req-1"), CUSTOMER);
		customers().findById("cust_1");
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).matches("DEBUG GET /customers/\\{id}: 503 ServerErrorException, request id "
				+ "req-1, attempt 1; again after \\d ms");
		assertThat(keyValues(0)).containsEntry("status", 503)
			.containsEntry("requestId", "req-1")
			.containsEntry("errorType", "ServerErrorException")
			.containsKey("wait");
		assertThat(this.log.lines().get(1)).contains(": 200, request id req-2, attempt 2, ");
		assertThat(keyValues(1)).containsEntry("attempt", 2);
	}

	@Test
	void namesTheFailureThatTheCallerGets() {
		this.server.answering(Answer.json(422, "{\"message\":\"person@example.org is taken\"}"));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> customers().findPage(ListQuery.create()));
		assertThat(this.log.lines()).singleElement()
			.asString()
			.contains("GET /customers: 422 ValidationException, request id null, attempt 1, ")
			.doesNotContain("person");
		assertThat(keyValues(0)).containsEntry("errorType", "ValidationException").doesNotContainKey("requestId");
	}

	@Test
	void saysThatACallWasGivenUpOrWasTooLate() {
		this.server.answering(Answer.silence());
		Disposable call = this.client.repositories().reactiveCustomers().findPage(ListQuery.create()).subscribe();
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		call.dispose();
		assertThatExceptionOfType(AutomatumException.class).isThrownBy(
				() -> customers().findPage(ListQuery.create(), CallOptions.none().deadline(Duration.ofMillis(100))));
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).contains("GET /customers: given up, request id null, attempt 1, ");
		assertThat(this.log.lines().get(1)).contains("GET /customers: TransportException, request id null, attempt 1");
	}

	@Test
	void writesOfRawCallsWhatItKnows() {
		this.client.webClient()
			.get()
			.uri(this.server.uri() + "/customers/cust_1?email=person@example.org")
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(this.log.lines()).singleElement().asString().contains("GET /customers: 200, request id req-2");
	}

	@Test
	void valuesFromOutsideForgeNoLine() {
		String hostile = "/x\r\n\u001b[31m\u2028\u202eDEBUG forged/{id}";
		Call call = new Call(org.springframework.http.HttpMethod.GET, this.server.uri(), hostile, "other", "raw", null,
				null, CallOptions.none());
		new CallLog().ended(call, new CallResult(0, 1, null, false, null));
		assertThat(this.log.lines()).singleElement()
			.asString()
			.contains("forged")
			.matches("[ -~]*")
			.contains("not sent");
		assertThat((String) keyValues(0).get("template")).matches("[ -~]*");
	}

	@Test
	@Unwatched
	void writesNothingAboveDebug() {
		((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(CallLog.LOGGER_NAME)).setLevel(Level.INFO);
		customers().findById("cust_1");
		assertThat(this.log.events()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "logstash", "gelf" })
	void structuredLoggingHasTheFields(String format) {
		this.server.answering(Answer.json(503, "{}", "X-Request-Id: req-1"), CUSTOMER);
		customers().findById("cust_1");
		JsonNode line = encode(format, this.log.events().get(1));
		String prefix = (format.equals("gelf")) ? "_" : "";
		assertThat(line.get(prefix + "resource").asString()).isEqualTo("customers");
		assertThat(line.get(prefix + "operation").asString()).isEqualTo("findById");
		assertThat(line.get(prefix + "attempt").asInt()).isEqualTo(2);
		assertThat(line.get(prefix + "requestId").asString()).isEqualTo("req-2");
		assertThat(line.get(prefix + "status").asInt()).isEqualTo(200);
		assertThat(line.get(prefix + "duration").isNumber()).isTrue();
		assertThat(line.get(prefix + "template").asString()).isEqualTo("/customers/{id}");
	}

	private static JsonNode encode(String format, ILoggingEvent event) {
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), new MockEnvironment());
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
		assertThat(line.strip()).doesNotContain("\n");
		return JsonMapper.shared().readTree(line);
	}

	private Map<String, Object> keyValues(int line) {
		Map<String, Object> result = new LinkedHashMap<>();
		this.log.events().get(line).getKeyValuePairs().forEach((pair) -> result.put(pair.key, pair.value));
		return result;
	}

	private CustomerRepository customers() {
		return this.client.repositories().customers();
	}

}
