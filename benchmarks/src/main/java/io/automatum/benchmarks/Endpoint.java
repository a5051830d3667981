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

package io.automatum.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.webhook.WebhookSigner;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Delivers webhooks of 1 KB to an endpoint that verifies them and to one that does not,
 * in rounds that take turns.
 */
final class Endpoint {

	static final String SECRET = "whsec_4f0c2b9d8e7a6150";

	/** More than an inbox in memory remembers, so that each is new to it. */
	private static final int DELIVERIES = 20_000;

	private final byte[][] bodies = new byte[DELIVERIES][];

	private final String[] signatures = new String[DELIVERIES];

	private final AtomicInteger next = new AtomicInteger();

	private Endpoint() {
		WebhookSigner signer = new WebhookSigner(SECRET);
		for (int i = 0; i < DELIVERIES; i++) {
			String body = "{\"id\":\"evt_%06d\",\"type\":\"entitlement.updated\",\"data\":{\"id\":\"ent_%06d\",\"note\":\"%s\"}}"
				.formatted(i, i, "x".repeat(930));
			this.bodies[i] = body.getBytes(StandardCharsets.UTF_8);
			this.signatures[i] = signer.sign(this.bodies[i]);
		}
	}

	static void run(Options options) throws Exception {
		Endpoint endpoint = new Endpoint();
		for (String kind : options.text("kinds", "SERVLET,REACTIVE").split(",")) {
			endpoint.compare(kind, options);
		}
	}

	private void compare(String kind, Options options) throws IOException, InterruptedException {
		int rounds = options.number("rounds", 25);
		int concurrency = options.number("concurrency", 16);
		Duration time = Duration.ofMillis(options.number("millis", 400));
		double[] ratios = new double[rounds];
		double[] rates = new double[rounds];
		ConnectionProvider connections = ConnectionProvider.create("endpoint", 2 * concurrency);
		try (StubProcess servers = StubProcess.start(WebhookServer.class, kind); Load load = new Load(concurrency)) {
			Variant with = variant("verified", servers.url(0), connections);
			Variant without = variant("not verified", servers.url(1), connections);
			load.run(with, Duration.ofMillis(options.number("warm-up-millis", 6000)));
			load.run(without, Duration.ofMillis(options.number("warm-up-millis", 6000)));
			for (int round = 0; round < rounds; round++) {
				boolean first = round % 2 == 0;
				double one = load.run(first ? with : without, time).callsPerSecond();
				double other = load.run(first ? without : with, time).callsPerSecond();
				rates[round] = first ? one : other;
				ratios[round] = first ? one / other : other / one;
			}
		}
		finally {
			connections.dispose();
		}
		System.out.printf(Locale.ROOT, "%-8s verified %.0f deliveries a second, %.3f of those without verification%n",
				kind, Figures.median(rates), Figures.median(ratios));
	}

	private Variant variant(String name, String url, ConnectionProvider connections) {
		HttpClient client = HttpClient.create(connections).baseUrl(url);
		return Variant.reactive(name, Mono.defer(() -> {
			int i = Math.floorMod(this.next.getAndIncrement(), DELIVERIES);
			return client
				.headers((headers) -> headers.set("Content-Type", "application/json")
					.set("X-Automatum-Signature", this.signatures[i]))
				.post()
				.uri("/webhooks/automatum")
				.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(this.bodies[i])))
				.response()
				.map((response) -> check(response.status().code()));
		}));
	}

	// The load counts what has ten items.
	private static int check(int status) {
		if (status != 202) {
			throw new IllegalStateException("Answered " + status);
		}
		return 10;
	}

}
