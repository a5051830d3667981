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

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The service: a token endpoint, the page that is measured, and a long list of slow
 * pages. Runs in a process of its own, so that what it costs is not taken for what the
 * client costs, and ends when its standard input does.
 */
public final class StubServer {

	static final int SLOW_PAGE_SIZE = 100;

	private static final byte[] TOKEN = ("{\"access_token\":\"" + "t".repeat(400)
			+ "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")
		.getBytes(StandardCharsets.UTF_8);

	private static final byte[] PAGE = Samples.page(1, 10, null);

	private final int slowItems;

	private final Duration slowness;

	private final boolean rateHeaders;

	private StubServer(int slowItems, Duration slowness, boolean rateHeaders) {
		this.slowItems = slowItems;
		this.slowness = slowness;
		this.rateHeaders = rateHeaders;
	}

	/**
	 * Start the server and print its port.
	 * @param args the number of items of the slow list, the milliseconds each of its
	 * pages takes, whether to send the headers of the rate limit, and whether to spin on
	 * one core instead of sleeping until there is something to do
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		StubServer stub = new StubServer(Integer.parseInt(args[0]), Duration.ofMillis(Integer.parseInt(args[1])),
				Boolean.parseBoolean(args[2]));
		HttpServer http = HttpServer.create().host("127.0.0.1").port(0).route(stub::routes);
		DisposableServer server = (Boolean.parseBoolean(args[3]) ? http.runOn(spinning()) : http).bindNow();
		System.out.println(server.port());
		while (System.in.read() >= 0) {
			// Only the end matters.
		}
		server.disposeNow();
		System.exit(0);
	}

	/*
	 * On the loopback interface it is the sender who pays for waking the receiver, about
	 * 6 µs a request and more the less often one is sent: a client that costs more was
	 * charged for that as well.
	 */
	private static EventLoopGroup spinning() {
		if (!Epoll.isAvailable()) {
			throw new IllegalStateException("A server that spins needs Linux: use --spinning-server=false",
					Epoll.unavailabilityCause());
		}
		SelectStrategy strategy = (supplier, hasTasks) -> SelectStrategy.BUSY_WAIT;
		return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory(0, () -> strategy));
	}

	private void routes(HttpServerRoutes routes) {
		routes.post("/oauth/token", (request, response) -> request.receive().then(send(response, TOKEN)))
			.get("/customers", (request, response) -> send(limits(response), PAGE))
			.get("/slow/customers",
					(request, response) -> Mono.delay(this.slowness).then(send(response, slowPage(request))));
	}

	private HttpServerResponse limits(HttpServerResponse response) {
		if (this.rateHeaders) {
			response.header("X-RateLimit-Limit", "1000000")
				.header("X-RateLimit-Remaining", "999999")
				.header("X-RateLimit-Reset", "1790000000");
		}
		return response;
	}

	private byte[] slowPage(HttpServerRequest request) {
		int first = parameter(request.uri(), "cursor=");
		int next = first + SLOW_PAGE_SIZE;
		return Samples.page(first, SLOW_PAGE_SIZE, (next < this.slowItems) ? Integer.toString(next) : null);
	}

	private static int parameter(String uri, String name) {
		int start = uri.indexOf(name);
		if (start < 0) {
			return 0;
		}
		int end = uri.indexOf('&', start);
		return Integer.parseInt(uri.substring(start + name.length(), (end >= 0) ? end : uri.length()));
	}

	private static Mono<Void> send(HttpServerResponse response, byte[] body) {
		return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
			.sendObject(Unpooled.wrappedBuffer(body))
			.then();
	}

}
