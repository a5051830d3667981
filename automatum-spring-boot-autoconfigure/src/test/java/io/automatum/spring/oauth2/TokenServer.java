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

package io.automatum.spring.oauth2;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.automatum.spring.transport.UnreadableReplies;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A token endpoint on a real socket that counts what it is asked.
 */
final class TokenServer implements AutoCloseable {

	private final AtomicInteger requests = new AtomicInteger();

	private final Queue<String> forms = new ConcurrentLinkedQueue<>();

	private final Queue<String> contentTypes = new ConcurrentLinkedQueue<>();

	private final DisposableServer server;

	private TokenServer(IntFunction<Reply> replies) {
		this.server = HttpServer.create().host("127.0.0.1").port(0).handle((request, response) -> {
			int number = this.requests.incrementAndGet();
			Reply reply = replies.apply(number);
			return request.receive().aggregate().asString().defaultIfEmpty("").flatMap((form) -> {
				this.forms.add(form);
				this.contentTypes.add(String.valueOf(request.requestHeaders().get("Content-Type")));
				response.status(reply.status()).header("Content-Type", reply.contentType());
				if (!reply.location().isEmpty()) {
					response.header("Location", reply.location());
				}
				return Mono.delay(reply.delay()).then(response.sendString(Mono.just(reply.body())).then());
			});
		}).bindNow();
	}

	static TokenServer answering(IntFunction<Reply> replies) {
		return new TokenServer(replies);
	}

	/**
	 * A server that takes its time to issue {@code token-1}, {@code token-2} and so on.
	 */
	static TokenServer issuing() {
		return answering((number) -> Reply.token("token-" + number).after(Duration.ofMillis(150)));
	}

	static WebClient webClient() {
		return WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(UnreadableReplies.notQuotedBy(HttpClient.create())))
			.build();
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.port() + "/oauth/token");
	}

	TokenSettings.Builder settings() {
		return TokenSettings.builder(uri());
	}

	ClientCredentialsTokenProvider provider() {
		return new ClientCredentialsTokenProvider(settings().build(),
				ClientCredentialsSource.of("app_1", "secret_of_the_application"), webClient());
	}

	int requests() {
		return this.requests.get();
	}

	List<String> forms() {
		return List.copyOf(this.forms);
	}

	List<String> contentTypes() {
		return List.copyOf(this.contentTypes);
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(5));
	}

	record Reply(int status, String contentType, String body, Duration delay, String location) {

		static Reply token(String value) {
			return json(200, "{\"access_token\":\"" + value
					+ "\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"read:customers write:metering\"}");
		}

		static Reply json(int status, String body) {
			return new Reply(status, "application/json", body, Duration.ZERO, "");
		}

		static Reply redirect(String location) {
			return new Reply(307, "text/plain", "", Duration.ZERO, location);
		}

		Reply after(Duration delay) {
			return new Reply(this.status, this.contentType, this.body, delay, this.location);
		}

	}

}
