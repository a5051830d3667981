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

import java.time.Clock;
import java.util.function.Function;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.ResourceNotFoundException;
import io.automatum.spring.client.json.AutomatumJson;
import io.netty.handler.codec.compression.DecompressionException;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes typed calls: sends each attempt with WebClient, reads the whole reply and decodes
 * it, so that a failure in the middle of a body is a failure of the attempt.
 *
 * @since 1.0.0
 */
public final class ApiExchange {

	/**
	 * The attribute from which Spring's observation of a request takes the {@code uri}
	 * tag; WebClient sets it itself only for a URI that it expands.
	 */
	static final String URI_TEMPLATE_ATTRIBUTE = WebClient.class.getName() + ".uriTemplate";

	private final WebClient webClient;

	private final CallPipeline pipeline;

	private final AutomatumJson json;

	private final ErrorReplies errors;

	private final Envelope envelope;

	private final int maxResponseSize;

	/**
	 * Create the exchange.
	 * @param webClient sends one attempt; without any part of the pipeline
	 * @param pipeline what every call goes through
	 * @param json reads and writes JSON
	 * @param maxResponseSize the largest body that is read, in bytes
	 * @param clock tells the time for what the service says in dates
	 */
	public ApiExchange(WebClient webClient, CallPipeline pipeline, AutomatumJson json, int maxResponseSize,
			Clock clock) {
		this.webClient = webClient;
		this.pipeline = pipeline;
		this.json = json;
		this.errors = new ErrorReplies(json, clock);
		this.envelope = new Envelope(json, this.errors);
		this.maxResponseSize = maxResponseSize;
	}

	/**
	 * Make a call that is answered with one object.
	 * @param <T> the type of the object
	 * @param call the call
	 * @param type the type of the object
	 * @return the object
	 */
	public <T> Mono<T> object(Call call, Class<T> type) {
		return exchange(call, (reply) -> Mono.just(this.envelope.object(reply, type)));
	}

	/**
	 * Make a call that is answered with one object, or with the API's own 404 where there
	 * is none. A 404 that is not the API's is an error.
	 * @param <T> the type of the object
	 * @param call the call
	 * @param type the type of the object
	 * @return the object, or empty
	 */
	public <T> Mono<T> objectIfPresent(Call call, Class<T> type) {
		return this.pipeline.execute(call,
				(attempt) -> request(call, attempt).exchangeToMono((response) -> receive(call, attempt, response)
					.flatMap((reply) -> decode(reply, (success) -> Mono.just(this.envelope.object(success, type))))
					.onErrorResume(ResourceNotFoundException.class, (ex) -> Mono.empty())));
	}

	/**
	 * Make a call that is answered with one page of a list.
	 * @param <T> the type of the items
	 * @param call the call
	 * @param type the type of the items
	 * @param query the query of the page
	 * @return the page
	 */
	public <T> Mono<Page<T>> page(Call call, Class<T> type, ListQuery query) {
		return exchange(call, (reply) -> Mono.just(this.envelope.page(reply, type, query)));
	}

	/**
	 * Make a call whose answer has no content of interest.
	 * @param call the call
	 * @return completion
	 */
	public Mono<Void> nothing(Call call) {
		return exchange(call, (reply) -> {
			this.envelope.nothing(reply);
			return Mono.empty();
		});
	}

	/**
	 * Write a value as JSON.
	 * @param value the value
	 * @return the JSON
	 * @throws IllegalArgumentException if the value cannot be written
	 */
	public byte[] write(Object value) {
		try {
			return this.json.write(value);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("A " + value.getClass().getName() + " cannot be written as JSON", ex);
		}
	}

	private <T> Mono<T> exchange(Call call, Function<Reply, Mono<T>> decoder) {
		return this.pipeline.execute(call, (attempt) -> request(call, attempt)
			.exchangeToMono((response) -> receive(call, attempt, response).flatMap((reply) -> decode(reply, decoder))));
	}

	private <T> Mono<T> decode(Reply reply, Function<Reply, Mono<T>> decoder) {
		if (reply.status() >= 200 && reply.status() < 300) {
			return decoder.apply(reply);
		}
		return Mono.error(this.errors.of(reply));
	}

	private WebClient.RequestHeadersSpec<?> request(Call call, Attempt attempt) {
		WebClient.RequestBodySpec spec = this.webClient.method(call.method())
			.uri(call.uri())
			.attribute(URI_TEMPLATE_ATTRIBUTE, call.uriTemplate())
			.headers((headers) -> addHeaders(headers, call, attempt))
			.httpRequest(attempt);
		byte[] body = call.body();
		return (body != null) ? spec.body(bytes(body)) : spec;
	}

	private static void addHeaders(HttpHeaders headers, Call call, Attempt attempt) {
		CallOptions options = call.options();
		if (!options.headers().isEmpty()) {
			options.headers().forEach(headers::set);
		}
		headers.set(HttpHeaders.AUTHORIZATION, attempt.token().authorization());
		if (call.idempotencyKey() != null) {
			headers.set(CallOptions.IDEMPOTENCY_KEY_HEADER, call.idempotencyKey());
		}
		byte[] body = call.body();
		if (body != null) {
			headers.setContentType(MediaType.APPLICATION_JSON);
			headers.setContentLength(body.length);
		}
	}

	private static BodyInserter<Object, ClientHttpRequest> bytes(byte[] body) {
		return (message, context) -> message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(body)));
	}

	private Mono<Reply> receive(Call call, Attempt attempt, ClientResponse response) {
		int status = response.statusCode().value();
		HttpHeaders headers = response.headers().asHttpHeaders();
		attempt.replied(status, headers);
		Mono<byte[]> body = DataBufferUtils.join(response.body(BodyExtractors.toDataBuffers()), this.maxResponseSize)
			.map(ApiExchange::toBytes)
			.defaultIfEmpty(Reply.NO_BODY)
			.doOnError(DecompressionException.class, (ex) -> attempt.closeConnection());
		if (status < 200) {
			attempt.closeConnection();
			return Mono.just(new Reply(call, status, headers, Reply.NO_BODY, attempt.token()));
		}
		if (status >= 300) {
			// The status alone says what happened; a body that is cut short does not
			// change it.
			body = body.onErrorReturn(Reply.NO_BODY);
		}
		else {
			body = body.onErrorMap(
					(ex) -> Failures.ofBody(ex, new Reply(call, status, headers, Reply.NO_BODY, attempt.token())));
		}
		CallListener listener = this.pipeline.listener();
		return body.map((bytes) -> {
			Reply reply = new Reply(call, status, headers, bytes, attempt.token());
			if (listener != null) {
				listener.received(call, reply);
			}
			return reply;
		});
	}

	private static byte[] toBytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
