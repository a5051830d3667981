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

package io.automatum.spring.webhook.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the inbox in memory knows of the past.
 */
class RememberedEventsTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final List<String> forgotten = new ArrayList<>();

	private final RememberedEvents<Integer> events = new RememberedEvents<>(1000, Duration.ofDays(30), this.nanos::get,
			this.forgotten::add);

	@Test
	void knowsExactlyTheNewest() {
		for (int i = 0; i < 100_000; i++) {
			assertThat(this.events.get("e" + i)).isNull();
			this.events.put("e" + i, i);
		}
		assertThat(this.events.size()).isEqualTo(1000);
		assertThat(this.forgotten).hasSize(99_000).last().isEqualTo("e98999");
		for (int i = 99_000; i < 100_000; i++) {
			assertThat(this.events.get("e" + i)).isEqualTo(i);
		}
	}

	@Test
	void forgetsWhenTheTimeIsOver() {
		this.events.put("a", 1);
		this.nanos.addAndGet(Duration.ofDays(29).toNanos());
		this.events.put("b", 2);
		assertThat(this.events.get("a")).isEqualTo(1);
		this.events.replace("a", 3);
		assertThat(this.events.get("a")).isEqualTo(3);
		this.nanos.addAndGet(Duration.ofDays(1).toNanos());
		assertThat(this.events.get("a")).isNull();
		assertThat(this.events.get("b")).isEqualTo(2);
		this.events.replace("a", 4);
		assertThat(this.events.get("a")).isNull();
	}

}
