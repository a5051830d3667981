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

package io.automatum.spring.client.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallListener}: what it is told of each call, over real connections.
 */
@Timeout(60)
class CallListenerTests {

	private static final Answer LIST = Answer.json(200, "{\"data\":[{\"id\":\"1\"}]}", "X-Request-Id: req-2");

	private final ScriptedServer server = ScriptedServer.start().answering(LIST);

	private final Recorder recorder = new Recorder();

	private final ClientFixture client = ClientFixture.at(this.server.uri())
		.listener(CallListener.of(List.of(new Thrower(), this.recorder)))
		.build();

	@AfterEach
	void close() {
		this.client.assertNoConnectionInUse();
		this.client.close();
		this.server.close();
	}

	@Test
	void tellsOfEachAttemptOnceAndOfTheCallOnce() {
		this.server.answering(Answer.json(503, "{}", "X-Request-Id: req-1"), LIST);
		customers().findPage(ListQuery.create());
		assertThat(this.recorder.events).containsExactly("permitted", "received 503",
				"attempted 1 503 req-1 ServerErrorException", "retrying after 1", "permitted", "received 200",
				"attempted 2 200 req-2 null", "ended 2 null false");
		assertThat(this.recorder.last.number()).isEqualTo(2);
		assertThat(this.recorder.last.requestId()).isEqualTo("req-2");
	}

	@Test
	void tellsOfTheFailureThatTheCallerGets() {
		this.server.answering(Answer.json(422, "{\"message\":\"no\"}"));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> customers().findPage(ListQuery.create()));
		assertThat(this.recorder.events).containsExactly("permitted", "received 422",
				"attempted 1 422 null ValidationException", "ended 1 ValidationException false");
	}

	@Test
	void tellsThatAnAnswerWasStoredEarlier() {
		this.server.answering(Answer.json(201, "{\"id\":\"1\"}", "Idempotent-Replayed: true"));
		customers().create(NewCustomer.builder().email("a@example.org").build());
		assertThat(this.recorder.events).contains("attempted 1 201 null null replayed");
	}

	@Test
	void tellsOfACallThatWasGivenUp() {
		this.server.answering(Answer.silence());
		Disposable call = this.client.repositories().reactiveCustomers().findPage(ListQuery.create()).subscribe();
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		call.dispose();
		assertThat(this.recorder.events).containsExactlyInAnyOrder("permitted", "attempted 1 null null null cancelled",
				"ended 1 null true");
	}

	@Test
	void tellsOfADeadlineAsAFailureOfTheCallAndTheEndOfItsAttempt() {
		this.server.answering(Answer.silence());
		assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> this.client.repositories()
			.customers()
			.findPage(ListQuery.create(), CallOptions.none().deadline(Duration.ofMillis(200))));
		assertThat(this.recorder.events).containsExactly("permitted", "attempted 1 null null null cancelled",
				"ended 1 TransportException false");
	}

	@Test
	void tellsOfRawCallsButNotOfTheirBodies() {
		assertThat(this.client.webClient()
			.get()
			.uri(this.server.uri() + "/customers")
			.retrieve()
			.bodyToMono(String.class)
			.block()).isNotEmpty();
		assertThat(this.recorder.events).containsExactly("permitted", "attempted 1 200 req-2 null",
				"ended 1 null false");
	}

	@Test
	void knowsTheCallByItsTemplate() {
		customers().findById("a b");
		assertThat(this.recorder.calls).containsOnly("GET /customers/{id}");
	}

	@Test
	void nobodyToTellIsNoListener() {
		assertThat(CallListener.of(Set.of())).isNull();
	}

	private CustomerRepository customers() {
		return this.client.repositories().customers();
	}

	private static final class Thrower implements CallListener {

		@Override
		public void permitted(Call call, long nanos) {
			throw new IllegalStateException("permitted");
		}

		@Override
		public void received(Call call, ReceivedReply reply) {
			throw new StackOverflowError();
		}

		@Override
		public void attempted(Call call, AttemptResult attempt) {
			throw new NoClassDefFoundError();
		}

		@Override
		public void ended(Call call, CallResult result) {
			throw new IllegalStateException("ended");
		}

	}

	private static final class Recorder implements CallListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile AttemptResult last;

		@Override
		public void permitted(Call call, long nanos) {
			assertThat(nanos).isNotNegative();
			this.events.add("permitted");
			this.calls.add(call.toString());
		}

		@Override
		public void received(Call call, ReceivedReply reply) {
			this.events.add("received " + reply.status());
		}

		@Override
		public void attempted(Call call, AttemptResult attempt) {
			assertThat(attempt.nanos()).isPositive();
			List<String> words = new ArrayList<>();
			words.add("attempted " + attempt.number() + " " + attempt.status() + " " + attempt.requestId());
			words.add(name(attempt.failure()));
			if (attempt.replayed()) {
				words.add("replayed");
			}
			if (attempt.cancelled()) {
				words.add("cancelled");
			}
			this.events.add(String.join(" ", words));
		}

		@Override
		public void retrying(Call call, AutomatumException failure, int attempts, Duration wait) {
			assertThat(wait).isGreaterThanOrEqualTo(Duration.ZERO);
			this.events.add("retrying after " + attempts);
		}

		@Override
		public void ended(Call call, CallResult result) {
			assertThat(result.nanos()).isPositive();
			this.last = result.last();
			this.events.add("ended " + result.attempts() + " " + name(result.failure()) + " " + result.cancelled());
		}

		private static String name(Throwable failure) {
			return (failure != null) ? failure.getClass().getSimpleName() : "null";
		}

	}

}
