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

import java.io.ByteArrayOutputStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.BodyInserter;

/**
 * The body of a raw call, remembered while it is written the first time, so that every
 * attempt sends the same bytes. A body that was only partly written, streamed or too
 * large to remember cannot be sent again.
 */
final class ReplayableBody implements BodyInserter<Object, ClientHttpRequest> {

	private static final int MAX_REMEMBERED = 1 << 20;

	private final BodyInserter<?, ? super ClientHttpRequest> delegate;

	private volatile State state = State.UNTOUCHED;

	private volatile byte @Nullable [] remembered;

	/**
	 * What the body's writer has added to the headers: a type, or a boundary between
	 * parts.
	 */
	private volatile HttpHeaders headers = new HttpHeaders();

	private volatile @Nullable Throwable failure;

	ReplayableBody(BodyInserter<?, ? super ClientHttpRequest> delegate) {
		this.delegate = delegate;
	}

	/*
	 * Whether another attempt can send this body.
	 */
	boolean isReplayable() {
		return this.state != State.LOST && this.state != State.WRITING;
	}

	@Override
	public Mono<Void> insert(ClientHttpRequest request, Context context) {
		byte[] bytes = this.remembered;
		if (bytes != null) {
			this.headers.forEach((name, values) -> {
				if (!request.getHeaders().containsHeader(name)) {
					request.getHeaders().put(name, values);
				}
			});
			return request.writeWith(Mono.fromSupplier(() -> request.bufferFactory().wrap(bytes)));
		}
		return Mono.defer(() -> this.delegate.insert(new Recorder(request), context)).doOnError((ex) -> {
			if (this.state == State.UNTOUCHED) {
				this.failure = ex;
			}
		});
	}

	/*
	 * Return what a failed request means: where its body could not be made, that.
	 */
	Throwable explain(Throwable thrown) {
		Throwable failure = this.failure;
		return (failure != null) ? new BrokenBody(failure) : thrown;
	}

	private enum State {

		UNTOUCHED, WRITING, COMPLETE, LOST

	}

	/**
	 * A body that could not be made.
	 */
	@SuppressWarnings("serial")
	static final class BrokenBody extends RuntimeException {

		private final Throwable failure;

		BrokenBody(Throwable failure) {
			super(null, failure, false, false);
			this.failure = failure;
		}

		Throwable failure() {
			return this.failure;
		}

	}

	/**
	 * Remembers what is written.
	 */
	private final class Recorder extends ClientHttpRequestDecorator {

		Recorder(ClientHttpRequest request) {
			super(request);
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return Mono.defer(() -> {
				ReplayableBody.this.state = State.WRITING;
				ByteArrayOutputStream copy = new ByteArrayOutputStream();
				ReplayableBody.this.headers = HttpHeaders.copyOf(getHeaders());
				if (body instanceof Mono<? extends DataBuffer> mono) {
					// One that stays a Mono is sent with its length.
					return super.writeWith(mono.doOnNext((buffer) -> record(copy, buffer))
						.doOnSuccess((buffer) -> complete(copy))
						.doOnError(this::broken));
				}
				return super.writeWith(Flux.from(body)
					.doOnNext((buffer) -> record(copy, buffer))
					.doOnComplete(() -> complete(copy))
					.doOnError(this::broken));
			});
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return Mono.defer(() -> {
				ReplayableBody.this.state = State.LOST;
				return super.writeAndFlushWith(body);
			});
		}

		@Override
		public Mono<Void> setComplete() {
			return Mono.defer(() -> {
				ReplayableBody.this.state = State.COMPLETE;
				return super.setComplete();
			});
		}

		private void record(ByteArrayOutputStream copy, DataBuffer buffer) {
			if (ReplayableBody.this.state != State.WRITING) {
				return;
			}
			if (copy.size() + buffer.readableByteCount() > MAX_REMEMBERED) {
				ReplayableBody.this.state = State.LOST;
				return;
			}
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			buffer.readPosition(buffer.readPosition() - bytes.length);
			copy.writeBytes(bytes);
		}

		private void broken(Throwable failure) {
			ReplayableBody.this.failure = failure;
		}

		private void complete(ByteArrayOutputStream copy) {
			if (ReplayableBody.this.state == State.WRITING) {
				ReplayableBody.this.remembered = copy.toByteArray();
				ReplayableBody.this.state = State.COMPLETE;
			}
		}

	}

}
