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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallInterruptedException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.exchange.ClientFixture;
import io.automatum.spring.client.exchange.ScriptedServer;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewMeteringEvent;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests that a method returns or throws what it says, whatever it is given and whatever
 * the server sends.
 */
@Timeout(60)
class HostileUseTests {

	private static final CallOptions ONCE = CallOptions.none().noRetry();

	private static final ListQuery ALL = ListQuery.create();

	private static final NewCustomer NEW = NewCustomer.builder().build();

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

	@Test
	void nullIsRefusedWhereItIsGivenAndNothingIsSent() {
		MeteringEventRepository usage = this.client.repositories().meteringEvents();
		ReactiveMeteringEventRepository reactiveUsage = this.client.repositories().reactiveMeteringEvents();
		AutomatumOperations operations = this.client.repositories().operations();
		List<ThrowingCallable> calls = List.of(() -> this.customers.findById(null),
				() -> this.customers.findById("1", null), () -> this.customers.findPage(null),
				() -> this.customers.findPage(ALL, null), () -> this.customers.findAll(null),
				() -> this.customers.findAll(ALL, null), () -> this.customers.create(null),
				() -> this.customers.create(null, ONCE), () -> this.customers.create(NEW, null),
				() -> this.customers.update("1", null), () -> this.customers.update("1", null, ONCE),
				() -> this.customers.update("1", Customer.builder().build(), null),
				() -> this.customers.deleteById(null), () -> this.customers.deleteById("1", null),
				() -> this.reactive.findById(null), () -> this.reactive.findById("1", null),
				() -> this.reactive.findPage(null), () -> this.reactive.findPage(ALL, null),
				() -> this.reactive.findAll(null), () -> this.reactive.findAll(ALL, null),
				() -> this.reactive.create(null), () -> this.reactive.create(NEW, null),
				() -> this.reactive.update("1", null), () -> this.reactive.deleteById("1", null),
				() -> usage.create(null, "key"), () -> usage.create(NewMeteringEvent.builder().build(), null),
				() -> usage.create(NewMeteringEvent.builder().build(), "key", null),
				() -> reactiveUsage.create(null, "key"),
				() -> reactiveUsage.create(NewMeteringEvent.builder().build(), null),
				() -> operations.path(null, Map.class), () -> operations.path("/x", null));
		assertThat(calls)
			.allSatisfy((call) -> assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("must "));
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/x/..;/y", "/x/.;a=b", "/..;" })
	void dotSegmentWithAParameterIsRefused(String path) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.repositories().operations().path(path, Map.class));
	}

	@Test
	void pathOfAnyLengthIsCheckedWithoutAStack() {
		this.server.answering(Answer.json(200, "{\"id\":\"1\"}"));
		String path = "/x".repeat(20_000);
		assertThat(this.client.repositories().operations().path(path, Map.class).findById("1")).isPresent();
		assertThat(this.server.request().target()).hasSizeGreaterThan(40_000);
	}

	@Test
	void deadlineOfANanosecondIsADeadline() {
		this.server.answering(Answer.json(200, "{\"id\":\"1\"}"));
		CallOptions options = CallOptions.none().deadline(Duration.ofNanos(1));
		List<ThrowingCallable> calls = List.of(() -> this.customers.findById("1", options),
				() -> this.customers.deleteById("1", options), () -> this.customers.create(NEW, options),
				() -> this.customers.findAll(ALL, options).toList());
		assertThat(calls).allSatisfy((call) -> assertThatExceptionOfType(TransportException.class).isThrownBy(call)
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(TransportException.Kind.DEADLINE)));
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":\"nope\"}", "{\"error\":true,\"message\":\"no\"}",
			"{\"message\":\"no\",\"error\":\"invalid_request\",\"error_description\":\"no\"}" })
	void statementOfAnErrorIsNoResource(String body) {
		this.server.answering(Answer.json(200, body));
		assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> this.customers.create(NEW));
		assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> this.customers.findPage(ALL));
	}

	@Test
	void memberCalledErrorOfAResourceIsNoError() {
		AutomatumOperations operations = this.client.repositories().operations();
		for (String body : List.of("{\"id\":\"1\",\"error\":\"bounced\"}",
				"{\"state\":\"failed\",\"error\":\"bounced\"}", "{\"message\":\"Hello\",\"error\":\"\"}",
				"{\"message\":\"Hello\",\"error\":false}")) {
			this.server.answering(Answer.json(200, body));
			assertThat(operations.path("/mail", Map.class).findById("1")).as(body)
				.hasValueSatisfying((mail) -> assertThat(mail).containsKey("error"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"code\":5,\"message\":\"Not Found\"}", "{\"code\":0,\"message\":\"no route\"}",
			"{\"code\":404.5,\"message\":\"no route\"}" })
	void gatewayThatCountsInAnotherWayDoesNotSayThatNothingIsFound(String body) {
		this.server.answering(Answer.json(404, body));
		assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> this.customers.findById("1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "{\"id\":\"2\"}", "{", "]", ",", "1" })
	void twoRepliesInOneAreNone(String tail) {
		this.server.answering(Answer.json(200, "{\"id\":\"1\"}" + tail));
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> this.customers.findById("1"));
		this.server.answering(Answer.json(200, "{\"data\":[]} " + tail));
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> this.customers.findPage(ALL));
		this.server.answering(Answer.json(200, " {\"id\":\"1\"}\r\n \t"));
		assertThat(this.customers.findById("1")).isPresent();
	}

	@Test
	void cursorThatCannotBeSentBackIsADecodingFailure() {
		this.server.answering(Answer.json(200, "{\"data\":[{\"id\":\"1\"}],\"nextCursor\":\"a\\ud800\"}"));
		List<ThrowingCallable> calls = List.of(() -> this.customers.findPage(ALL),
				() -> this.customers.findAll(ALL).toList(), () -> this.reactive.findAll(ALL).collectList().block());
		assertThat(calls).allSatisfy((call) -> assertThatExceptionOfType(DecodingException.class).isThrownBy(call)
			.withMessageContaining("nextCursor"));
	}

	@Test
	void lastPageNumberThereCanBeIsTheLast() {
		this.server
			.answering(Answer.json(200, "{\"data\":[],\"pagination\":{\"page\":2147483647,\"pages\":2147483648}}"));
		assertThat(this.customers.findPage(ALL).nextQuery()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { BrokenClass.class, Refusing.class, Endless.class, int.class, Void.class, Runnable.class })
	void typeThatCannotBeReadIsADecodingFailureAtOnce(Class<?> type) {
		this.server.answering(Answer.json(200, "{\"id\":\"1\"}"));
		CallOptions options = CallOptions.none().deadline(Duration.ofSeconds(15));
		assertThatExceptionOfType(DecodingException.class)
			.isThrownBy(() -> this.client.repositories().operations().path("/x", type).findById("1", options));
		assertThatExceptionOfType(DecodingException.class)
			.isThrownBy(() -> this.client.repositories().operations().path("/x", type).create(Map.of(), options));
	}

	@Test
	void streamThatIsClosedDoesNotLookAsIfItHadEnded() throws Exception {
		this.server.answering(Answer.json(200, "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"}]}"));
		Stream<Customer> all = this.customers.findAll(ALL);
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		CompletableFuture<List<String>> taken = CompletableFuture.supplyAsync(() -> all.map((customer) -> {
			first.countDown();
			await(closed);
			return customer.id();
		}).toList());
		await(first);
		all.close();
		all.close();
		closed.countDown();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> taken.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(CallInterruptedException.class);
	}

	@Test
	void streamThatEndedMayBeClosedAndAskedAgain() {
		this.server.answering(Answer.json(200, "{\"data\":[{\"id\":\"1\"}]}"));
		Stream<Customer> all = this.customers.findAll(ALL);
		Iterator<Customer> items = all.iterator();
		items.next();
		assertThat(items.hasNext()).isFalse();
		all.close();
		all.close();
		assertThat(items.hasNext()).isFalse();
		Stream<Customer> untouched = this.customers.findAll(ALL);
		untouched.close();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void parallelStreamHoldsEveryItemOnce() {
		this.server.answering(Answer.json(200, "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"nextCursor\":\"a\"}"),
				Answer.json(200, "{\"data\":[{\"id\":\"3\"},{\"id\":\"4\"}]}"));
		try (Stream<Customer> all = this.customers.findAll(ALL)) {
			assertThat(all.parallel().map(Customer::id).toList()).containsExactly("1", "2", "3", "4");
		}
	}

	@ParameterizedTest
	@MethodSource
	void anyReplyIsAResultOrATypedFailure(String reply) {
		this.server.answering(Answer.rawThenClose(reply));
		CallOptions options = ONCE.deadline(Duration.ofSeconds(5));
		List<Callable<?>> calls = List.of(() -> this.customers.findById("1", options),
				() -> this.customers.findPage(ALL, options), () -> this.customers.findAll(ALL, options).toList(),
				() -> this.customers.create(NEW, options), () -> {
					this.customers.deleteById("1", options);
					return "";
				});
		assertThat(calls).allSatisfy((call) -> {
			try {
				assertThat(call.call()).isNotNull();
			}
			catch (AutomatumException ex) {
				assertThat(ex.getMessage()).isNotBlank().doesNotContain("\r", "\n");
			}
		});
	}

	static Stream<String> anyReplyIsAResultOrATypedFailure() {
		List<String> bodies = List.of("", "{}", "[]", "null", "1", "\"x\"", "{\"data\":null}", "{\"data\":{}}",
				"{\"data\":[null]}", "{\"data\":[1,\"a\"]}", "{\"data\":[[]]}", "{\"code\":1e999,\"id\":1}",
				"{\"error\":{\"message\":1e999999999,\"code\":[]}}", "{\"errors\":{\"a\":[1]},\"code\":400}",
				"{\"id\":{\"a\":[]},\"createdAt\":-1}", "[".repeat(2000), "{\"a\":".repeat(2000),
				"{\"a\":1" + "0".repeat(5000) + "}", "{\"" + "a".repeat(60_000) + "\":1}", "\u0000\u00ff\u00fe",
				"{\"pagination\":{\"page\":-1,\"pages\":1e3},\"data\":[]}");
		Stream<String> replies = bodies.stream()
			.flatMap((body) -> Stream.of(200, 299, 400, 404, 429, 999)
				.map((status) -> "HTTP/1.1 " + status + " S\r\nContent-Type: application/json\r\nContent-Length: "
						+ body.length() + "\r\n\r\n" + body));
		Stream<String> heads = Stream
			.of("Retry-After: 99999999999999999999", "Retry-After: -1", "Retry-After: NaN",
					"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "X-RateLimit-Reset: 99999999999999999999",
					"X-RateLimit-Remaining: -5", "Content-Encoding: gzip", "Content-Encoding: br",
					"Content-Type: application/json;;;=", "Content-Type: \u0001", "Transfer-Encoding: foo",
					"Content-Length: -1", "Content-Length: 99999999999999999999", "X: " + "y".repeat(70_000))
			.flatMap((header) -> Stream.of(200, 429, 503)
				.map((status) -> "HTTP/1.1 " + status + " S\r\n" + header + "\r\n\r\n{}"));
		return Stream.concat(replies, heads);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	record BrokenClass(String id) {

		private static final Object BROKEN = broken();

		private static Object broken() {
			throw new IllegalStateException("Its initializer fails");
		}

	}

	record Refusing(String id) {

		Refusing {
			throw new AssertionError("Never");
		}

	}

	record Endless(String id) {

		Endless {
			endless(1);
		}

		private static int endless(int depth) {
			return endless(depth + 1) + 1;
		}

	}

}
