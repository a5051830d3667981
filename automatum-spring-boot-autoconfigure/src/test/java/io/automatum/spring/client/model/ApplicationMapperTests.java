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

package io.automatum.spring.client.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the records with an application's own mapper, as a controller that returns
 * them uses it.
 *
 */
class ApplicationMapperTests {

	private static final Customer CUSTOMER = Customer.builder()
		.id("cust_1")
		.vendor(Vendor.of("gcp"))
		.status(CustomerStatus.ACTIVE)
		.details(Map.of("company", Map.of("name", "Example")))
		.entitlements(List.of(Entitlement.builder().id("ent_1").additionalProperty("seats", 5).build()))
		.createdAt(Instant.parse("2026-01-02T03:04:05Z"))
		.additionalProperty("tier", "gold")
		.additionalProperty("email", null)
		.build();

	/** A null that is read says no more than a field that is absent. */
	private static final Customer READ_BACK = CUSTOMER.toBuilder().email(null).build();

	private static final String JSON = """
			{"id":"cust_1","vendor":"gcp","status":"active","details":{"company":{"name":"Example"}},
			"entitlements":[{"id":"ent_1","seats":5}],"createdAt":"2026-01-02T03:04:05Z","tier":"gold","email":null}""";

	private static final Usage USAGE = Usage.builder()
		.apiKey("k")
		.units(new BigDecimal("1250"))
		.price(new BigDecimal("0.010"))
		.build();

	private static final String USAGE_JSON = """
			{"apiKey":"k","units":1250,"price":"0.010"}""";

	private final JsonMapper jackson3 = JsonMapper.builder().build();

	private final ObjectMapper jackson2 = new ObjectMapper().registerModule(new JavaTimeModule())
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

	@Test
	void areWrittenByJackson3() {
		String json = this.jackson3.writeValueAsString(CUSTOMER);
		assertThat(this.jackson3.readTree(json)).isEqualTo(this.jackson3.readTree(JSON));
		assertThat(json).containsOnlyOnce("email").doesNotContain("additionalProperties");
		assertThat(this.jackson3.readTree(this.jackson3.writeValueAsString(USAGE)))
			.isEqualTo(this.jackson3.readTree(USAGE_JSON));
	}

	@Test
	void areReadByJackson3() {
		assertThat(this.jackson3.readValue(JSON, Customer.class)).isEqualTo(READ_BACK);
		assertThat(this.jackson3.readValue("{\"id\":\"e\"}", Entitlement.class))
			.isEqualTo(Entitlement.builder().id("e").build())
			.isNotEqualTo(Entitlement.builder().id("f").build());
		assertThat(this.jackson3.readValue(USAGE_JSON, Usage.class)).isEqualTo(USAGE);
		assertThat(this.jackson3.readValue("{\"a\":1}", NewEntitlement.class))
			.isEqualTo(NewEntitlement.builder().additionalProperty("a", 1).build());
	}

	@Test
	void areWrittenByJackson2() throws Exception {
		String json = this.jackson2.writeValueAsString(CUSTOMER);
		assertThat(this.jackson2.readTree(json)).isEqualTo(this.jackson2.readTree(JSON));
		assertThat(json).containsOnlyOnce("email").doesNotContain("additionalProperties");
		assertThat(this.jackson2.readTree(this.jackson2.writeValueAsString(USAGE)))
			.isEqualTo(this.jackson2.readTree(USAGE_JSON));
	}

	@Test
	void areReadByJackson2() throws Exception {
		assertThat(this.jackson2.readValue(JSON, Customer.class)).isEqualTo(READ_BACK);
		assertThat(this.jackson2.readValue(USAGE_JSON, Usage.class)).isEqualTo(USAGE);
		assertThat(this.jackson2.readValue("{\"a\":1}", NewEntitlement.class))
			.isEqualTo(NewEntitlement.builder().additionalProperty("a", 1).build());
	}

}
