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

package io.automatum.spring.webhook.inbox.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.RetryBackoff;
import io.automatum.spring.webhook.inbox.jdbc.Claim.Cut;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Notes what came of an attempt, and lets go of the lane: the event is done, goes back,
 * is to be tried again, or is dead. A transaction of its own, after those of the
 * handlers: under snapshot isolation theirs would not see what was received meanwhile,
 * and leave the lane idle.
 */
final class Settlement {

	private final InboxDatabase database;

	private final EventHandlers handlers;

	private final RetryBackoff backoff;

	private final InboxListener listener;

	private final InboxSettings settings;

	Settlement(InboxDatabase database, EventHandlers handlers, RetryBackoff backoff, InboxListener listener,
			InboxSettings settings) {
		this.database = database;
		this.handlers = handlers;
		this.backoff = backoff;
		this.listener = listener;
		this.settings = settings;
	}

	/**
	 * Settle an attempt.
	 * @param claim what is held
	 * @param attempt what happened
	 * @throws org.springframework.dao.DataAccessException if that could not be noted; the
	 * lane is still held
	 */
	void settle(Claim claim, Attempt attempt) {
		Tables tables = new Tables(new EventTable(this.database.dialect()), new LaneTable(this.database.dialect()));
		Runnable news = this.database
			.transaction((jdbc) -> LaneTable.hold(jdbc, claim.lane()) ? settle(jdbc, tables, claim, attempt) : null);
		if (news != null) {
			news.run();
		}
	}

	private @Nullable Runnable settle(JdbcTemplate jdbc, Tables tables, Claim claim, Attempt attempt) {
		StoredEvent event = claim.event();
		if (isDone(jdbc, event, attempt)) {
			tables.events().finish(jdbc, event);
			advance(jdbc, tables, claim);
			return () -> this.handlers.completed(event.event());
		}
		if (attempt.isVoid() || claim.cut() != Cut.NOT) {
			tables.events().giveBack(jdbc, event);
			tables.lanes().release(jdbc, claim.lane(), attempt.isVoid() ? this.settings.pollInterval().toMillis() : 0L);
			return null;
		}
		Duration delay = attempt.hasFailedForGood() ? null : this.backoff.after(event.attempts());
		return (delay != null) ? retry(jdbc, tables, claim, attempt, delay) : kill(jdbc, tables, claim, attempt);
	}

	private boolean isDone(JdbcTemplate jdbc, StoredEvent event, Attempt attempt) {
		if (attempt.handlers().isEmpty()) {
			return !attempt.hasFailed();
		}
		// Not what was seen: a commit may have succeeded whose answer was lost.
		Set<String> completed = EventTable.completed(jdbc, event);
		return attempt.handlers().stream().allMatch((handler) -> completed.contains(handler.id()));
	}

	private Runnable retry(JdbcTemplate jdbc, Tables tables, Claim claim, Attempt attempt, Duration delay) {
		StoredEvent event = claim.event();
		tables.events().retry(jdbc, event, attempt.handler(), attempt.reason());
		tables.lanes().release(jdbc, claim.lane(), delay.toMillis());
		return () -> this.listener.retrying(event.event(), event.attempts(), delay.toNanos());
	}

	private Runnable kill(JdbcTemplate jdbc, Tables tables, Claim claim, Attempt attempt) {
		int attempts = Math.min(claim.event().attempts(), this.backoff.maxAttempts());
		StoredEvent event = claim.event().withAttempts(attempts);
		tables.events().kill(jdbc, event, attempt.handler(), attempt.reason(), this.settings.deadBlocksKey());
		advance(jdbc, tables, claim);
		DeadLetter letter = event.letter(Instant.now(), attempt.handler(), attempt.reason());
		return () -> this.listener.dead(letter);
	}

	private void advance(JdbcTemplate jdbc, Tables tables, Claim claim) {
		boolean more = tables.events().hasWork(jdbc, claim.lane().key(), !this.settings.deadBlocksKey());
		tables.lanes().release(jdbc, claim.lane(), more ? 0L : null);
	}

	private record Tables(EventTable events, LaneTable lanes) {

	}

}
