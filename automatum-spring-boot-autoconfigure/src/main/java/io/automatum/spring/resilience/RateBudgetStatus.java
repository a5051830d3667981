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

package io.automatum.spring.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a rate budget looks like at one moment.
 *
 * @param windows each window, the shortest first
 * @param waiting how many calls wait for a permit
 * @param reserved how many permits were granted and neither sent nor given back yet
 * @param lost how many permits were neither sent nor given back in time, since the start:
 * more than none is a defect of the code that took them
 * @param pausedUntil until when nothing is sent because the service answered 429, or
 * {@code null}
 * @since 1.0.0
 */
public record RateBudgetStatus(List<Window> windows, int waiting, int reserved, long lost,
		@Nullable Instant pausedUntil) {

	/**
	 * Creates a status; the list is copied.
	 */
	public RateBudgetStatus {
		windows = List.copyOf(windows);
	}

	/**
	 * One window of the budget.
	 *
	 * @param name the name of the window's period, for instance {@code minute}
	 * @param period how long the window is
	 * @param limit how many requests it allows: the configured limit, or the service's if
	 * that is lower
	 * @param remaining how many more requests may be sent now
	 * @param used how many of our requests count in it
	 * @param usedByOthers how many more the service counts, as far as it has said so
	 * @param serverLimit the limit the service last named for it, or {@code null}
	 * @param serverRemaining how many requests the service last said were left, or
	 * {@code null}
	 */
	public record Window(String name, Duration period, int limit, int remaining, int used, int usedByOthers,
			@Nullable Long serverLimit, @Nullable Long serverRemaining) {

	}

}
