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

package io.automatum.spring.test.emulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.automatum.spring.test.emulator.ApiCaller.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the emulator's lists: paging, filters, search and sort.
 */
class EmulatorListTests {

	private static AutomatumEmulator emulator;

	private static ApiCaller api;

	@BeforeAll
	static void start() {
		emulator = AutomatumEmulator.builder().noRateLimit().customers(230).start();
		api = new ApiCaller(emulator);
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@BeforeEach
	void reset() {
		emulator.reset();
	}

	@Test
	void hasTwentyObjectsOnAPageUnlessToldOtherwise() throws Exception {
		assertThat(api.get("/customers").data()).hasSize(20);
		assertThat(api.get("/customers?limit=100").data()).hasSize(100);
		assertThat(api.get("/customers?limit=1").data()).hasSize(1);
	}

	@Test
	void isOrderedByTimeOfCreation() throws Exception {
		assertThat(api.get("/customers?limit=100").data()).extracting((item) -> String.valueOf(item.get("createdAt")))
			.isSorted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "&sort=-value,name", "&sort=status", "&vendor=aws&sort=-createdAt",
			"&sort=details.company.name", "&sort=unknown" })
	void cursorsLeadThroughEveryObjectOnce(String query) throws Exception {
		List<Object> ids = walk(api, query, 37);
		Answer all = api.get("/customers?page=1&limit=1" + query);
		assertThat(ids).hasSize((Integer) all.object("pagination").get("total")).doesNotHaveDuplicates();
	}

	@Test
	void lastPageHasNoCursor() throws Exception {
		Answer first = api.get("/customers?limit=100");
		assertThat(first.json()).doesNotContainKey("pagination");
		assertThat(first.json().get("nextCursor")).asString().matches("[A-Za-z0-9_.-]+");
		emulator.collection("customers").clear();
		Answer empty = api.get("/customers");
		assertThat(empty.data()).isEmpty();
		assertThat(empty.json().get("nextCursor")).isNull();
	}

	@Test
	void objectsDeletedWhilePagingMakeNoOtherBeLeftOut() throws Exception {
		List<Object> expected = emulator.collection("customers").list().stream().map((item) -> item.get("id")).toList();
		List<Object> seen = new ArrayList<>();
		String cursor = "";
		do {
			Answer answer = api.get("/customers?limit=50" + cursor);
			seen.addAll(answer.ids());
			answer.ids().forEach((id) -> emulator.collection("customers").remove(String.valueOf(id)));
			cursor = "&cursor=" + answer.json().get("nextCursor");
		}
		while (!cursor.endsWith("null"));
		assertThat(seen).isEqualTo(expected);
	}

	@Test
	void awkwardCursorsWorkOnlyWhenEncoded() throws Exception {
		try (AutomatumEmulator awkward = AutomatumEmulator.builder().awkwardCursors().customers(50).start()) {
			ApiCaller caller = new ApiCaller(awkward);
			String cursor = String.valueOf(caller.get("/customers").json().get("nextCursor"));
			assertThat(cursor).contains("+", "/", "=", "%", "&", "#", " ", "\u00fc");
			assertThat(caller.get("/customers?cursor=" + ApiCaller.encoded(cursor)).data()).hasSize(20);
			String careless = cursor.replace("%", "%25").replace("#", "%23").replace(" ", "%20");
			assertThat(caller.get("/customers?cursor=" + careless).status()).isEqualTo(400);
			assertThat(walk(caller, "", 20)).hasSize(50).doesNotHaveDuplicates();
		}
	}

	@Test
	void pagesCarryTheirNumbers() throws Exception {
		Answer second = api.get("/customers?page=2&limit=100");
		assertThat(second.json()).doesNotContainKey("nextCursor");
		assertThat(second.object("pagination")).isEqualTo(Map.of("page", 2, "limit", 100, "total", 230, "pages", 3));
		assertThat(second.ids()).isEqualTo(emulator.collection("customers")
			.list()
			.subList(100, 200)
			.stream()
			.map((item) -> item.get("id"))
			.toList());
		assertThat(api.get("/customers?page=3&limit=100").data()).hasSize(30);
		assertThat(api.get("/customers?page=2147483647&limit=100").data()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "limit=0", "limit=101", "limit=-1", "limit=ten", "limit=", "page=0", "page=-1", "page=1.5",
			"page=99999999999", "cursor=", "cursor=abc", "cursor=YQ.0", "cursor=W10.3d97d3a", "sort=", "'sort=a,,b'",
			"sort=-", "createdAt[since]=2026-01-01", "value[]=1", "value[gt=1", "[gt]=1", "createdAt[gte]=yesterday" })
	void refusesBadParameters(String query) throws Exception {
		Answer answer = api.get("/customers?" + query.replace("[", "%5B").replace("]", "%5D"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.object("error")).containsEntry("type", "invalid_request");
	}

	@Test
	void refusesACursorOfAnotherListAndACursorWithAPage() throws Exception {
		String cursor = String.valueOf(api.get("/customers?sort=name").json().get("nextCursor"));
		assertThat(api.get("/customers?sort=name&cursor=" + cursor).status()).isEqualTo(200);
		assertThat(api.get("/customers?sort=email&cursor=" + cursor).code()).isEqualTo("INVALID_CURSOR");
		assertThat(api.get("/customers?sort=name&page=2&cursor=" + cursor).code()).isEqualTo("INVALID_QUERY");
		String forged = ((cursor.charAt(0) != 'A') ? "A" : "B") + cursor.substring(1);
		assertThat(api.get("/customers?sort=name&cursor=" + forged).code()).isEqualTo("INVALID_CURSOR");
	}

	@Test
	void filtersByEveryOperator() throws Exception {
		given(Map.of("id", "a", "value", 9, "name", "alpha", "createdAt", "2026-01-01T00:00:00Z"),
				Map.of("id", "b", "value", 10, "name", "beta", "createdAt", "2026-01-01T12:00:00Z"),
				Map.of("id", "c", "value", 10.5, "name", "gamma", "createdAt", "2026-01-02T00:00:00+02:00"),
				Map.of("id", "d", "name", "delta", "createdAt", "2026-01-03T00:00:00Z"));
		assertFound("value=10", "b");
		assertFound("value=10.0", "b");
		assertFound("value[gt]=10", "c");
		assertFound("value[gte]=10", "b", "c");
		assertFound("value[lt]=10", "a");
		assertFound("value[lte]=10", "a", "b");
		assertFound("value[gt]=9&value[lt]=10.5", "b");
		assertFound("value[gt]=many");
		assertFound("name[gte]=beta", "b", "c", "d");
		assertFound("name=beta", "b");
		assertFound("name=bet");
		assertFound("createdAt[gte]=2026-01-02", "d");
		assertFound("createdAt[gt]=2026-01-01", "b", "c", "d");
		assertFound("createdAt[lte]=2026-01-01", "a");
		assertFound("createdAt[lte]=2026-01-01T22:00:00Z", "a", "b", "c");
		assertFound("createdAt=2026-01-01", "a");
		assertFound("unknown=1");
		assertFound("unknown[gt]=1");
	}

	@Test
	void filtersByNestedFieldsListsAndBooleans() throws Exception {
		given(Map.of("id", "a", "tags", List.of("x", "y"), "vip", true),
				Map.of("id", "b", "details", Map.of("company", Map.of("name", "K\u00f6ln & Co"))));
		assertFound("details.company.name=" + ApiCaller.encoded("K\u00f6ln & Co"), "b");
		assertFound("tags=y", "a");
		assertFound("vip=true", "a");
		assertFound("vip=false");
	}

	@Test
	void searchesCustomersByNameCompanyAndEmail() throws Exception {
		given(Map.of("id", "a", "companyName", "Northern Lights"), Map.of("id", "b", "email", "north@example.org"),
				Map.of("id", "c", "name", "South"));
		assertFound("search=NORTH", "a", "b");
		assertFound("search=west");
		assertFound("search=o&search=south", "c");
	}

	@Test
	void sortsWithMissingValuesLastInBothDirections() throws Exception {
		given(Map.of("id", "a", "value", 2, "name", "x"), Map.of("id", "b", "value", 10, "name", "y"),
				Map.of("id", "c", "name", "z"), Map.of("id", "d", "value", 10, "name", "w"));
		assertThat(api.get("/customers?sort=value").ids()).containsExactly("a", "b", "d", "c");
		assertThat(api.get("/customers?sort=-value").ids()).containsExactly("b", "d", "a", "c");
		assertThat(api.get("/customers?sort=-value,name").ids()).containsExactly("d", "b", "a", "c");
		assertThat(api.get("/customers?sort=-value,-name").ids()).containsExactly("b", "d", "a", "c");
		assertThat(api.get("/customers?sort=-unknown").ids()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void sortsASeededListLikeAComparator() throws Exception {
		List<Object> expected = emulator.collection("private-offer")
			.list()
			.stream()
			.sorted(Comparator.comparing((Map<String, Object> item) -> -((Integer) item.get("value")))
				.thenComparing((item) -> String.valueOf(item.get("status"))))
			.map((item) -> item.get("id"))
			.limit(100)
			.toList();
		assertThat(api.get("/private-offer?sort=-value,status&limit=100").ids()).isEqualTo(expected);
	}

	@SafeVarargs
	private static void given(Map<String, Object>... customers) {
		emulator.collection("customers").clear();
		for (Map<String, Object> customer : customers) {
			emulator.collection("customers").put(customer);
		}
	}

	private static void assertFound(String query, String... ids) throws Exception {
		Answer answer = api.get("/customers?" + query.replace("[", "%5B").replace("]", "%5D"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.ids()).as(query).containsExactlyInAnyOrder((Object[]) ids);
	}

	private static List<Object> walk(ApiCaller caller, String query, int limit) throws Exception {
		List<Object> ids = new ArrayList<>();
		Object cursor = null;
		do {
			Answer answer = caller.get("/customers?limit=" + limit + query
					+ ((cursor != null) ? "&cursor=" + ApiCaller.encoded(cursor.toString()) : ""));
			assertThat(answer.data()).isNotEmpty();
			ids.addAll(answer.ids());
			cursor = answer.json().get("nextCursor");
		}
		while (cursor != null);
		return ids;
	}

}
