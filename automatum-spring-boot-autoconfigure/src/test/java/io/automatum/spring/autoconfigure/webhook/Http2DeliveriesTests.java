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

package io.automatum.spring.autoconfigure.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.automatum.spring.webhook.WebhookSigner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.PrematureCloseException;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answers over HTTP/2 without TLS, as behind a proxy that speaks it: those of
 * HTTP/1.1.
 */
class Http2DeliveriesTests {

	private static final Map<String, Object> PROPERTIES = Map.of("server.http2.enabled", true,
			"automatum.webhook.body-timeout", DeliveryTable.BODY_TIMEOUT + "ms");

	private static final int RESET = 0;

	private final List<String> answers = new ArrayList<>();

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void answersAreThoseOfHttp1(WebApplicationType type) {
		try (WebhookApplication application = WebhookApplication.start(type, PROPERTIES)) {
			String genuine = Delivery.event("evt_h2");
			deliver(application, "genuine", signed(genuine), whole(genuine));
			deliver(application, "genuine, in two parts", signed(genuine),
					Flux.concat(bytes(genuine.substring(0, 9)), bytes(genuine.substring(9))));
			deliver(application, "genuine, slow, but in time", signed(genuine),
					bytes(genuine).delaySubscription(Duration.ofMillis(DeliveryTable.BODY_TIMEOUT / 3)));
			String largest = DeliveryTable.eventOf(DeliveryTable.MAX_BODY);
			deliver(application, "genuine, of the largest size", signed(largest), whole(largest));
			deliver(application, "forged", signed(genuine), whole(genuine + " "));
			deliver(application, "unsigned", (headers) -> {
			}, whole(genuine));
			deliver(application, "two signatures", signed(genuine).andThen(signed(genuine)), whole(genuine));
			deliver(application, "a form",
					signed(genuine).andThen(header("content-type", "multipart/mixed; boundary=x")), whole(genuine));
			deliver(application, "encoded", signed(genuine).andThen(header("content-encoding", "gzip")),
					whole(genuine));
			String large = DeliveryTable.eventOf(DeliveryTable.MAX_BODY + 1);
			deliver(application, "too large", signed(large), whole(large));
			deliver(application, "no body", signed(genuine), Flux.never());
			deliver(application, "half of the body", signed(genuine),
					Flux.concat(bytes(genuine.substring(0, 9)), Mono.never()));
			deliver(application, "a byte now and then", signed(genuine),
					Flux.interval(Duration.ofMillis(50)).flatMap((tick) -> bytes("x")));
			deliver(application, HttpMethod.PUT, "PUT", signed(genuine), whole(genuine));
			deliver(application, HttpMethod.GET, "GET", (headers) -> {
			}, Mono.empty());
			System.out.println(type + " over HTTP/2: " + this.answers);
			List<String> expected = List.of("genuine 202", "genuine, in two parts 202",
					"genuine, slow, but in time 202", "genuine, of the largest size 202", "forged 401", "unsigned 401",
					"two signatures 401", "a form 415", "encoded 415", "too large 413", "no body 408",
					"half of the body 408", "a byte now and then 408", "PUT 405", "GET 405");
			assertThat(this.answers).hasSameSizeAs(expected);
			for (int i = 0; i < expected.size(); i++) {
				String answer = this.answers.get(i);
				boolean mayBeReset = type == WebApplicationType.SERVLET
						&& expected.get(i).matches(".* (405|408|413|415)");
				assertThat(answer).isIn(expected.get(i),
						(mayBeReset) ? expected.get(i).replaceAll("\\d+$", String.valueOf(RESET)) : expected.get(i));
			}
			assertThat(application.handled()).hasSize(2);
		}
	}

	private void deliver(WebhookApplication application, String name, Consumer<HttpHeaders> headers,
			Publisher<ByteBuf> body) {
		deliver(application, HttpMethod.POST, name, headers, body);
	}

	private void deliver(WebhookApplication application, HttpMethod method, String name, Consumer<HttpHeaders> headers,
			Publisher<ByteBuf> body) {
		HttpClient client = HttpClient.newConnection().protocol(HttpProtocol.H2C).port(application.port());
		Integer status = client.headers(headers)
			.request(method)
			.uri(Delivery.PATH)
			.send(body)
			.responseSingle((response, content) -> {
				assertThat(response.version().majorVersion()).isEqualTo(2);
				assertThat(response.responseHeaders().get("content-type")).isEqualTo("application/json");
				return Mono.just(response.status().code());
			})
			// A stream that Tomcat resets after its answer, since it does not want the
			// rest.
			.onErrorReturn(PrematureCloseException.class, RESET)
			.block(Duration.ofSeconds(15));
		this.answers.add(name + " " + status);
	}

	private static Consumer<HttpHeaders> signed(String body) {
		return header("x-automatum-signature",
				new WebhookSigner(Delivery.SECRET).sign(body.getBytes(StandardCharsets.UTF_8)));
	}

	private static Consumer<HttpHeaders> header(String name, String value) {
		return (headers) -> headers.add(name, value);
	}

	private static Publisher<ByteBuf> whole(String body) {
		return bytes(body);
	}

	private static Mono<ByteBuf> bytes(String text) {
		return Mono.fromSupplier(() -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
	}

}
