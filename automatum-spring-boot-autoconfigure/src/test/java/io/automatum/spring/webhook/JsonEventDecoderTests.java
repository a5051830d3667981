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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonEventDecoderTests {

	private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private final JsonEventDecoder decoder = new JsonEventDecoder();

	private ReceivedEvent decode(String json) {
		return decode(json.getBytes(StandardCharsets.UTF_8));
	}

	private ReceivedEvent decode(byte[] body) {
		return this.decoder.decode(body, NOW, null);
	}

	@Test
	void findsTypeIdAndKey() {
		byte[] body = "{\"id\":\"evt_1\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}"
			.getBytes(StandardCharsets.UTF_8);
		ReceivedEvent event = decode(body);
		assertThat(event.defect()).isNull();
		assertThat(event.id()).isEqualTo("evt_1");
		assertThat(event.type()).isEqualTo("entitlement.created");
		assertThat(event.key()).isEqualTo("entitlement:ent_1");
		assertThat(event.body()).isSameAs(body);
		assertThat(event.receivedAt()).isEqualTo(NOW);
		assertThat(event.digest()).hasSize(64);
	}

	@Test
	void theDigestIdentifiesAnEventWithoutAnId() {
		ReceivedEvent event = decode("{\"type\":\"x\",\"data\":{}}");
		// printf '{"type":"x","data":{}}' | sha256sum
		assertThat(event.digest()).isEqualTo("a21ff8bbe4d65c962e29ac8a4635b486f374b335484d91c620cb40f8c189dfa1");
		assertThat(event.id()).isEqualTo("sha256:" + event.digest());
		assertThat(event.key()).isEqualTo(event.id());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"type":"a.b","data":{}}                                   | a.b
			{"event":"a.b","data":{}}                                  | a.b
			{"eventType":"a.b","data":{}}                              | a.b
			{"event":"no","eventType":"no","type":"a.b","data":{}}     | a.b
			{"event":{"type":"no"},"eventType":"a.b","data":{}}        | a.b
			{"type":null,"event":"a.b","data":{}}                      | a.b
			{"type":"\\u0061.b","data":{}}                             | a.b
			{"type":"снег.❄","data":{}}                                | снег.❄
			""")
	void readsTheType(String json, String type) {
		ReceivedEvent event = decode(json);
		assertThat(event.defect()).isNull();
		assertThat(event.type()).isEqualTo(type);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"type":"a","data":{},"id":"evt_1"}                 | evt_1
			{"type":"a","data":{},"eventId":"evt_1"}            | evt_1
			{"type":"a","data":{},"eventId":"no","id":"evt_1"}  | evt_1
			{"type":"a","data":{},"eventId":"evt_1","id":null}  | evt_1
			{"type":"a","data":{},"eventId":"evt_1","id":""}    | evt_1
			{"type":"a","data":{},"id":4711}                    | 4711
			{"type":"a","data":{},"id":"снег 1"}                | снег 1
			{"type":"a","data":{},"id":"😀"}                     | 😀
			""")
	void readsTheId(String json, String id) {
		assertThat(decode(json).id()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\" \"", "\"a \"", "\" a\"", "\"a\\n\"", "\"\\u0000\"", "\"\\ud800\"",
			"\"\\udc00x\"", "\"\\ud800\\ud800\"", "\"a\\u2028\"", "\"a\\u202eb\"", "\"a\\u200bb\"", "\"\\ufeff\"",
			"\"\\ue000\"", "\"\\u0378\"", "\"sha256:0000\"", "null", "true", "1.5", "{}", "[\"a\"]" })
	void doesNotUseAnIdThatIsNone(String id) {
		ReceivedEvent event = decode("{\"type\":\"a\",\"data\":{},\"id\":" + id + "}");
		assertThat(event.defect()).isNull();
		assertThat(event.id()).isEqualTo("sha256:" + event.digest());
	}

	@Test
	void doesNotUseWhatIsTooLong() {
		ReceivedEvent longest = decode(
				"{\"type\":\"%s\",\"data\":{},\"id\":\"%s\"}".formatted("t".repeat(255), "i".repeat(255)));
		assertThat(longest.defect()).isNull();
		assertThat(longest.id()).hasSize(255);
		ReceivedEvent longer = decode(
				"{\"type\":\"%s\",\"data\":{},\"id\":\"%s\"}".formatted("t".repeat(256), "i".repeat(256)));
		assertThat(longer.id()).isEqualTo("sha256:" + longer.digest());
		assertThat(longer.type()).isEmpty();
		assertThat(longer.defect()).isEqualTo("No type, or one that is not printable or too long");
		ReceivedEvent longKey = decode(
				"{\"type\":\"customer.created\",\"data\":{\"id\":\"%s\"},\"id\":\"1\"}".formatted("i".repeat(255)));
		assertThat(longKey.key()).isEqualTo("1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			entitlement.created    | {"id":"1","customerId":"2"}                       | entitlement:1
			entitlement.created    | {"entitlementId":"1","customerId":"2"}            | entitlement:1
			entitlement.created    | {"customerId":"2"}                                | customer:2
			customer.updated       | {"id":"1","entitlementId":"2"}                    | customer:1
			customer.updated       | {"customerId":"1","entitlementId":"2"}            | customer:1
			private_offer.accepted | {"id":"1"}                                        | private_offer:1
			private_offer.accepted | {"offerId":"1","customerId":"2"}                  | private_offer:1
			metering.submitted     | {"id":"1","customerId":"2"}                       | metering:1
			metering.submitted     | {"customerId":"2"}                                | customer:2
			invoice.paid           | {"id":"1","customerId":"2"}                       | customer:2
			invoice.paid           | {"id":"1","offerId":"3","entitlementId":"4"}      | entitlement:4
			invoice.paid           | {"id":"1"}                                        | evt
			entitlement.created    | {"id":17}                                         | entitlement:17
			entitlement.created    | {"id":{"id":"1"}}                                 | evt
			entitlement.created    | {"id":" ","entitlement":{"id":"1"}}               | evt
			entitlement            | {"id":"1"}                                        | evt
			.created               | {"id":"1"}                                        | evt
			""")
	void ordersByWhatTheEventIsAbout(String type, String data, String key) {
		assertThat(decode("{\"id\":\"evt\",\"type\":\"%s\",\"data\":%s}".formatted(type, data)).key()).isEqualTo(key);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"a\"}", "{\"type\":\"a\",\"data\":null}", "{\"type\":\"a\",\"data\":[]}",
			"{\"type\":\"a\",\"data\":\"{}\"}", "{\"type\":\"a\",\"data\":1}" })
	void needsDataThatIsAnObject(String json) {
		ReceivedEvent event = decode(json);
		assertThat(event.defect()).isEqualTo("No data, or none that is an object");
		assertThat(event.type()).isEqualTo("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"data\":{}}", "{\"type\":1,\"data\":{}}", "{\"type\":\"\",\"data\":{}}",
			"{\"type\":\"a\\u0007\",\"data\":{}}", "{\"type\":\"\\ud83d\",\"data\":{}}" })
	void needsATypeThatCanBePrinted(String json) {
		ReceivedEvent event = decode(json);
		assertThat(event.defect()).isEqualTo("No type, or one that is not printable or too long");
		assertThat(event.type()).isEmpty();
		assertThat(event.key()).isEqualTo(event.id());
	}

	static Stream<Arguments> refusesWhatHasTwoReadings() {
		return Stream.of(Arguments.of("", "An empty body"), Arguments.of(" ", "An empty body"),
				Arguments.of("null", "JSON that is no object"), Arguments.of("[]", "JSON that is no object"),
				Arguments.of("\"a\"", "JSON that is no object"), Arguments.of("{", "Not JSON"),
				Arguments.of("{}{}", "More than one"), Arguments.of("{} x", "Not JSON"),
				Arguments.of("{}}", "Not JSON"), Arguments.of("{},", "Not JSON"),
				Arguments.of("{\"a\":1,}", "Not JSON"), Arguments.of("{a:1}", "Not JSON"),
				Arguments.of("{'a':1}", "Not JSON"), Arguments.of("{\"a\":01}", "Not JSON"),
				Arguments.of("{\"a\":+1}", "Not JSON"), Arguments.of("{\"a\":.5}", "Not JSON"),
				Arguments.of("{\"a\":5.}", "Not JSON"), Arguments.of("{\"a\":NaN}", "Not JSON"),
				Arguments.of("{\"a\":-}", "Not JSON"), Arguments.of("{\"a\":1e}", "Not JSON"),
				Arguments.of("{\"a\":tru}", "Not JSON"), Arguments.of("{\"a\":truex}", "Not JSON"),
				Arguments.of("{/**/}", "Not JSON"), Arguments.of("# x\n{}", "Not JSON"),
				Arguments.of("{\"a\":\"\n\"}", "Not JSON"), Arguments.of("{\"a\":\"\\x\"}", "Not JSON"),
				Arguments.of("{\"a\":\"\\u12\"}", "Not JSON"), Arguments.of("{\"a\":[\"\\x\"]}", "Not JSON"),
				Arguments.of("{\"a\":[1 2]}", "Not JSON"), Arguments.of("{\"a\":[}", "Not JSON"),
				Arguments.of("\u00A0{}", "Not JSON"), Arguments.of("\u001E{}", "Not JSON"),
				Arguments.of("\uFEFF{}", "A byte order mark"), Arguments.of("{}\0", "A byte of zero"),
				Arguments.of("\0{\0}", "A byte of zero"), Arguments.of("{\"a\":1,\"a\":1}", "JSON with a name twice"),
				Arguments.of("{\"a\":1,\"\\u0061\":2}", "JSON with a name twice"),
				Arguments.of("{\"x\":[{\"y\":{\"a\":1,\"b\":2,\"c\":3,\"a\":4}}]}", "JSON with a name twice"),
				Arguments.of("{\"data\":{\"id\":1,\"id\":2}}", "JSON with a name twice"),
				Arguments.of("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", "JSON nested too deeply"),
				Arguments.of("{\"a\":" + "[".repeat(200_000), "JSON nested too deeply"),
				Arguments.of("{\"a\":" + "{\"b\":".repeat(200_000), "JSON nested too deeply"),
				Arguments.of("{\"" + "n".repeat(2000) + "\":1}", "JSON nested too deeply, or with too long a name"),
				Arguments.of("{\"a\":" + "1".repeat(2000) + "}",
						"JSON nested too deeply, or with too long a name or number"),
				Arguments.of("{\"a\":1e99999999999999999999}", "JSON with a number beyond all measure"),
				Arguments.of("{\"a\":[[1.0E-10000]]}", "JSON with a number beyond all measure"));
	}

	@ParameterizedTest
	@MethodSource
	void refusesWhatHasTwoReadings(String body, String defect) {
		ReceivedEvent event = decode(body);
		assertThat(event.defect()).startsWith(defect).hasSizeLessThan(100).matches("\\p{ASCII}+");
		assertThat(event.type()).isEmpty();
		assertThat(event.id()).isEqualTo("sha256:" + event.digest());
		assertThat(event.key()).isEqualTo(event.id());
	}

	@ParameterizedTest
	@ValueSource(strings = { "c0af", "c1bf", "e080af", "f08080af", "eda080", "edbfbf", "eda0bdedb880", "80", "ff", "fe",
			"c3", "e282", "f0908d", "f4908080", "f8888080", "c328" })
	void refusesWhatIsNotUtf8(String hex) {
		for (String template : new String[] { "{\"type\":\"a\",\"data\":{\"x\":\"%s\"}}",
				"{\"%s\":1,\"type\":\"a\",\"data\":{}}", "{\"type\":\"a\",\"data\":{}}%s",
				"{\"type\":\"a\",\"data\":{\"x\":\"" + "x".repeat(5000) + "%s\"}}" }) {
			String text = template.formatted(new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1));
			assertThat(decode(text.getBytes(StandardCharsets.ISO_8859_1)).defect()).startsWith("Not UTF-8");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE" })
	void refusesOtherEncodings(String charset) {
		assertThat(decode("{\"type\":\"a\",\"data\":{}}".getBytes(Charset.forName(charset))).defect()).isNotNull();
	}

	@Test
	void takesEverythingThatIsStrict() {
		String deep = "[".repeat(98) + "]".repeat(98);
		ReceivedEvent event = decode(
				("\t\r\n {\"type\" : \"a\", \"data\":{\"x\":-0.0e+00012, \"y\":\"\\ud800\", \"z\":%s, \"\":null, "
						+ "\"n\":123456789012345678901234567890, \"m\":1.5E-9999, \"😀\":[true,false,{\"x\":1},{\"x\":2}]}}\n\n")
					.formatted(deep));
		assertThat(event.defect()).isNull();
	}

	@Test
	void theBytesOfAValueAreThoseOfTheBody() throws Exception {
		JsonObject event = StrictJson.parse(
				"{ \"data\" : {\"€\": [1, {\"y\":2}] } , \"n\":12 ,\"s\":\"ü\\n\",\"b\":true, \"z\":null,\"a\":[ ],\"f\":-1.5e3}"
					.getBytes(StandardCharsets.UTF_8));
		assertThat(event.names()).containsExactly("data", "n", "s", "b", "z", "a", "f");
		assertThat(text(event, "data")).isEqualTo("{\"€\": [1, {\"y\":2}] }");
		assertThat(text(event, "n")).isEqualTo("12");
		assertThat(text(event, "s")).isEqualTo("\"ü\\n\"");
		assertThat(text(event, "b")).isEqualTo("true");
		assertThat(text(event, "z")).isEqualTo("null");
		assertThat(text(event, "a")).isEqualTo("[ ]");
		assertThat(text(event, "f")).isEqualTo("-1.5e3");
		assertThat(event.bytes("none")).isNull();
		assertThat(event.isNull("z")).isTrue();
		assertThat(event.isNull("none")).isFalse();
		assertThat(event.object("data").names()).containsExactly("€");
	}

	private static String text(JsonObject object, String name) {
		return new String(object.bytes(name), StandardCharsets.UTF_8);
	}

}
