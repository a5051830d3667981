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

import java.time.Instant;
import java.util.List;

import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.WebhookInbox;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the page at {@code http://localhost:8080} shows and does. Whatever changes
 * something asks for a header that a browser lets only our own page send: from another
 * site it would have to ask first, and is told no.
 */
@RestController
class OverviewController {

	private static final String OWN_PAGE = "X-Requested-With";

	private final Accounts accounts;

	private final Arrivals arrivals;

	private final WebhookInbox inbox;

	OverviewController(Accounts accounts, Arrivals arrivals, WebhookInbox inbox) {
		this.accounts = accounts;
		this.arrivals = arrivals;
		this.inbox = inbox;
	}

	@GetMapping("/overview")
	Overview overview() {
		return new Overview(this.accounts.latest(), this.accounts.plans(), this.arrivals.count(),
				this.arrivals.latest(), this.inbox.status(),
				this.inbox.deadLetters(null, 20)
					.stream()
					.map((dead) -> new Dead(dead.id(), dead.type(), dead.text(), dead.reason(), dead.attempts(),
							dead.deadAt()))
					.toList());
	}

	@PostMapping("/replay")
	ResponseEntity<Void> replay(@RequestParam String id, @RequestHeader(OWN_PAGE) String page) {
		return answer(this.inbox.replay(id));
	}

	@PostMapping("/discard")
	ResponseEntity<Void> discard(@RequestParam String id, @RequestHeader(OWN_PAGE) String page) {
		return answer(this.inbox.discard(id));
	}

	@PostMapping("/plans")
	ResponseEntity<Void> addPlan(@RequestParam String name, @RequestHeader(OWN_PAGE) String page) {
		this.accounts.addPlan(name);
		return answer(true);
	}

	private static ResponseEntity<Void> answer(boolean done) {
		return ResponseEntity.status((done) ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND).build();
	}

	record Overview(List<Accounts.Account> accounts, List<String> plans, long received, List<Arrivals.Arrival> arrivals,
			InboxStatus inbox, List<Dead> deadLetters) {

	}

	record Dead(String id, String type, String body, String reason, int attempts, Instant deadAt) {

	}

}
