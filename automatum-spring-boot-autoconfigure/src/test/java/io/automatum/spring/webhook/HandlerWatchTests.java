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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
class HandlerWatchTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final HandlerWatch watch = new HandlerWatch(TIMEOUT, this.timer,
			Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC),
			() -> this.timer.now(TimeUnit.NANOSECONDS));

	private final AutomatumEvent<?> event = new AutomatumEvent<>("evt_1", "a.b", null, Instant.EPOCH, 1, "data",
			Map.of());

	@Test
	void saysOnceWhichHandlerStillRunsAndSinceWhen(CapturedOutput output) throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		Object result = this.watch.call("accounts.open", (event) -> {
			this.timer.advanceTimeBy(TIMEOUT.minusMillis(1));
			assertThat(output).doesNotContain("still runs");
			this.timer.advanceTimeBy(Duration.ofHours(3));
			interrupted.set(Thread.currentThread().isInterrupted());
			return "result";
		}, this.event);
		assertThat(result).isEqualTo("result");
		assertThat(interrupted).isFalse();
		assertThat(output.getOut().lines().filter((line) -> line.contains("still runs"))).singleElement()
			.asString()
			.contains("WARN", "'accounts.open'", "since 2026-11-26T10:00:00Z",
					"'" + Thread.currentThread().getName() + "'", "PT5M")
			.doesNotContain("evt_1");
	}

	@Test
	void saysOfManyRunsThatHangHowManyThereAreAndNotEach(CapturedOutput output) throws Exception {
		// The same thread stands for many: each run hangs within the one before.
		hang(10);
		assertThat(output.getOut().lines().filter((line) -> line.contains("still runs"))).singleElement()
			.asString()
			.contains("(1 since the last such line)");
		this.timer.advanceTimeBy(Duration.ofMinutes(1));
		hang(1);
		assertThat(output.getOut().lines().filter((line) -> line.contains("still runs"))).hasSize(2)
			.last()
			.asString()
			.contains("(10 since the last such line)");
	}

	private void hang(int runs) throws Exception {
		this.watch.call("accounts.open", (event) -> {
			if (runs > 1) {
				hang(runs - 1);
			}
			else {
				this.timer.advanceTimeBy(TIMEOUT);
			}
			return null;
		}, this.event);
	}

	@Test
	void saysNothingOfThoseThatReturnOrFailInTime(CapturedOutput output) throws Exception {
		assertThat(this.watch.call("a", (event) -> null, this.event)).isNull();
		assertThatIllegalStateException().isThrownBy(() -> this.watch.call("b", (event) -> {
			throw new IllegalStateException();
		}, this.event));
		this.timer.advanceTimeBy(Duration.ofHours(3));
		assertThat(output).doesNotContain("still runs");
	}

	@Test
	void everyKindOfHandlerIsWatched(CapturedOutput output) throws Exception {
		try (HandlersFixture fixture = new HandlersFixture(Duration.ofMillis(20),
				(context) -> context.registerBean("slow", Slow.class, () -> new Slow(output)))) {
			fixture.handle("a.b", "{}");
		}
		assertThat(output).contains("The handler 'slow.on(?)' of webhook events still runs",
				"The handler 'slow' of webhook events still runs");
	}

	static class Slow implements WebhookHandler<Map<String, Object>> {

		private final CapturedOutput output;

		Slow(CapturedOutput output) {
			this.output = output;
		}

		@AutomatumEventListener
		void on(AutomatumEvent<?> event) {
			waitForTheWarning("'slow.on(?)'");
		}

		@Override
		public Publisher<?> handle(AutomatumEvent<Map<String, Object>> event) {
			waitForTheWarning("'slow'");
			return null;
		}

		private void waitForTheWarning(String id) {
			Awaitility.await().until(() -> this.output.getOut().contains("handler " + id));
		}

	}

}
