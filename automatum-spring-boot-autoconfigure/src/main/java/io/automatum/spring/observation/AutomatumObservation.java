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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the client and their keys.
 *
 * @since 1.0.0
 */
public enum AutomatumObservation implements ObservationDocumentation {

	/**
	 * One logical call, whatever number of requests it took.
	 */
	OPERATION {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultOperationObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return OperationLowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return OperationHighCardinalityKeys.values();
		}

	},

	/**
	 * One request for an access token; its HTTP request is the child. Belongs to the
	 * trace of the call that caused it and waits for it; one in the background has a
	 * trace of its own.
	 */
	TOKEN_RENEWAL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTokenRenewalObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return TokenRenewalKeys.LowCardinality.values();
		}

	},

	/**
	 * One wait for a permit of the rate budget, before an attempt. Permits that are there
	 * at once, and refusals at once, are not observed.
	 */
	RATE_LIMIT_WAIT {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRateLimitWaitObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return RateLimitWaitKeys.LowCardinality.values();
		}

	},

	/**
	 * One delivery of a webhook, from the receipt of its request to its answer. Those who
	 * handle its event, whenever that is, belong to its trace.
	 */
	WEBHOOK_DELIVERY {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultWebhookDeliveryObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return WebhookDeliveryKeys.LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return WebhookDeliveryKeys.HighCardinality.values();
		}

	},

	/**
	 * One run of a handler of webhook events.
	 */
	WEBHOOK_HANDLING {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultWebhookHandlingObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return WebhookHandlingKeys.LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return WebhookHandlingKeys.HighCardinality.values();
		}

	};

	/**
	 * Keys of {@link #OPERATION} with few values.
	 */
	public enum OperationLowCardinalityKeys implements KeyName {

		/**
		 * The resource's name, {@code other} if the client does not know it.
		 */
		RESOURCE {

			@Override
			public String asString() {
				return "resource";
			}

		},

		/**
		 * What was done with the resource: {@code findById}, {@code findPage},
		 * {@code create}, {@code update}, {@code deleteById} or {@code raw}.
		 */
		OPERATION {

			@Override
			public String asString() {
				return "operation";
			}

		},

		/**
		 * {@code success}, {@code error} or {@code cancelled}, {@code unknown} until it
		 * has ended.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The simple name of the client's exception, {@code OtherException} for what the
		 * application's own code threw, {@code none} without one.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		}

	}

	/**
	 * Keys of {@link #OPERATION} with any number of values.
	 */
	public enum OperationHighCardinalityKeys implements KeyName {

		/**
		 * How many HTTP requests were written.
		 */
		ATTEMPTS {

			@Override
			public String asString() {
				return "attempts";
			}

		}

	}

}
