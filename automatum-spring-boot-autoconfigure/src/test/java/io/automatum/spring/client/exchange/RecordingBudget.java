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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.resilience.RateBudget;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * A rate budget that grants everything, when its gate is open, and counts.
 */
public final class RecordingBudget implements RateBudget {

	private final AtomicInteger granted = new AtomicInteger();

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicInteger givenBack = new AtomicInteger();

	private final List<Integer> replies = new CopyOnWriteArrayList<>();

	private final List<PermitRequest> requests = new CopyOnWriteArrayList<>();

	private final Mono<?> gate;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * Create a budget whose gate is open.
	 */
	public RecordingBudget() {
		this(Mono.empty());
	}

	/**
	 * Create a budget that grants a permit when the gate completes.
	 * @param gate the gate
	 */
	public RecordingBudget(Mono<?> gate) {
		this.gate = gate;
	}

	@Override
	public Mono<Permit> acquire(PermitRequest request) {
		return this.gate.doOnSubscribe((subscription) -> {
			this.requests.add(request);
			this.waiting.incrementAndGet();
		}).doFinally((signal) -> this.waiting.decrementAndGet()).then(Mono.fromSupplier(() -> {
			this.granted.incrementAndGet();
			return new CountedPermit();
		}));
	}

	public int granted() {
		return this.granted.get();
	}

	public int sent() {
		return this.sent.get();
	}

	public int givenBack() {
		return this.givenBack.get();
	}

	public int waiting() {
		return this.waiting.get();
	}

	public List<Integer> replies() {
		return this.replies;
	}

	public List<PermitRequest> requests() {
		return this.requests;
	}

	private final class CountedPermit implements Permit {

		private boolean settled;

		@Override
		public synchronized void sent() {
			if (!this.settled) {
				this.settled = true;
				RecordingBudget.this.sent.incrementAndGet();
			}
		}

		@Override
		public synchronized void release() {
			if (!this.settled) {
				this.settled = true;
				RecordingBudget.this.givenBack.incrementAndGet();
			}
		}

		@Override
		public void replied(int status, HttpHeaders headers) {
			RecordingBudget.this.replies.add(status);
		}

	}

}
