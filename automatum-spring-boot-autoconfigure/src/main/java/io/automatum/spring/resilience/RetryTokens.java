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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The retry budget: a retry takes a token, ten successes bring one, and a retry that
 * succeeds gives its own back. Without successes there are no more retries than tokens,
 * however many calls fail; with fewer than about one failure in five nothing is noticed
 * of it. Counted in tenths.
 */
final class RetryTokens {

	/** At the start: three calls may use up all their retries, one more in part. */
	static final int INITIAL = 10;

	/** At most: so many retries at once after a long time without a failure. */
	static final int CAPACITY = 50;

	private static final int TOKEN = 10;

	private final AtomicInteger tenths = new AtomicInteger(INITIAL * TOKEN);

	boolean take() {
		int before = this.tenths.getAndUpdate((tenths) -> (tenths >= TOKEN) ? tenths - TOKEN : tenths);
		return before >= TOKEN;
	}

	void succeeded(boolean retried) {
		int earned = (retried) ? TOKEN + 1 : 1;
		if (this.tenths.get() < CAPACITY * TOKEN) {
			this.tenths.getAndUpdate((tenths) -> Math.min(tenths + earned, CAPACITY * TOKEN));
		}
	}

	double left() {
		return this.tenths.get() / (double) TOKEN;
	}

}
