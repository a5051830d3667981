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

package io.automatum.spring.client;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.automatum.spring.client.model.CustomerStatus;
import io.automatum.spring.client.model.Vendor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.automatum.spring.client.SortOrder.asc;
import static io.automatum.spring.client.SortOrder.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ListQuery}, {@link SortOrder} and {@link PercentEncoding}.
 */
class ListQueryTests {

	@Test
	void queryOfTheReadmeIsEncodedOnce() {
		ListQuery query = ListQuery.create()
			.eq("status", "active")
			.gte("createdAt", LocalDate.of(2026, 1, 1))
			.sort(desc("value"), asc("name"))
			.limit(100);
		assertThat(query.toQueryString())
			.isEqualTo("status=active&createdAt%5Bgte%5D=2026-01-01&sort=-value%2Cname&limit=100");
	}

	@Test
	void everyOperatorHasItsName() {
		assertThat(ListQuery.create().gt("v", 1).gte("v", 2).lt("v", 3).lte("v", 4).eq("v", 5).toQueryString())
			.isEqualTo("v%5Bgt%5D=1&v%5Bgte%5D=2&v%5Blt%5D=3&v%5Blte%5D=4&v=5");
	}

	@Test
	void valuesAreWrittenAsTheApiReadsThem() {
		assertThat(ListQuery.create()
			.eq("a", Vendor.AWS)
			.eq("b", CustomerStatus.ACTIVE)
			.eq("c", new BigDecimal("1E+7"))
			.eq("d", Instant.parse("2026-01-31T00:00:00Z"))
			.eq("e", true)
			.toQueryString()).isEqualTo("a=aws&b=active&c=10000000&d=2026-01-31T00%3A00%3A00Z&e=true");
	}

	@ParameterizedTest
	@CsvSource({ "a+/=%&,a%2B%2F%3D%25%26", "ä,%C3%A4", "漢字,%E6%BC%A2%E5%AD%97", "😀,%F0%9F%98%80", "a b,a%20b",
			"%5B,%255B", "-._~,-._~", "#?,%23%3F" })
	void cursorsAndValuesAreEncodedOnce(String value, String encoded) {
		assertThat(ListQuery.create().cursor(value).toQueryString()).isEqualTo("cursor=" + encoded);
		assertThat(ListQuery.create().param("search", value).toQueryString()).isEqualTo("search=" + encoded);
		assertThat(ListQuery.create().eq(value, 1).toQueryString()).isEqualTo(encoded + "=1");
		assertThat(ListQuery.create().cursor(value).cursor()).isEqualTo(value);
	}

	@Test
	void anyTextSurvivesTheUri() {
		Random random = new Random(7);
		for (int i = 0; i < 3000; i++) {
			String text = random.ints(1 + random.nextInt(12), 0, 0x11000)
				.filter((point) -> point < 0xd800 || point > 0xdfff)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.append('x')
				.toString();
			URI uri = URI.create("http://h/p/" + PercentEncoding.encode(text) + "?"
					+ ListQuery.create().eq("a", text).toQueryString());
			assertThat(uri.getPath()).isEqualTo("/p/" + text);
			assertThat(URLDecoder.decode(uri.getRawQuery().substring(2), StandardCharsets.UTF_8)).isEqualTo(text);
			assertThat(uri.getRawPath()).matches("[A-Za-z0-9._~%/-]*");
		}
	}

	@Test
	void halfOfASurrogatePairIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> PercentEncoding.encode("a\ud83d"));
		assertThatIllegalArgumentException().isThrownBy(() -> ListQuery.create().eq("a", "\ude00"));
		assertThatIllegalArgumentException().isThrownBy(() -> ListQuery.create().eq("\ude00", "a").toQueryString());
	}

	@Test
	void queriesDoNotChange() {
		ListQuery query = ListQuery.create().eq("a", 1);
		ListQuery longer = query.eq("b", 2).limit(5).cursor("c");
		assertThat(query.parameters()).isEqualTo(Map.of("a", "1"));
		assertThat(longer.parameters()).hasSize(4);
		assertThat(ListQuery.create().parameters()).isEmpty();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> query.parameters().put("x", "y"));
		assertThat(query).isEqualTo(ListQuery.create().eq("a", 1)).hasSameHashCodeAs(ListQuery.create().eq("a", 1));
		assertThat(query).isNotEqualTo(longer);
	}

	@Test
	void whatIsSaidLastCounts() {
		assertThat(ListQuery.create().eq("a", 1).eq("a", 2).toQueryString()).isEqualTo("a=2");
		assertThat(ListQuery.create().page(2).cursor("c").toQueryString()).isEqualTo("cursor=c");
		assertThat(ListQuery.create().cursor("c").page(2).toQueryString()).isEqualTo("page=2");
		assertThat(ListQuery.create().page(2).param("cursor", "c").page()).isNull();
		assertThat(ListQuery.create().page(2).eq("cursor", "c").page()).isNull();
	}

	@Test
	void whatCannotBeAskedForIsRefused() {
		ListQuery query = ListQuery.create();
		for (int limit : new int[] { 0, -1, 101, Integer.MAX_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> query.limit(limit));
			assertThatIllegalArgumentException().isThrownBy(() -> query.param("limit", limit));
			assertThatIllegalArgumentException().isThrownBy(() -> query.eq("limit", limit));
		}
		assertThat(query.limit(1).limit()).isEqualTo(1);
		assertThat(query.limit(100).limit()).isEqualTo(100);
		assertThatIllegalArgumentException().isThrownBy(() -> query.page(0));
		assertThatIllegalArgumentException().isThrownBy(() -> query.param("page", "two"));
		assertThatIllegalArgumentException().isThrownBy(() -> query.eq("page", "two"));
		assertThatIllegalArgumentException().isThrownBy(() -> query.cursor(""));
		assertThatIllegalArgumentException().isThrownBy(() -> query.eq(" ", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> query.eq("a", null));
		assertThatIllegalArgumentException().isThrownBy(() -> query.param("", 1));
		assertThatIllegalArgumentException().isThrownBy(query::sort);
		assertThatIllegalArgumentException().isThrownBy(() -> asc("-name"));
		assertThatIllegalArgumentException().isThrownBy(() -> desc("a,b"));
		assertThatIllegalArgumentException().isThrownBy(() -> desc(" "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jane@example.com", "secret" })
	void descriptionHoldsNoValue(String value) {
		assertThat(ListQuery.create().eq("email", value).cursor(value).toString()).doesNotContain(value)
			.contains("email");
	}

	@Test
	void valuesWhoseOwnTextIsNotWhatIsMeantAreWrittenForTheApi() {
		assertThat(ListQuery.create().gt("a", 1.0e10).toQueryString()).isEqualTo("a%5Bgt%5D=10000000000");
		assertThat(ListQuery.create().gt("a", 0.1f).toQueryString()).isEqualTo("a%5Bgt%5D=0.1");
		assertThat(ListQuery.create().eq("a", new Date(0)).toQueryString()).isEqualTo("a=1970-01-01T00%3A00%3A00Z");
		ZonedDateTime time = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("Europe/Paris"));
		assertThat(ListQuery.create().eq("a", time).toQueryString()).isEqualTo("a=2026-01-01T00%3A00%2B01%3A00");
	}

	static Stream<Object> valueThatIsNoneIsRefused() {
		return Stream.of(Double.NaN, Float.POSITIVE_INFINITY, List.of("a", "b"), Set.of(), Map.of("a", 1),
				Optional.of("a"), new int[] { 1 }, new Object() {

					@Override
					public String toString() {
						return null;
					}

				});
	}

	@ParameterizedTest
	@MethodSource
	void valueThatIsNoneIsRefused(Object value) {
		assertThatIllegalArgumentException().isThrownBy(() -> ListQuery.create().eq("a", value));
		assertThatIllegalArgumentException().isThrownBy(() -> ListQuery.create().gte("a", value));
		assertThatIllegalArgumentException().isThrownBy(() -> ListQuery.create().param("a", value));
	}

}
