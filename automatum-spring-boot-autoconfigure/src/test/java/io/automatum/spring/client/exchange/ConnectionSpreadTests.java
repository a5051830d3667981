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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that calls which waited for the same token do not share one event loop for the
 * rest of their connections' lives.
 */
@Timeout(60)
class ConnectionSpreadTests {

	private static final int CALLS = 8;

	private final Map<EventLoop, Boolean> loops = new ConcurrentHashMap<>();

	@Test
	void callsThatWaitedForATokenConnectOnSeveralEventLoops() throws InterruptedException {
		EventLoop tokenLoop = (EventLoop) HttpResources.get().onClient(true).next();
		CountDownLatch waiting = new CountDownLatch(CALLS);
		try (ScriptedServer server = ScriptedServer.start().answering(Answer.json(200, "{\"data\":[]}"));
				ClientFixture client = ClientFixture.at(server.uri())
					.tokens(new LateTokens(tokenLoop, waiting))
					.transport((httpClient) -> httpClient
						.doOnConnected((connection) -> this.loops.put(connection.channel().eventLoop(), true)))
					.build()) {
			ReactiveCustomerRepository customers = client.repositories().reactiveCustomers();
			Long pages = Flux.range(0, CALLS)
				.flatMap((call) -> customers.findPage(ListQuery.create()), CALLS)
				.count()
				.block();
			assertThat(pages).isEqualTo(CALLS);
			assertThat(this.loops).hasSizeGreaterThan(1);
		}
	}

	/**
	 * Gives the token to all on the event loop that received it, as soon as all wait.
	 */
	private static final class LateTokens implements AccessTokenProvider {

		private final StubTokens tokens = new StubTokens();

		private final EventLoop loop;

		private final CountDownLatch waiting;

		LateTokens(EventLoop loop, CountDownLatch waiting) {
			this.loop = loop;
			this.waiting = waiting;
		}

		@Override
		public Mono<AccessToken> token() {
			return Mono.<Boolean>fromCallable(() -> {
				this.waiting.countDown();
				this.waiting.await();
				return true;
			})
				.subscribeOn(Schedulers.boundedElastic())
				.publishOn(Schedulers.fromExecutor(this.loop))
				.then(this.tokens.token());
		}

		@Override
		public void invalidate(AccessToken token) {
			this.tokens.invalidate(token);
		}

	}

}
