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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for the {@link OpenValue open values}.
 *
 */
class OpenValueTests {

	@Test
	void knowsTheValuesOfTheSources() {
		assertThat(Vendor.of("aws")).isSameAs(Vendor.AWS);
		assertThat(Vendor.of("azure")).isSameAs(Vendor.AZURE);
		assertThat(CustomerStatus.of("active")).isSameAs(CustomerStatus.ACTIVE);
		assertThat(CustomerStatus.of("inactive")).isSameAs(CustomerStatus.INACTIVE);
		assertThat(ListingStatus.of("draft")).isSameAs(ListingStatus.DRAFT);
		assertThat(ListingStatus.of("preview")).isSameAs(ListingStatus.PREVIEW);
		assertThat(ListingStatus.of("live")).isSameAs(ListingStatus.LIVE);
		assertThat(ListingStatus.of("retired")).isSameAs(ListingStatus.RETIRED);
		assertThat(ListingStatus.of("active")).isSameAs(ListingStatus.ACTIVE);
		assertThat(PrivateOfferStatus.of("accepted")).isSameAs(PrivateOfferStatus.ACCEPTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gcp", "AWS", "", " aws", "\ud800", "aws\n" })
	void passesAnyOtherStringUnchanged(String value) {
		assertThat(Vendor.of(value).value()).isEqualTo(value);
		assertThat(Vendor.of(value)).hasToString(value).isEqualTo(Vendor.of(value)).isNotEqualTo(Vendor.AWS);
		assertThat(Vendor.of(value)).hasSameHashCodeAs(Vendor.of(value));
	}

	@Test
	void isEqualByValueWithinItsType() {
		assertThat(new Vendor("aws")).isEqualTo(Vendor.AWS);
		assertThat((Object) CustomerStatus.ACTIVE).isNotEqualTo(ListingStatus.ACTIVE);
	}

	@Test
	@SuppressWarnings("NullAway")
	void isNeverNull() {
		assertThatNullPointerException().isThrownBy(() -> Vendor.of(null));
		assertThatNullPointerException().isThrownBy(() -> new Vendor(null));
	}

	@Test
	void isAStringToAnApplicationsJackson3() {
		JsonMapper mapper = JsonMapper.builder().build();
		assertThat(mapper.writeValueAsString(Vendor.of("gcp"))).isEqualTo("\"gcp\"");
		assertThat(mapper.readValue("\"gcp\"", Vendor.class)).isEqualTo(Vendor.of("gcp"));
		assertThat(mapper.readValue("\"aws\"", Vendor.class)).isSameAs(Vendor.AWS);
		assertThat(mapper.readValue("\"\"", PrivateOfferStatus.class)).isEqualTo(PrivateOfferStatus.of(""));
	}

	@Test
	void isAStringToAnApplicationsJackson2() throws Exception {
		com.fasterxml.jackson.databind.ObjectMapper mapper = new com.fasterxml.jackson.databind.ObjectMapper();
		assertThat(mapper.writeValueAsString(Vendor.of("gcp"))).isEqualTo("\"gcp\"");
		assertThat(mapper.readValue("\"gcp\"", Vendor.class)).isEqualTo(Vendor.of("gcp"));
		assertThat(mapper.readValue("\"draft\"", ListingStatus.class)).isSameAs(ListingStatus.DRAFT);
	}

}
