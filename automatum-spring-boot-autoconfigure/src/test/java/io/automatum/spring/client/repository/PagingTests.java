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

package io.automatum.spring.client.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.PaginationLoopException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.Customer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for walking the pages of a list.
 */
@Timeout(60)
class PagingTests {

	private final ScriptedServer server = ScriptedServer.start();

	private final ClientFixture client = ClientFixture.at(this.server.uri()).maxAttempts(1).build();

	private final CustomerRepository customers = this.client.repositories().customers();

	private final ReactiveCustomerRepository reactive = this.client.repositories().reactiveCustomers();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyItemComesExactlyOnceInOrder(boolean cursors) {
		serve(cursors, 23, 10);
		assertThat(blocking(ListQuery.create())).containsExactlyElementsOf(ids(0, 230));
		assertThat(this.server.requests()).hasSize(23);
		assertThat(reactive(ListQuery.create())).containsExactlyElementsOf(ids(0, 230));
	}

	@Test
	void slowReactiveConsumerLosesNoPageThatWasReadAhead() {
		serve(true, 8, 3);
		List<String> seen = new ArrayList<>();
		StepVerifier.create(this.reactive.findAll(ListQuery.create()).map(Customer::id).doOnNext(seen::add), 0)
			.thenRequest(4)
			.expectNextCount(4)
			.then(() -> awaitRequests(3))
			.expectNoEvent(Duration.ofMillis(150))
			.thenRequest(5)
			.expectNextCount(5)
			.then(() -> awaitRequests(4))
			.expectNoEvent(Duration.ofMillis(150))
			.thenRequest(100)
			.expectNextCount(15)
			.verifyComplete();
		assertThat(seen).containsExactlyElementsOf(ids(0, 24));
	}

	@Test
	void reactiveConsumerThatTakesTimeGetsEveryItem() {
		serve(true, 6, 4);
		assertThat(this.reactive.findAll(ListQuery.create())
			.concatMap((customer) -> Mono.delay(Duration.ofMillis(8)).thenReturn(customer.id()), 1)
			.collectList()
			.block(Duration.ofSeconds(20))).containsExactlyElementsOf(ids(0, 24));
	}

	@Test
	void demandIsHonoured() {
		serve(true, 5, 2);
		StepVerifier.create(this.reactive.findAll(ListQuery.create()), 0)
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(100))
			.then(() -> assertThat(this.server.requests()).isEmpty())
			.thenRequest(1)
			.expectNextCount(1)
			.expectNoEvent(Duration.ofMillis(100))
			.then(() -> assertThat(this.server.requests()).hasSize(1))
			.thenRequest(1)
			.expectNextCount(1)
			.thenCancel()
			.verify();
	}

	@Test
	void limitWithinThePageMakesOneRequest() {
		serve(true, 5, 10);
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			assertThat(all.limit(5)).hasSize(5);
		}
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			assertThat(all.limit(10)).hasSize(10);
		}
		assertThat(this.reactive.findAll(ListQuery.create()).take(5).collectList().block()).hasSize(5);
		assertThat(this.server.requests()).hasSize(3);
		// Beyond the first page it takes another one.
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			assertThat(all.limit(11)).hasSize(11);
		}
		assertThat(this.server.requests()).hasSizeGreaterThan(4);
	}

	@Test
	void nothingIsAskedForBeforeTheFirstItemIs() {
		serve(true, 2, 2);
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			assertThat(this.server.requests()).isEmpty();
			assertThat(all.map(Customer::id)).hasSize(4);
		}
	}

	@Test
	void onePageIsReadAheadFromTheSecondOn() {
		serve(true, 10, 2);
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			Iterator<Customer> items = all.iterator();
			items.next();
			items.next();
			assertStaysAt(1);
			items.next();
			awaitRequests(3);
			assertStaysAt(3);
			items.next();
			items.next();
			awaitRequests(4);
			assertStaysAt(4);
		}
		assertStaysAt(4);
	}

	@Test
	void reactiveWalkReadsAheadAsWell() {
		serve(true, 10, 2);
		StepVerifier.create(this.reactive.findAll(ListQuery.create()), 2)
			.expectNextCount(2)
			.then(() -> assertStaysAt(1))
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> awaitRequests(3))
			.then(() -> assertStaysAt(3))
			.thenCancel()
			.verify();
		assertStaysAt(3);
	}

	@Test
	void closingCancelsThePageThatIsReadAhead() {
		this.server.answering(page("a", 0, 2), page("b", 2, 2), Answer.silence());
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			Iterator<Customer> items = all.iterator();
			for (int i = 0; i < 3; i++) {
				items.next();
			}
			awaitRequests(3);
			assertThat(this.client.activeConnections()).isEqualTo(1);
		}
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void closingFromAnotherThreadEndsTheWait() throws Exception {
		this.server.answering(Answer.silence());
		Stream<Customer> all = this.customers.findAll(ListQuery.create());
		CompletableFuture<Long> count = CompletableFuture.supplyAsync(all::count);
		awaitRequests(1);
		all.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> count.get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(CallInterruptedException.class);
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void cancellingTheFluxCancelsTheRequestInFlight() {
		this.server.answering(page("a", 0, 2), page("b", 2, 2), Answer.silence());
		StepVerifier.create(this.reactive.findAll(ListQuery.create()), 3)
			.expectNextCount(3)
			.then(() -> awaitRequests(3))
			.thenCancel()
			.verify();
		Awaitility.await().until(() -> this.server.hangUps() == 1);
	}

	@Test
	void emptyPageWithACursorGoesOn() {
		this.server.answering(page("a", 0, 2), page("b", 0, 0), page("c", 0, 0), page(null, 2, 2));
		assertThat(blocking(ListQuery.create())).containsExactlyElementsOf(ids(0, 4));
		this.server.answering(page("a", 0, 2), page("b", 0, 0), page("c", 0, 0), page(null, 2, 2));
		assertThat(reactive(ListQuery.create())).containsExactlyElementsOf(ids(0, 4));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",\"nextCursor\":null", ",\"nextCursor\":\"\"", ",\"nextCursor\":false",
			",\"pagination\":null", ",\"pagination\":[]", ",\"pagination\":{\"page\":1,\"pages\":1}",
			",\"pagination\":{\"page\":1,\"pages\":0}", ",\"pagination\":{\"page\":\"1\",\"pages\":3}",
			",\"pagination\":{\"page\":1,\"limit\":1,\"total\":1}" })
	void listEndsWithoutACursor(String tail) {
		this.server.answering(Answer.json(200, "{\"data\":[{\"id\":\"0\"}]" + tail + "}"));
		assertThat(blocking(ListQuery.create())).containsExactly("0");
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void numberOfPagesIsCountedFromTheItemsWhereItIsNotSent() {
		this.server.answering(
				Answer.json(200, "{\"data\":[{\"id\":\"0\"}],\"pagination\":{\"page\":1,\"limit\":1,\"total\":2}}"),
				Answer.json(200, "{\"data\":[{\"id\":\"1\"}],\"pagination\":{\"page\":2,\"limit\":1,\"total\":2}}"));
		assertThat(blocking(ListQuery.create())).containsExactly("0", "1");
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void cursorsAreSentBackAsTheyCame() {
		String cursor = "a+/=%&?#é漢😀 b";
		this.server.answering(Answer.json(200, "{\"data\":[],\"nextCursor\":\"" + cursor + "\"}"), page(null, 0, 1));
		assertThat(blocking(ListQuery.create().eq("status", "active").page(3))).hasSize(1);
		assertThat(this.server.requests().get(0).target()).isEqualTo("/api/v1/customers?status=active&page=3");
		assertThat(this.server.requests().get(1).target()).isEqualTo(
				"/api/v1/customers?status=active&cursor=" + "a%2B%2F%3D%25%26%3F%23%C3%A9%E6%BC%A2%F0%9F%98%80%20b");
	}

	@Test
	void cursorThatComesAgainAtOnceIsNamed() {
		assertLoop(ids(0, 4), "cursor same", page("same", 0, 2), page("same", 2, 2));
	}

	@Test
	void cursorsThatGoRoundAreNamed() {
		assertLoop(ids(0, 6), "cursor A", page("A", 0, 2), page("B", 2, 2), page("A", 4, 2));
	}

	@Test
	void cursorOfTheFirstQueryThatComesAgainIsNamed() {
		this.server.answering(page("A", 0, 2), page("B", 2, 2));
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create().cursor("B"))) {
			List<String> seen = new ArrayList<>();
			assertThatExceptionOfType(PaginationLoopException.class)
				.isThrownBy(() -> all.forEach((customer) -> seen.add(customer.id())));
			assertThat(seen).containsExactlyElementsOf(ids(0, 4));
		}
	}

	@Test
	void pageNumberThatComesAgainIsNamed() {
		assertLoop(ids(0, 2), "page 1", numbered(1, 3, 0, 2), numbered(1, 3, 0, 2));
	}

	@Test
	void cursorOfControlCharactersCannotForgeALogLine() {
		String body = "{\"data\":[],\"nextCursor\":\"a\\r\\nb\\u001b\\u2028" + "c".repeat(5000) + "\"}";
		this.server.answering(Answer.json(200, body));
		PaginationLoopException failure = catchThrowableOfType(PaginationLoopException.class,
				() -> blocking(ListQuery.create()));
		assertThat(failure.getMessage()).hasSizeLessThan(500).doesNotContain("\r", "\n", "\u001b", "\u2028");
		assertThat(failure.page()).startsWith("cursor a\r\nb");
	}

	@Test
	void failingPageSaysWhereToGoOnAfterTheItemsBeforeIt() {
		for (boolean blocking : new boolean[] { true, false }) {
			this.server.answering(page("a", 0, 2), page("b", 2, 2), Answer.json(500, "{}"));
			List<String> seen = new ArrayList<>();
			ServerErrorException failure = catchThrowableOfType(ServerErrorException.class,
					() -> walk(blocking, ListQuery.create().limit(2).eq("status", "active"), seen));
			assertThat(seen).containsExactlyElementsOf(ids(0, 4));
			assertThat(failure.resumeQuery()).hasValue(ListQuery.create().limit(2).eq("status", "active").cursor("b"));
		}
	}

	@Test
	void failureOutsideAWalkHasNoResumeQuery() {
		this.server.answering(Answer.json(500, "{}"));
		ServerErrorException failure = catchThrowableOfType(ServerErrorException.class,
				() -> this.customers.findPage(ListQuery.create()));
		assertThat(failure.resumeQuery()).isEmpty();
	}

	@Test
	void interruptedWalkSaysWhereToGoOn() throws Exception {
		this.server.answering(page("a", 0, 2), Answer.silence());
		List<String> seen = new ArrayList<>();
		CompletableFuture<Throwable> failed = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				walk(true, ListQuery.create(), seen);
			}
			catch (RuntimeException ex) {
				failed.complete(ex);
			}
		});
		thread.start();
		awaitRequests(2);
		thread.interrupt();
		assertThat(failed.get(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(CallInterruptedException.class,
				(failure) -> assertThat(failure.resumeQuery()).hasValue(ListQuery.create().cursor("a")));
		assertThat(seen).containsExactlyElementsOf(ids(0, 2));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void resumingAfterRandomFailuresLosesAndRepeatsNothing(long seed) {
		Random random = new Random(seed);
		boolean cursors = random.nextBoolean();
		boolean blocking = random.nextBoolean();
		int pages = 1 + random.nextInt(30);
		int size = 1 + random.nextInt(5);
		Answer good = pages(cursors, pages, size);
		this.server.answering((exchange) -> {
			Answer answer = switch (random.nextInt(8)) {
				case 0 -> Answer.json(503, "{}");
				case 1 -> Answer.reset();
				case 2 -> Answer.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"data\":[{\"id\":\"0\"}");
				case 3 -> Answer.html(200);
				default -> good;
			};
			answer.write(exchange);
		});
		List<String> seen = new ArrayList<>();
		ListQuery query = ListQuery.create();
		while (query != null) {
			try {
				walk(blocking, query, seen);
				query = null;
			}
			catch (AutomatumException ex) {
				query = ex.resumeQuery().orElseThrow();
			}
		}
		assertThat(seen).containsExactlyElementsOf(ids(0, pages * size));
	}

	@Test
	void iteratorThatIsAskedAgainAfterAFailureTriesThePageAgain() {
		this.server.answering(page("a", 0, 1), Answer.json(500, "{}"), page(null, 1, 1));
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			PageIterator<String> items = new PageIterator<>(
					new PageWalk<>(
							(query) -> this.reactive.findPage(query)
								.map((page) -> new Page<>(page.items().stream().map(Customer::id).toList(),
										page.nextCursor(), null, null, null, null, page.next())),
							ListQuery.create(), ErrorDetails.none()));
			assertThat(items.next()).isEqualTo("0");
			assertThatExceptionOfType(ServerErrorException.class).isThrownBy(items::hasNext);
			assertThat(items.next()).isEqualTo("1");
			assertThat(items.hasNext()).isFalse();
		}
	}

	@Test
	void fiveThousandPagesDoNotOverflowTheStack() {
		AtomicInteger fetched = new AtomicInteger();
		PageWalk<Integer> walk = new PageWalk<>((query) -> Mono.fromSupplier(() -> synthetic(fetched, 5000)),
				ListQuery.create(), ErrorDetails.none());
		assertThat(walk.items().collectList().block()).hasSize(10_000).startsWith(0, 1).endsWith(9998, 9999);
		fetched.set(0);
		PageWalk<Integer> one = new PageWalk<>((query) -> Mono.fromSupplier(() -> synthetic(fetched, 5000)),
				ListQuery.create(), ErrorDetails.none());
		StepVerifier.Step<Integer> steps = StepVerifier.create(one.items().limitRate(1));
		steps.expectNextCount(10_000).verifyComplete();
		fetched.set(0);
		try (Stream<Integer> all = new PageWalk<Integer>((query) -> Mono.fromSupplier(() -> synthetic(fetched, 5000)),
				ListQuery.create(), ErrorDetails.none())
			.stream()) {
			assertThat(all.count()).isEqualTo(10_000);
		}
	}

	@Test
	void fiveThousandPagesOverTheNetwork() {
		serve(true, 5000, 1);
		assertThat(this.reactive.findAll(ListQuery.create()).count().block()).isEqualTo(5000);
	}

	@Test
	void eachSubscriptionIsAWalkOfItsOwn() {
		serve(true, 3, 2);
		Flux<String> all = this.reactive.findAll(ListQuery.create()).map(Customer::id);
		assertThat(all.collectList().block()).hasSize(6);
		assertThat(all.collectList().block()).containsExactlyElementsOf(ids(0, 6));
	}

	@Test
	void optionsGoWithEveryPage() {
		serve(true, 3, 1);
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create(),
				CallOptions.none().header("X-Trace", "t1"))) {
			assertThat(all.count()).isEqualTo(3);
		}
		assertThat(this.server.requests()).extracting((request) -> request.header("X-Trace"))
			.containsExactly("t1", "t1", "t1");
	}

	@Test
	void pageTellsWhatTheServerSent() {
		this.server.answering(Answer.json(200,
				"{\"data\":[{\"id\":\"0\"}],\"pagination\":{\"page\":2,\"limit\":20,\"total\":47,\"pages\":3}}"));
		Page<Customer> page = this.customers.findPage(ListQuery.create().page(2));
		assertThat(page.page()).isEqualTo(2);
		assertThat(page.limit()).isEqualTo(20);
		assertThat(page.total()).isEqualTo(47);
		assertThat(page.pages()).isEqualTo(3);
		assertThat(page.nextQuery()).hasValue(ListQuery.create().page(3));
		assertThat(page.nextCursor()).isNull();
	}

	@Test
	void readAheadIsWaitedForOnlyWhenItsItemsAreNeeded() {
		CountDownLatch third = new CountDownLatch(1);
		this.server.answering(page("a", 0, 2), page("b", 2, 2), page(null, 4, 2).after(third));
		try (Stream<Customer> all = this.customers.findAll(ListQuery.create())) {
			Iterator<Customer> items = all.iterator();
			List<String> seen = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				seen.add(items.next().id());
			}
			assertThat(seen).containsExactly("0", "1", "2");
			third.countDown();
			items.forEachRemaining((customer) -> seen.add(customer.id()));
			assertThat(seen).containsExactlyElementsOf(ids(0, 6));
		}
	}

	private void assertLoop(List<String> items, String named, Answer... pages) {
		for (boolean blocking : new boolean[] { true, false }) {
			List<String> seen = new ArrayList<>();
			this.server.answering(pages);
			PaginationLoopException failure = catchThrowableOfType(PaginationLoopException.class,
					() -> walk(blocking, ListQuery.create(), seen));
			assertThat(seen).containsExactlyElementsOf(items);
			assertThat(failure.page()).isEqualTo(named);
			assertThat(failure).hasMessageContaining(named).hasMessageContaining("GET /customers");
			assertThat(failure.uriTemplate()).isEqualTo("/customers");
			assertThat(failure.isRetryable()).isFalse();
			assertThat(this.server.requests()).hasSize(pages.length);
			this.server.forget();
		}
	}

	private void walk(boolean blocking, ListQuery query, List<String> seen) {
		if (blocking) {
			try (Stream<Customer> all = this.customers.findAll(query)) {
				all.forEach((customer) -> seen.add(customer.id()));
			}
		}
		else {
			this.reactive.findAll(query).doOnNext((customer) -> seen.add(customer.id())).blockLast();
		}
	}

	private List<String> blocking(ListQuery query) {
		List<String> seen = new ArrayList<>();
		walk(true, query, seen);
		return seen;
	}

	private List<String> reactive(ListQuery query) {
		List<String> seen = new ArrayList<>();
		walk(false, query, seen);
		return seen;
	}

	private void serve(boolean cursors, int pages, int size) {
		this.server.answering(pages(cursors, pages, size));
	}

	/**
	 * Answers with the page that is asked for.
	 */
	private static Answer pages(boolean cursors, int pages, int size) {
		return (exchange) -> {
			String target = exchange.request().target();
			int equals = target.indexOf(cursors ? "cursor=" : "page=");
			int number = (equals >= 0) ? Integer.parseInt(target.substring(target.indexOf('=', equals) + 1))
					: (cursors ? 0 : 1);
			Answer answer = cursors
					? page((number + 1 < pages) ? Integer.toString(number + 1) : null, number * size, size)
					: numbered(number, pages, (number - 1) * size, size);
			answer.write(exchange);
		};
	}

	private static Answer page(String cursor, int first, int size) {
		return Answer.json(200, "{\"data\":[" + items(first, size) + "],\"nextCursor\":"
				+ ((cursor != null) ? "\"" + cursor + "\"" : "null") + "}");
	}

	private static Answer numbered(int number, int pages, int first, int size) {
		return Answer.json(200, "{\"code\":200,\"data\":[" + items(first, size) + "],\"pagination\":{\"page\":" + number
				+ ",\"limit\":" + size + ",\"total\":" + pages * size + ",\"pages\":" + pages + "}}");
	}

	private static String items(int first, int size) {
		return String.join(",", ids(first, size).stream().map((id) -> "{\"id\":\"" + id + "\"}").toList());
	}

	private static List<String> ids(int first, int size) {
		return IntStream.range(first, first + size).mapToObj(Integer::toString).toList();
	}

	private static Page<Integer> synthetic(AtomicInteger fetched, int pages) {
		int number = fetched.getAndIncrement();
		String cursor = (number + 1 < pages) ? Integer.toString(number + 1) : null;
		return new Page<>(List.of(2 * number, 2 * number + 1), cursor, null, null, null, null,
				(cursor != null) ? ListQuery.create().cursor(cursor) : null);
	}

	private void awaitRequests(int count) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.server.requests().size() >= count);
	}

	private void assertStaysAt(int count) {
		Awaitility.await()
			.during(Duration.ofMillis(120))
			.atMost(Duration.ofSeconds(2))
			.until(() -> this.server.requests().size() == count);
	}

}
