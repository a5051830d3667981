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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ImmediateEventExecutor;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The socket: turns bytes into exchanges and outcomes into bytes.
 */
final class ApiServer {

	private static final int MAX_BODY = 1024 * 1024;

	private final RequestHandler handler;

	private final Clock clock;

	private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private final DisposableServer server;

	ApiServer(String host, int port, LoopResources loops, RequestHandler handler, Clock clock) {
		this.handler = handler;
		this.clock = clock;
		this.server = HttpServer.create()
			.host(host)
			.port(port)
			.runOn(loops, false)
			.doOnConnection((connection) -> this.connections.add(connection.channel()))
			.handle((request, response) -> receive(request, response))
			.bindNow();
	}

	int port() {
		return this.server.port();
	}

	void stop() {
		this.server.disposeNow(Duration.ofSeconds(2));
		this.connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
	}

	private Mono<Void> receive(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.collect(Body::new, Body::add)
			.flatMap((body) -> Mono.fromFuture(() -> this.handler.handle(exchange(request, body)), true))
			.flatMap((outcome) -> write(request, response, outcome));
	}

	private Exchange exchange(HttpServerRequest request, Body body) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		request.requestHeaders()
			.forEach((header) -> headers
				.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), (name) -> new ArrayList<>(1))
				.add(header.getValue()));
		headers.replaceAll((name, values) -> List.copyOf(values));
		return new Exchange(request.method().name(), request.uri(), Collections.unmodifiableMap(headers),
				body.bytes.toByteArray(), body.tooLarge, this.clock.instant());
	}

	private static Mono<Void> write(HttpServerRequest request, HttpServerResponse response,
			RequestHandler.Outcome outcome) {
		return switch (outcome.ending()) {
			case RESET -> reset(response);
			case TRUNCATED -> truncate(response, outcome.reply());
			case COMPLETE -> {
				Reply reply = outcome.reply();
				response.status(reply.status());
				reply.headers().forEach(response::header);
				if (reply.body().length == 0 || request.method().name().equals("HEAD")) {
					if (reply.status() != 204 && reply.status() != 304) {
						response.header("Content-Length", "0");
					}
					yield response.send();
				}
				response.header("Content-Length", String.valueOf(reply.body().length));
				yield response.sendByteArray(Mono.just(reply.body())).then();
			}
		};
	}

	private static Mono<Void> reset(HttpServerResponse response) {
		return closing(response, (channel) -> {
			// Closing with a linger time of 0 sends RST instead of FIN.
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			channel.close();
		});
	}

	private static Mono<Void> truncate(HttpServerResponse response, Reply reply) {
		StringBuilder head = new StringBuilder("HTTP/1.1 ").append(HttpResponseStatus.valueOf(reply.status()))
			.append("\r\n");
		reply.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		head.append("Content-Length: ").append(Math.max(1, reply.body().length)).append("\r\n\r\n");
		return closing(response, (channel) -> {
			ByteBuf bytes = Unpooled.wrappedBuffer(head.toString().getBytes(StandardCharsets.ISO_8859_1),
					Arrays.copyOf(reply.body(), reply.body().length / 2));
			// Below the codec, which would insist on the announced length.
			ChannelHandlerContext codec = channel.pipeline().context(NettyPipeline.HttpCodec);
			codec.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
		});
	}

	private static Mono<Void> closing(HttpServerResponse response, Consumer<Channel> action) {
		return Mono.create((sink) -> response.withConnection((connection) -> {
			connection.onDispose(sink::success);
			connection.channel().eventLoop().execute(() -> action.accept(connection.channel()));
		}));
	}

	// Reads a body of any size to its end, so that the reply reaches the sender, but
	// keeps no more of it than is allowed.
	private static final class Body {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

		private boolean tooLarge;

		private void add(ByteBuf buffer) {
			if (this.tooLarge || this.bytes.size() + buffer.readableBytes() > MAX_BODY) {
				this.tooLarge = true;
				this.bytes.reset();
				return;
			}
			byte[] chunk = new byte[buffer.readableBytes()];
			buffer.readBytes(chunk);
			this.bytes.writeBytes(chunk);
		}

	}

}
