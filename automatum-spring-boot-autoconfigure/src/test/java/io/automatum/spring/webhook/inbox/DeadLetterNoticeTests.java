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
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the application and its operator learn of dead letters.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterNoticeTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final List<Object> published = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	@Test
	void publishesEachOnTheExecutor() {
		DeadLetterNotice notice = new DeadLetterNotice(this.published::add, this.tasks::add, this.nanos::get);
		notice.dead(letter("a"));
		notice.dead(letter("b"));
		assertThat(this.published).isEmpty();
		this.tasks.forEach(Runnable::run);
		assertThat(this.published).containsExactly(new DeadLetterEvent(letter("a")), new DeadLetterEvent(letter("b")));
	}

	@Test
	void warnsOnceAMinuteWithTheirNumber(CapturedOutput output) {
		DeadLetterNotice notice = new DeadLetterNotice(this.published::add, Runnable::run, this.nanos::get);
		for (int i = 0; i < 100; i++) {
			notice.dead(letter("a" + i));
		}
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		notice.dead(letter("b"));
		assertThat(output.toString().lines().filter((line) -> line.contains("is a dead letter"))).hasSize(2)
			.first()
			.asString()
			.contains("'a0'", "message: 1.");
		assertThat(output).contains("'b'", "message: 100.").doesNotContain("'a1'").doesNotContain("body");
	}

	@Test
	void outlivesAFailingListener(CapturedOutput output) {
		DeadLetterNotice notice = new DeadLetterNotice((event) -> {
			throw new IllegalStateException("s3cret");
		}, Runnable::run, this.nanos::get);
		notice.dead(letter("a"));
		assertThat(output).contains("IllegalStateException").doesNotContain("s3cret");
	}

	private static final byte[] BODY = "body".getBytes(java.nio.charset.StandardCharsets.UTF_8);

	private static DeadLetter letter(String id) {
		return new DeadLetter(id, "x.y", BODY, MemoryInboxFixture.NOW, MemoryInboxFixture.NOW, 4, "h", "because", true);
	}

}
