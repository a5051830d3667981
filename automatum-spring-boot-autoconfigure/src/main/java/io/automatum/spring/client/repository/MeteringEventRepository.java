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

package io.automatum.spring.client.repository;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.NewMeteringEvent;

/**
 * Access to reported usage. Usage that is reported twice is billed twice, so it is
 * reported only with a key of the caller's: a key that the client made up would not
 * survive a crash between the report and its answer. Derive it from what is reported, for
 * instance from customer, dimension and hour. <pre class="code">
 * void report(MeteringEventRepository meteringEvents, NewMeteringEvent usage, String customerId, Instant hour) {
 *     meteringEvents.create(usage, "usage-" + customerId + "-" + hour);
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public interface MeteringEventRepository extends ResourceRepository<MeteringEvent> {

	/**
	 * Report usage.
	 * @param event the usage
	 * @param idempotencyKey the key; the same usage must always be reported with the same
	 * key, also after a crash
	 * @return the report as the API answers it
	 * @throws AutomatumException if the call fails
	 * @throws IllegalArgumentException if the key cannot be sent
	 */
	MeteringEvent create(NewMeteringEvent event, String idempotencyKey);

	/**
	 * Report usage.
	 * @param event the usage
	 * @param idempotencyKey the key; the same usage must always be reported with the same
	 * key, also after a crash
	 * @param options what this call does otherwise
	 * @return the report as the API answers it
	 * @throws AutomatumException if the call fails
	 * @throws IllegalArgumentException if the key cannot be sent, or the options hold
	 * another one
	 */
	MeteringEvent create(NewMeteringEvent event, String idempotencyKey, CallOptions options);

}
