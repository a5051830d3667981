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

package io.automatum.spring.webhook.inbox.jdbc;

import java.util.List;

import io.automatum.spring.webhook.inbox.jdbc.LaneTable.Lane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When it is said that handlers hang.
 */
@ExtendWith(OutputCaptureExtension.class)
class BusyAlarmTests {

	private final BusyAlarm alarm = new BusyAlarm(2);

	private final long start = System.nanoTime();

	@Test
	void warnsOnceWhenAllWorkersHaveBeenBusyForLong(CapturedOutput output) {
		Claim first = claim("mail");
		Claim second = claim("billing");
		look(59, first, second);
		assertThat(output).doesNotContain("busy");
		look(61, first, second);
		look(62, first, second);
		assertThat(output.toString().lines().filter((line) -> line.contains("busy"))).singleElement()
			.asString()
			.contains("all 2 workers", "handlers billing, mail");
		look(63, first);
		assertThat(output).containsOnlyOnce("Events are handled again");
		look(63, first, second);
		assertThat(output.toString().lines().filter((line) -> line.contains("busy"))).hasSize(2);
	}

	@Test
	void staysQuietWhileAWorkerIsFreeOrWaitsForItsHandler(CapturedOutput output) {
		look(3600, claim("mail"));
		look(3600, claim("mail"), new Claim(new Lane("k", "me", 1), event(), true));
		assertThat(output).doesNotContain("busy");
	}

	private void look(long seconds, Claim... claims) {
		this.alarm.look(List.of(claims), this.start + seconds * 1_000_000_000 + 500_000_000);
	}

	private static Claim claim(String handler) {
		Claim claim = new Claim(new Lane("k", "me", 1), event(), true);
		assertThat(claim.enter(handler)).isTrue();
		return claim;
	}

	private static StoredEvent event() {
		return new StoredEvent(1, Deliveries.event("evt_1", "k"), 1, false);
	}

}
