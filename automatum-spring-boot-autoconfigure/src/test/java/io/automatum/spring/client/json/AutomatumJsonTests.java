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

package io.automatum.spring.client.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.CustomerReference;
import io.automatum.spring.client.model.CustomerStatus;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.Extensible;
import io.automatum.spring.client.model.Listing;
import io.automatum.spring.client.model.MeteringDetails;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.OpenValue;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Usage;
import io.automatum.spring.client.model.Vendor;
import io.automatum.spring.client.model.Webhook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.util.TokenBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutomatumJson}.
 *
 */
class AutomatumJsonTests {

	private static final String CUSTOMER = """
			{"id":"cust_1","organizationId":"org_1","vendor":"aws","awsAccountId":"123456789012",\
			"email":"buyer@example.com","companyName":"Example","status":"active",\
			"entitlements":[{"id":"ent_1","seats":5}],\
			"createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:05.678Z"}""";

	private static final String METERING = """
			{"vendor":"aws","listingId":"listing_123","details":{"customer":{"id":"cust_1"},\
			"reportingDate":"2026-01-31","charged":12.5,"usages":[{"apiKey":"api_calls","units":1250,\
			"title":"API Calls","description":"Number of API requests","per":"request","price":"0.01"}]}}""";

	private static final String OFFER = """
			{"vendor":"aws","listingId":"listing_123","customerId":"cust_456",\
			"details":{"pricing":{"discountPercentage":20,"duration":12}}}""";

	private static final String WEBHOOK = """
			{"url":"https://your-app.com/webhooks","events":["entitlement.created","entitlement.updated"],\
			"name":"My Webhook"}""";

	private final AutomatumJson json = AutomatumJson.create();

	@Test
	void readsACustomerAsTheVendorShowsIt() {
		Customer customer = read(CUSTOMER, Customer.class);
		assertThat(customer).isEqualTo(Customer.builder()
			.id("cust_1")
			.organizationId("org_1")
			.vendor(Vendor.AWS)
			.awsAccountId("123456789012")
			.email("buyer@example.com")
			.companyName("Example")
			.status(CustomerStatus.ACTIVE)
			.entitlements(List.of(Entitlement.builder().id("ent_1").additionalProperty("seats", 5).build()))
			.createdAt(Instant.parse("2026-01-02T03:04:05Z"))
			.updatedAt(Instant.parse("2026-01-02T03:04:05.678Z"))
			.build());
		assertThat(customer.name()).isNull();
		assertThat(write(customer)).isEqualTo(CUSTOMER);
	}

	@Test
	void writesAMeteringReportAsTheVendorShowsIt() {
		NewMeteringEvent event = NewMeteringEvent.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.details(MeteringDetails.builder()
				.customer(CustomerReference.builder().id("cust_1").build())
				.reportingDate(LocalDate.of(2026, 1, 31))
				.charged(new BigDecimal("12.5"))
				.usages(List.of(Usage.builder()
					.apiKey("api_calls")
					.units(new BigDecimal("1250"))
					.title("API Calls")
					.description("Number of API requests")
					.per("request")
					.price(new BigDecimal("0.01"))
					.build()))
				.build())
			.build();
		assertThat(write(event)).isEqualTo(METERING);
		assertThat(read(METERING, NewMeteringEvent.class)).isEqualTo(event);
	}

	@Test
	void writesAnOfferAndAWebhookAsTheSpecificationShowsThem() {
		Map<String, Object> pricing = new LinkedHashMap<>();
		pricing.put("discountPercentage", 20);
		pricing.put("duration", 12);
		assertThat(write(NewPrivateOffer.builder()
			.vendor(Vendor.AWS)
			.listingId("listing_123")
			.customerId("cust_456")
			.details(Map.of("pricing", pricing))
			.build())).isEqualTo(OFFER);
		assertThat(write(NewWebhook.builder()
			.url("https://your-app.com/webhooks")
			.events(List.of("entitlement.created", "entitlement.updated"))
			.name("My Webhook")
			.build())).isEqualTo(WEBHOOK);
		assertThat(write(read(OFFER, PrivateOffer.class))).isEqualTo(OFFER);
	}

	@Test
	void sendsFieldsItDoesNotKnowBackOnAnUpdate() {
		Customer customer = read("""
				{"id":"c","tier":"gold","limits":{"calls":1.10,"none":null,"tags":["a",2,true,null]},"empty":null}""",
				Customer.class);
		assertThat(customer.additionalProperties()).containsOnlyKeys("tier", "limits", "empty")
			.containsEntry("empty", null);
		assertThat(write(customer.toBuilder().email("new@example.com").build())).isEqualTo("""
				{"id":"c","email":"new@example.com","tier":"gold",\
				"limits":{"calls":1.10,"none":null,"tags":["a",2,true,null]},"empty":null}""");
	}

	@Test
	void sendsAnExplicitNullOnlyWhereItIsAskedTo() {
		Customer customer = read(CUSTOMER, Customer.class);
		assertThat(write(customer.toBuilder().email(null).build())).doesNotContain("email");
		assertThat(write(customer.toBuilder().additionalProperty("email", null).build()))
			.containsOnlyOnce("\"email\":null");
		assertThat(write(customer.toBuilder().additionalProperty("email", null).email("x").build()))
			.containsOnlyOnce("email")
			.contains("\"email\":\"x\"");
	}

	@Test
	void writesANameOnceWithTheAdditionalValue() {
		Entitlement both = new Entitlement("known", Map.of("id", "additional"));
		assertThat(write(both)).isEqualTo("{\"id\":\"additional\"}");
		assertThat(write(new Entitlement("known", Map.of("other", 1)))).isEqualTo("{\"id\":\"known\",\"other\":1}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "email|5", "email|true", "email|{\"a\":[1]}", "email|[\"x\"]", "status|7", "vendor|[]",
					"createdAt|\"yesterday\"", "createdAt|1736000000", "createdAt|\"\"",
					"createdAt|\"2026-02-30T00:00:00Z\"", "createdAt|{}", "entitlements|{\"id\":\"e\"}",
					"entitlements|\"none\"", "entitlements|[{\"id\":\"e\"},5,{\"id\":\"f\"}]", "entitlements|[null]",
					"entitlements|[[]]", "details|\"text\"", "details|[]", "details|1" })
	void keepsAValueThatDoesNotFitAsItCame(String field, String value) {
		String text = "{\"%s\":%s,\"id\":\"c\"}".formatted(field, value);
		Customer customer = read(text, Customer.class);
		assertThat(customer.id()).isEqualTo("c");
		assertThat(customer.additionalProperties()).containsOnlyKeys(field);
		assertThat(customer).isEqualTo(Customer.builder()
			.id("c")
			.additionalProperty(field, customer.additionalProperties().get(field))
			.build());
		assertThat(this.json.mapper().readTree(write(customer))).isEqualTo(this.json.mapper().readTree(text));
		assertThat(write(customer)).contains("\"%s\":%s".formatted(field, value));
	}

	@Test
	void keepsAListThatDoesNotFitWithoutRecordsInIt() {
		NewMeteringEvent event = read("""
				{"details":{"usages":[{"apiKey":"a","price":"0.010","more":{"x":1}},"b"]}}""", NewMeteringEvent.class);
		MeteringDetails details = event.details();
		assertThat(details).isNotNull();
		assertThat(details.usages()).isNull();
		Map<String, Object> usage = new LinkedHashMap<>();
		usage.put("apiKey", "a");
		usage.put("price", "0.010");
		usage.put("more", Map.of("x", 1));
		assertThat(details.additionalProperties()).isEqualTo(Map.of("usages", List.of(usage, "b")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "12.5|12.5", "\"12.50\"|12.50", "0|0", "-1|-1",
			"1e2|100", "\"1e2\"|100", "99999999999999999999.99|99999999999999999999.99" })
	void readsAQuantityFromANumberOrFromText(String value, BigDecimal expected) {
		assertThat(read("{\"charged\":" + value + "}", MeteringDetails.class).charged()).isEqualTo(expected);
		assertThat(read("{\"price\":" + value + "}", Usage.class).price()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e999999999", "-1e999999999", "1e-999999999", "1e2147483648", "1e99999999999999999999",
			"\"1e999999999\"", "\"1e2147483648\"", "\"\"", "\"-\"", "\"+1\"", "\".5\"", "\"5.\"", "\"01\"", "\"1e\"",
			"\"NaN\"", "\"१२\"", "\" 1\"", "\"12 USD\"", "true", "{}", "[1]" })
	void keepsAnAbsurdQuantityAsItCame(String value) {
		MeteringDetails details = read("{\"charged\":" + value + "}", MeteringDetails.class);
		assertThat(details.charged()).isNull();
		assertThat(details.additionalProperties()).containsOnlyKeys("charged");
		assertThat(details).isEqualTo(read("{\"charged\":" + value + "}", MeteringDetails.class));
		String written = write(details);
		assertThat(read(written, MeteringDetails.class)).isEqualTo(details);
		assertThat(written.replace("E+", "e").replace("E-", "e-")).contains(value);
	}

	@Test
	void writesQuantitiesWithoutAnExponent() {
		assertThat(write(MeteringDetails.builder().charged(new BigDecimal("1E+3")).build()))
			.isEqualTo("{\"charged\":1000}");
		assertThat(write(MeteringDetails.builder().charged(new BigDecimal("1E-10")).build()))
			.isEqualTo("{\"charged\":0.0000000001}");
		assertThat(write(Usage.builder().price(new BigDecimal("1E+3")).units(new BigDecimal("1.10")).build()))
			.isEqualTo("{\"units\":1.10,\"price\":\"1000\"}");
		// A number nobody can print in full stays short.
		assertThat(write(MeteringDetails.builder().charged(new BigDecimal("1e999999999")).build()))
			.isEqualTo("{\"charged\":1E+999999999}");
	}

	@Test
	void keepsNumbersExactly() {
		String text = "{\"a\":1.10,\"b\":12345678901234567890,\"c\":9007199254740993,\"d\":1,\"e\":0.1000000000000000055511151231257827}";
		NewEntitlement record = read(text, NewEntitlement.class);
		assertThat(record.additionalProperties()).containsEntry("a", new BigDecimal("1.10"))
			.containsEntry("b", new BigInteger("12345678901234567890"))
			.containsEntry("c", 9007199254740993L)
			.containsEntry("d", 1);
		assertThat(write(record)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\ud800", "a\\udc00b", "\\udc00\\ud800", "\\ud83d\\ude00", "" })
	void sendsTextBackEvenWhereItHasNoUtf8Form(String text) {
		String object = "{\"name\":\"%1$s\",\"other\":{\"nested\":[\"%1$s\"]}}".formatted(text);
		Customer customer = read(object, Customer.class);
		assertThat(customer.name()).isNotNull();
		assertThat(write(customer)).isEqualTo(object);
	}

	@Test
	void writesOtherTextAsUtf8() {
		assertThat(write(Customer.builder().name("Łódź 東京 \"\u0001\n").build()))
			.isEqualTo("{\"name\":\"Łódź 東京 \\\"\\u0001\\n\"}");
	}

	@Test
	void letsTheLastOfSeveralFieldsOfOneNameWin() {
		assertThat(read("{\"email\":5,\"email\":\"x\"}", Customer.class))
			.isEqualTo(Customer.builder().email("x").build());
		assertThat(read("{\"email\":\"x\",\"email\":5}", Customer.class))
			.isEqualTo(Customer.builder().additionalProperty("email", 5).build());
		assertThat(read("{\"email\":5,\"email\":null}", Customer.class)).isEqualTo(Customer.builder().build());
		assertThat(read("{\"email\":\"x\",\"email\":null}", Customer.class)).isEqualTo(Customer.builder().build());
		assertThat(read("{\"a\":1,\"a\":2}", Customer.class).additionalProperties()).isEqualTo(Map.of("a", 2));
	}

	@Test
	void takesAFieldCalledAdditionalPropertiesForAnyOther() {
		String text = "{\"additionalProperties\":{\"a\":1}}";
		Customer customer = read(text, Customer.class);
		assertThat(customer.additionalProperties()).containsOnlyKeys("additionalProperties");
		assertThat(write(customer)).isEqualTo(text);
	}

	@Test
	void readsNestingUpToJacksonsLimitAndRefusesMore() {
		String deep = "{\"x\":" + "[".repeat(499) + "]".repeat(499) + "}";
		assertThat(write(read(deep, Customer.class))).isEqualTo(deep);
		String deeper = "{\"x\":" + "[".repeat(100_000);
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(deeper, Customer.class));
		String objects = "{\"child\":".repeat(500) + "1" + "}".repeat(500);
		assertThat(write(read(objects, Tree.class))).isEqualTo(objects);
	}

	@Test
	void refusesToWriteWhatContainsItself() {
		Map<String, Object> loop = new LinkedHashMap<>();
		loop.put("self", loop);
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> write(Customer.builder().details(loop).build()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "[]", "5", "\"text\"", "{", "{\"id\"", "{\"id\":", "{\"id\":\"c\"",
			"{\"id\":\"c\",}", "{\"id\":\"c\"} x", "{\"id\":\"c\"}{}", "{\"x\":[1,2", "{\"x\":{\"y\":", "<html>",
			"{\"charged\":1e}", "{\"entitlements\":[{", "{\"entitlements\":[5", "{'id':1}", "{\"id\":\"\\x\"}" })
	void throwsJacksonsExceptionsWhereTheJsonIsBroken(String text) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Customer.class));
		assertThat(read("{\"id\":\"c\"} \n", Customer.class).id()).isEqualTo("c");
	}

	@Test
	void readsOneValueOutOfALongerText() {
		try (JsonParser parser = this.json.parser(utf8("{\"data\":" + CUSTOMER + ",\"nextCursor\":\"n\"}"))) {
			parser.nextToken();
			parser.nextName();
			parser.nextToken();
			assertThat(this.json.read(parser, Customer.class).id()).isEqualTo("cust_1");
			assertThat(parser.nextName()).isEqualTo("nextCursor");
		}
	}

	@Test
	void readsAListOutOfALongerText() {
		try (JsonParser parser = this.json.parser(utf8("{\"data\":[" + CUSTOMER + ",{}],\"nextCursor\":\"n\"}"))) {
			parser.nextToken();
			parser.nextName();
			parser.nextToken();
			assertThat(this.json.readList(parser, Customer.class)).hasSize(2)
				.last()
				.isEqualTo(Customer.builder().build());
			assertThat(parser.nextName()).isEqualTo("nextCursor");
		}
		for (String wrong : List.of("{}", "[1]", "[null]", "[{}")) {
			try (JsonParser parser = this.json.parser(utf8(wrong))) {
				parser.nextToken();
				assertThatExceptionOfType(JacksonException.class)
					.isThrownBy(() -> this.json.readList(parser, Customer.class));
			}
		}
	}

	@Test
	void readsBufferedTokensLikeText() {
		String text = "{\"charged\":1.10,\"x\":1.10,\"reportingDate\":\"2026-01-31\",\"y\":1e2147483648}";
		TokenBuffer buffer = TokenBuffer.forGeneration();
		try (JsonParser parser = this.json.parser(utf8(text))) {
			parser.nextToken();
			buffer.copyCurrentStructure(parser);
		}
		try (JsonParser parser = buffer.asParserOnFirstToken(this.json.mapper()._deserializationContext())) {
			assertThat(this.json.read(parser, MeteringDetails.class)).isEqualTo(read(text, MeteringDetails.class));
		}
	}

	@Test
	void ignoresWhatAnApplicationsOwnClassDoesNotKnow() {
		Plain plain = read("{\"name\":\"n\",\"unknown\":1,\"size\":null,\"customer\":{\"id\":\"c\",\"new\":1}}",
				Plain.class);
		assertThat(plain.name()).isEqualTo("n");
		assertThat(plain.customer().additionalProperties()).isEqualTo(Map.of("new", 1));
		assertThat(write(plain)).isEqualTo("{\"name\":\"n\",\"size\":0,\"customer\":{\"id\":\"c\",\"new\":1}}");
		assertThat(write(Map.of("entry", Arrays.asList("a", null)))).isEqualTo("{\"entry\":[\"a\",null]}");
	}

	@Test
	void turnsWhatJacksonLetsThroughIntoItsOwnException() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> read("{\"value\":1e2147483648}", PlainNumber.class));
		assertThat(read("{\"value\":1e2}", PlainNumber.class).value()).isEqualByComparingTo("100");
	}

	@Test
	void readsAnApplicationsOwnExtensibleRecord() {
		String text = """
				{"plan":"pro","seats":5,"total":12345678901,"trial":true,"price":"1.50","ttl":"PT5M",\
				"color":"RED","tags":["a"],"any":[1],"nested":{"child":1},"tier":"gold"}""";
		Custom custom = read(text, Custom.class);
		assertThat(custom)
			.isEqualTo(new Custom(Tier.of("pro"), 5, 12345678901L, true, new BigDecimal("1.50"), Duration.ofMinutes(5),
					Color.RED, List.of("a"), List.of(1), new Tree(null, Map.of("child", 1)), Map.of("tier", "gold")));
		assertThat(write(custom)).isEqualTo(text);
	}

	@Test
	void keepsWhatAnApplicationsOwnRecordRefuses() {
		String text = """
				{"plan":"refused","seats":5000000000,"total":1.5,"trial":"yes","price":"x","ttl":"soon",\
				"color":"MAUVE","tags":"a","nested":{"child":{"child":null},"forbidden":1}}""";
		Custom custom = read(text, Custom.class);
		assertThat(custom.plan()).isNull();
		assertThat(custom.seats()).isZero();
		assertThat(custom.total()).isNull();
		assertThat(custom.trial()).isFalse();
		assertThat(custom.nested()).isNull();
		assertThat(custom.additionalProperties()).containsOnlyKeys("plan", "seats", "total", "trial", "price", "ttl",
				"color", "tags", "nested");
		assertThat(this.json.mapper().readTree(write(custom)))
			.isEqualTo(this.json.mapper().readTree(text.replace("{\"child\":null}", "{}")));
		assertThatExceptionOfType(DatabindException.class).isThrownBy(() -> read("{\"forbidden\":1}", Tree.class));
	}

	@Test
	void explainsWhatAnExtensibleRecordNeeds() {
		assertThatExceptionOfType(DatabindException.class).isThrownBy(() -> read("{}", Incomplete.class))
			.withMessageContaining("additionalProperties");
		assertThatExceptionOfType(DatabindException.class).isThrownBy(() -> write(new Incomplete("x")))
			.withMessageContaining("additionalProperties");
	}

	@Test
	void writesMembersOfAnyType() {
		Listing listing = Listing.builder()
			.additionalProperty("at", Instant.parse("2026-01-02T03:04:05Z"))
			.additionalProperty("vendor", Vendor.AZURE)
			.additionalProperty("webhook", Webhook.builder().id("w").build())
			.additionalProperty("price", new BigDecimal("1.10"))
			.build();
		assertThat(write(listing)).isEqualTo(
				"{\"at\":\"2026-01-02T03:04:05Z\",\"vendor\":\"azure\",\"webhook\":{\"id\":\"w\"},\"price\":1.10}");
	}

	@Test
	void doesNotTouchAnyOtherMapper() {
		assertThat(AutomatumJson.create().mapper()).isNotSameAs(this.json.mapper());
		assertThat(tools.jackson.databind.json.JsonMapper.shared().registeredModules())
			.noneMatch((module) -> module instanceof RecordModule);
		assertThat(this.json.mapper().registeredModules()).anyMatch((module) -> module instanceof RecordModule);
	}

	@Test
	void refusesEncodingsThatAreBroken() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(utf8("{\"id\":\""));
		bytes.write(0xff);
		bytes.writeBytes(utf8("\"}"));
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.json.readObject(bytes.toByteArray(), Customer.class));
	}

	@Test
	void namesTheTypeItExpectedAndNotTheValue() {
		assertThatExceptionOfType(MismatchedInputException.class).isThrownBy(() -> read("\"s3cr3t\"", Customer.class))
			.withMessageContaining("Customer")
			.withMessageNotContaining("s3cr3t");
	}

	private <T> T read(String text, Class<T> type) {
		return this.json.readObject(utf8(text), type);
	}

	private String write(Object value) {
		return new String(this.json.write(value), StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Plain(String name, int size, Customer customer, String absent) {

	}

	record PlainNumber(BigDecimal value) {

	}

	record Incomplete(String id) implements Extensible {

		@Override
		public Map<String, Object> additionalProperties() {
			return Map.of();
		}

	}

	enum Color {

		RED

	}

	record Tier(String value) implements OpenValue {

		static Tier of(String value) {
			if (value.equals("refused")) {
				throw new IllegalArgumentException(value);
			}
			return new Tier(value);
		}

	}

	record Tree(Tree child, Map<String, Object> additionalProperties) implements Extensible {

		Tree {
			if (additionalProperties.containsKey("forbidden")) {
				throw new IllegalArgumentException("forbidden");
			}
		}

	}

	record Custom(@JsonProperty("plan") Tier plan, int seats, Long total, boolean trial,
			@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal price, Duration ttl, Color color, List<String> tags,
			Object any, Tree nested, Map<String, Object> additionalProperties) implements Extensible {

	}

}
