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

import java.util.List;
import java.util.Map;

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.PrivateOffer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the types of events. Others will come, and are delivered too.
 */
final class EventTypes {

	/** Those that Automatum documents. */
	static final List<String> KNOWN = List.of("entitlement.created", "entitlement.expired", "entitlement.renewed",
			"entitlement.cancelled", "entitlement.updated", "private_offer.created", "private_offer.accepted",
			"private_offer.expired", "private_offer.updated", "private_offer.cancelled", "customer.created",
			"customer.updated", "customer.deleted", "metering.submitted", "metering.confirmed", "metering.failed");

	private static final Map<String, Class<?>> RECORDS = Map.of("entitlement", Entitlement.class, "private_offer",
			PrivateOffer.class, "customer", Customer.class, "metering", MeteringEvent.class);

	private EventTypes() {
	}

	/**
	 * Return the record that the data of an event is.
	 * @param type the event's type, or a pattern of types
	 * @return the record's class, null where none is known
	 */
	static @Nullable Class<?> recordFor(String type) {
		int dot = type.indexOf('.');
		return (dot > 0) ? RECORDS.get(type.substring(0, dot)) : null;
	}

	/**
	 * Tell whether a class is the data of known types of events, and so not of others.
	 * @param type a class
	 * @return whether it is
	 */
	static boolean isRecord(Class<?> type) {
		return RECORDS.containsValue(type);
	}

}
