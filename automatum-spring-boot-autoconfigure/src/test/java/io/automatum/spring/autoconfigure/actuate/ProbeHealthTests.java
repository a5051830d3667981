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

package io.automatum.spring.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.automatum.spring.client.repository.ReactiveListingRepository;
import io.automatum.spring.resilience.RateBudget;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ProbeHealth} that need no service. The others are in
 * {@link HealthTests}.
 */
class ProbeHealthTests {

	private final ReactiveListingRepository listings = mock(ReactiveListingRepository.class);

	private final Clock clock = mock(Clock.class);

	private final ProbeHealth health = new ProbeHealth(this.listings, mock(RateBudget.class), this.clock);

	@Test
	void aRepositoryThatThrowsIsAskedAgain() {
		Instant start = Instant.parse("2026-01-01T00:00:00Z");
		given(this.clock.instant()).willReturn(start);
		given(this.listings.findPage(any(), any())).willThrow(new IllegalStateException("closed"));
		assertThat(this.health.get().getStatus()).isEqualTo(Status.DOWN);
		assertThat(this.health.get().getDetails()).containsEntry("error", "IllegalStateException");
		given(this.clock.instant()).willReturn(start.plus(Duration.ofMinutes(1)));
		assertThat(this.health.get().getStatus()).isEqualTo(Status.DOWN);
		verify(this.listings, times(2)).findPage(any(), any());
	}

	@Test
	void aProbeThatIsUnderWayIsNotJoinedByAnother() {
		Instant start = Instant.parse("2026-01-01T00:00:00Z");
		given(this.clock.instant()).willReturn(start);
		given(this.listings.findPage(any(), any())).willReturn(Mono.never());
		assertThat(this.health.get().getDetails()).containsEntry("state", "under-way");
		given(this.clock.instant()).willReturn(start.plus(Duration.ofMinutes(2)));
		assertThat(this.health.get().getDetails()).containsEntry("state", "under-way");
		verify(this.listings, times(1)).findPage(any(), any());
	}

}
