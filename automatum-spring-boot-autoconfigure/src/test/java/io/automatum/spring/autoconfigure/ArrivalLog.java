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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * A server that notes when each request arrives and judges the windows. It answers some
 * of them with 429, 401, 503 or a closed connection.
 */
final class ArrivalLog implements AutoCloseable {

	private static final String NUMBER = "X-Number";

	private static final String PAGE = """
			{"data":[{"id":"cust_1"},{"id":"cust_2"}],"nextCursor":"%s"}""";

	private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<Long> beforePermits = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<Long> afterPermits = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<Long> ways = new ConcurrentLinkedQueue<>();

	private final Map<String, Long> written = new ConcurrentHashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicInteger faults = new AtomicInteger();

	private final int percentOfFaults;

	private final DisposableServer server;

	ArrivalLog(int percentOfFaults) {
		this.percentOfFaults = percentOfFaults;
		this.server = HttpServer.create()
			.host("localhost")
			.port(0)
			.route((routes) -> routes
				.post("/oauth/token",
						(request, response) -> json(response, 200,
								"{\"access_token\":\"t%d\",\"token_type\":\"Bearer\",\"expires_in\":36000}"
									.formatted(System.nanoTime())))
				.route((request) -> true, this::answer))
			.bindNow();
	}

	String url() {
		return "http://localhost:" + this.server.port();
	}

	/**
	 * Number a request, and note between which two moments its permit is stamped.
	 */
	ClientRequest stamp(ClientRequest request) {
		String number = Long.toString(this.numbers.incrementAndGet());
		// Not from(request), whose own consumer would stamp the permit before the first
		// moment is noted.
		return ClientRequest.create(request.method(), request.url())
			.headers((headers) -> headers.addAll(request.headers()))
			.cookies((cookies) -> cookies.addAll(request.cookies()))
			.attributes((attributes) -> attributes.putAll(request.attributes()))
			.body(request.body())
			.header(NUMBER, number)
			.httpRequest((httpRequest) -> {
				this.beforePermits.add(System.nanoTime());
				Objects.requireNonNull(request.httpRequest()).accept(httpRequest);
				long written = System.nanoTime();
				this.afterPermits.add(written);
				this.written.put(number, written);
			})
			.build();
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		long now = System.nanoTime();
		this.arrivals.add(now);
		Long sent = this.written.remove(String.valueOf(request.requestHeaders().get(NUMBER)));
		if (sent != null) {
			this.ways.add(now - sent);
		}
		int dice = (int) Math.floorMod(this.numbers.get() * 7919 + this.arrivals.size() * 104729L, 100L);
		if (dice < this.percentOfFaults) {
			this.faults.incrementAndGet();
			return switch (dice % 4) {
				case 0 -> json(response.header("Retry-After", "0"), 429, "{\"code\":429,\"message\":\"slow down\"}");
				case 1 -> json(response, 401, "{\"code\":401,\"message\":\"expired\"}");
				case 2 -> json(response, 503, "{\"code\":503,\"message\":\"later\"}");
				default ->
					Mono.fromRunnable(() -> response.withConnection((connection) -> connection.channel().close()));
			};
		}
		return json(response, 200, request.method().name().equals("POST") ? "{\"id\":\"cust_9\"}"
				: PAGE.formatted(request.uri().contains("cursor") ? "" : "next"));
	}

	private static Mono<Void> json(HttpServerResponse response, int status, String body) {
		return response.status(status).header("Content-Type", "application/json").sendString(Mono.just(body)).then();
	}

	List<Long> arrivals() {
		return sorted(this.arrivals);
	}

	/**
	 * The shortest time in which one permit more than the limit was stamped. No stamp is
	 * later than the moment noted after it, nor earlier than the one before it, so a
	 * thread that is held up between them makes this longer and never shorter.
	 */
	Duration shortestSpan(int limit) {
		List<Long> before = sorted(this.beforePermits);
		List<Long> after = sorted(this.afterPermits);
		long shortest = Long.MAX_VALUE;
		for (int i = 0; i + limit < after.size(); i++) {
			shortest = Math.min(shortest, after.get(i + limit) - before.get(i));
		}
		return Duration.ofNanos(shortest);
	}

	int count() {
		return this.arrivals.size();
	}

	int faults() {
		return this.faults.get();
	}

	/**
	 * How many arrived in a window that begins with the first arrival.
	 */
	int arrivalsWithin(Duration window) {
		List<Long> sorted = sorted(this.arrivals);
		long end = sorted.get(0) + window.toNanos();
		return (int) sorted.stream().filter((arrival) -> arrival < end).count();
	}

	/**
	 * By how much the busiest of all windows exceeds the limit.
	 */
	int overrun(List<Long> sorted, int limit, Duration window) {
		int most = 0;
		int first = 0;
		for (int last = 0; last < sorted.size(); last++) {
			while (sorted.get(last) - sorted.get(first) >= window.toNanos()) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return Math.max(0, most - limit);
	}

	Duration wayVariesBy() {
		List<Long> sorted = sorted(this.ways);
		return sorted.isEmpty() ? Duration.ZERO : Duration.ofNanos(sorted.get(sorted.size() - 1) - sorted.get(0));
	}

	private static List<Long> sorted(Iterable<Long> values) {
		List<Long> sorted = new ArrayList<>();
		values.forEach(sorted::add);
		Collections.sort(sorted);
		return sorted;
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
