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

package io.automatum.spring.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.automatum.spring.observation.AutomatumObservation.OperationHighCardinalityKeys;
import io.automatum.spring.observation.AutomatumObservation.OperationLowCardinalityKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * The default names: {@code automatum.operation} and the keys of
 * {@link AutomatumObservation#OPERATION}.
 *
 * @since 1.0.0
 */
public class DefaultOperationObservationConvention implements OperationObservationConvention {

	private static final String NAME = "automatum.operation";

	private static final KeyValue NO_ERROR = KeyValue.of(OperationLowCardinalityKeys.EXCEPTION, KeyValue.NONE_VALUE);

	private static final KeyValue UNKNOWN = KeyValue.of(OperationLowCardinalityKeys.OUTCOME, "unknown");

	private static final KeyValue SUCCESS = KeyValue.of(OperationLowCardinalityKeys.OUTCOME, "success");

	private static final KeyValue FAILURE = KeyValue.of(OperationLowCardinalityKeys.OUTCOME, "error");

	private static final KeyValue CANCELLED = KeyValue.of(OperationLowCardinalityKeys.OUTCOME, "cancelled");

	/**
	 * By resource, then by operation; asked for several times a call, and there are few
	 * of either.
	 */
	private static final Map<String, Map<String, Names>> NAMES = new ConcurrentHashMap<>();

	private static final KeyValues ONE_ATTEMPT = attempts(1);

	private static final KeyValues NO_ATTEMPT = attempts(0);

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public String getContextualName(OperationObservationContext context) {
		return names(context).span();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(OperationObservationContext context) {
		Throwable error = context.getError();
		if (error == null && !context.isCancelled()) {
			Names names = names(context);
			return context.isEnded() ? names.success() : names.underWay();
		}
		return (error != null)
				? keyValues(context, FAILURE,
						KeyValue.of(OperationLowCardinalityKeys.EXCEPTION, OtherException.nameOf(error)))
				: keyValues(context, CANCELLED, NO_ERROR);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(OperationObservationContext context) {
		int attempts = context.getAttempts();
		return switch (attempts) {
			case 0 -> NO_ATTEMPT;
			case 1 -> ONE_ATTEMPT;
			default -> attempts(attempts);
		};
	}

	private static Names names(OperationObservationContext context) {
		Map<String, Names> ofResource = NAMES.get(context.getResource());
		Names names = (ofResource != null) ? ofResource.get(context.getOperation()) : null;
		if (names == null) {
			names = new Names("automatum " + context.getResource() + " " + context.getOperation(),
					keyValues(context, UNKNOWN, NO_ERROR), keyValues(context, SUCCESS, NO_ERROR));
			NAMES.computeIfAbsent(context.getResource(), (resource) -> new ConcurrentHashMap<>())
				.put(context.getOperation(), names);
		}
		return names;
	}

	private static KeyValues keyValues(OperationObservationContext context, KeyValue outcome, KeyValue error) {
		return KeyValues.of(KeyValue.of(OperationLowCardinalityKeys.RESOURCE, context.getResource()),
				KeyValue.of(OperationLowCardinalityKeys.OPERATION, context.getOperation()), outcome, error);
	}

	private static KeyValues attempts(int attempts) {
		return KeyValues.of(KeyValue.of(OperationHighCardinalityKeys.ATTEMPTS, Integer.toString(attempts)));
	}

	/**
	 * What a call is named.
	 *
	 * @param span the name of its span
	 * @param underWay its key values as long as it has not ended
	 * @param success its key values when it has
	 */
	private record Names(String span, KeyValues underWay, KeyValues success) {

	}

}
