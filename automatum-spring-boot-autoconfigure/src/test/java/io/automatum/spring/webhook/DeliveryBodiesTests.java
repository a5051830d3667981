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

package io.automatum.spring.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeliveryBodies}.
 */
class DeliveryBodiesTests {

	private static final int MAX = 10_000;

	private final AtomicLong now = new AtomicLong();

	private final DeliveryBodies bodies = new DeliveryBodies(MAX, 5L * MAX, this.now::get);

	@Test
	void bytesComeOutAsTheyWentIn() {
		Random random = new Random(1);
		for (int length : new int[] { 0, 1, 2047, 2048, 2049, 9999, MAX }) {
			for (long announced : new long[] { -1, length, Long.MAX_VALUE }) {
				byte[] bytes = new byte[length];
				random.nextBytes(bytes);
				DeliveryBody body = this.bodies.open(announced, () -> {
				});
				for (int i = 0; i < length;) {
					int count = Math.min(1 + random.nextInt(3000), length - i);
					assertThat(body.append(bytes, i, count)).isTrue();
					i += count;
				}
				assertThat(body.complete()).isEqualTo(bytes);
			}
		}
		assertThat(this.bodies.taken()).isZero();
	}

	@Test
	void oneByteTooManyIsRefused() {
		DeliveryBody body = this.bodies.open(-1, () -> {
		});
		assertThat(body.append(new byte[MAX], 0, MAX)).isTrue();
		assertThat(body.append(new byte[1], 0, 1)).isFalse();
		body.close();
		assertThat(this.bodies.taken()).isZero();
	}

	@Test
	void whatIsAnnouncedTakesNoMemory() {
		try (DeliveryBody body = this.bodies.open(MAX, () -> {
		})) {
			assertThat(this.bodies.taken()).isZero();
			body.append(new byte[1], 0, 1);
			assertThat(this.bodies.taken()).isLessThanOrEqualTo(2048);
		}
	}

	@Test
	void whoeverHasCostTheMostGivesWay() {
		List<String> displaced = new ArrayList<>();
		DeliveryBody slow = fill("slow", MAX, displaced);
		this.now.addAndGet(1_000_000_000);
		List<DeliveryBody> others = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			others.add(fill("other " + i, MAX, displaced));
		}
		this.now.addAndGet(1_000_000);
		assertThat(displaced).isEmpty();
		byte[] genuine = new byte[2000];
		DeliveryBody body = this.bodies.open(genuine.length, () -> displaced.add("genuine"));
		body.append(genuine, 0, genuine.length);
		assertThat(displaced).containsExactly("slow");
		assertThat(body.complete()).hasSize(2000);
		assertThat(slow.complete()).isNull();
		assertThat(slow.append(genuine, 0, 1)).isTrue();
		assertThat(this.bodies.taken()).isEqualTo(4L * MAX);
		others.forEach(DeliveryBody::close);
		assertThat(this.bodies.taken()).isZero();
	}

	@Test
	void manyAtOnceNeverTakeMoreThanThereIs() throws Exception {
		AtomicInteger displaced = new AtomicInteger();
		AtomicInteger completed = new AtomicInteger();
		DeliveryBodies bodies = new DeliveryBodies(MAX, 5L * MAX, System::nanoTime);
		ExecutorService executor = Executors.newFixedThreadPool(16);
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> senders = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			senders.add(executor.submit(() -> {
				start.await();
				DeliveryBody body = bodies.open(-1, displaced::incrementAndGet);
				for (int j = 0; j < 10; j++) {
					body.append(new byte[MAX / 10], 0, MAX / 10);
					// One body may have asked for its room and not yet given way.
					assertThat(bodies.taken()).isLessThanOrEqualTo(5L * MAX);
				}
				byte[] complete = body.complete();
				if (complete != null) {
					assertThat(complete).hasSize(MAX);
					completed.incrementAndGet();
				}
				return null;
			}));
		}
		start.countDown();
		for (Future<?> sender : senders) {
			sender.get();
		}
		executor.shutdownNow();
		assertThat(completed.get() + displaced.get()).isEqualTo(200);
		assertThat(completed.get()).isPositive();
		assertThat(bodies.taken()).isZero();
	}

	private DeliveryBody fill(String name, int length, List<String> displaced) {
		DeliveryBody body = this.bodies.open(-1, () -> displaced.add(name));
		body.append(new byte[length], 0, length);
		return body;
	}

}
