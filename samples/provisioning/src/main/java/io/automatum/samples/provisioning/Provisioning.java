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

package io.automatum.samples.provisioning;

import java.util.Map;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.NewActivity;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.repository.ReactiveActivityRepository;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * What the application does with webhooks. Every method is called until it succeeds, and
 * none is called again after that.
 */
@Component
class Provisioning {

	private final Accounts accounts;

	private final Arrivals arrivals;

	private final ReactiveActivityRepository activities;

	Provisioning(Accounts accounts, Arrivals arrivals, ReactiveActivityRepository activities) {
		this.accounts = accounts;
		this.arrivals = arrivals;
		this.activities = activities;
	}

	// Runs in the transaction that marks the event as done: the account is there exactly
	// when the event is, whatever fails in between.
	@AutomatumEventListener("entitlement.created")
	void open(AutomatumEvent<Entitlement> event) {
		Map<String, Object> details = event.data().additionalProperties();
		this.accounts.open(event.data().id(), (String) details.get("customerId"), (String) details.get("plan"));
	}

	@AutomatumEventListener("entitlement.cancelled")
	void close(AutomatumEvent<Entitlement> event) {
		this.accounts.close(event.data().id());
	}

	// Another service takes no part in the transaction. The event's id, sent as the
	// idempotency key, lets it notice that a call is repeated.
	@AutomatumEventListener("private_offer.accepted")
	Mono<Void> thank(AutomatumEvent<PrivateOffer> event) {
		NewActivity thanks = NewActivity.builder()
			.additionalProperty("title", "Thank you")
			.additionalProperty("customerId", event.data().customerId())
			.build();
		return this.activities.create(thanks, CallOptions.none().idempotencyKey(event.id())).then();
	}

	@AutomatumEventListener
	void anything(AutomatumEvent<?> event) {
		this.arrivals.add(event.id(), event.type(), event.receivedAt());
	}

}
