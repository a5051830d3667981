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

package io.automatum.spring.test.receiver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import reactor.core.publisher.Mono;

/**
 * Handlers that remember what they were given, and fail or wait where a test wants it.
 */
class Diary {

	private final List<AutomatumEvent<Entitlement>> entitlements = new CopyOnWriteArrayList<>();

	private final List<String> offers = new CopyOnWriteArrayList<>();

	private final List<AutomatumEvent<?>> all = new CopyOnWriteArrayList<>();

	private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

	private final Map<String, CountDownLatch> waits = new ConcurrentHashMap<>();

	@AutomatumEventListener("entitlement.*")
	void entitlement(AutomatumEvent<Entitlement> event) throws Exception {
		CountDownLatch wait = this.waits.get(event.data().id());
		if (wait != null) {
			wait.await(30, TimeUnit.SECONDS);
		}
		AtomicInteger left = this.failures.get(event.data().id());
		if (left != null && left.getAndDecrement() > 0) {
			throw new IllegalStateException("as the test wants it");
		}
		this.entitlements.add(event);
	}

	@AutomatumEventListener("private_offer.accepted")
	Mono<Void> offer(AutomatumEvent<PrivateOffer> event) {
		return Mono.fromRunnable(() -> this.offers.add(event.data().id()));
	}

	@AutomatumEventListener
	void anything(AutomatumEvent<?> event) {
		this.all.add(event);
	}

	void fail(String entitlementId, int times) {
		this.failures.put(entitlementId, new AtomicInteger(times));
	}

	CountDownLatch hold(String entitlementId) {
		CountDownLatch latch = new CountDownLatch(1);
		this.waits.put(entitlementId, latch);
		return latch;
	}

	List<AutomatumEvent<Entitlement>> entitlements(String id) {
		return this.entitlements.stream().filter((event) -> id.equals(event.data().id())).toList();
	}

	List<String> offers() {
		return this.offers;
	}

	List<AutomatumEvent<?>> all(String eventId) {
		return this.all.stream().filter((event) -> event.id().equals(eventId)).toList();
	}

	List<AutomatumEvent<?>> ofType(String type) {
		return this.all.stream().filter((event) -> event.type().equals(type)).toList();
	}

}
