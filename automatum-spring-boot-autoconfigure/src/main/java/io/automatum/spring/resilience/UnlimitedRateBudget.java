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

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * A rate budget that grants everything at once and counts nothing, for
 * {@code automatum.rate-limit.enabled=false}.
 *
 * @since 1.0.0
 */
public final class UnlimitedRateBudget implements RateBudget {

	private static final Mono<Permit> PERMIT = Mono.just(new UncountedPermit());

	@Override
	public Mono<Permit> acquire(PermitRequest request) {
		return PERMIT;
	}

	private static final class UncountedPermit implements Permit {

		@Override
		public void sent() {
		}

		@Override
		public void release() {
		}

		@Override
		public void replied(int status, HttpHeaders headers) {
		}

	}

}
