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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * The events, and which of their handlers have finished. The order of their numbers is
 * the order of receipt within a key. An event that waits is in its lane; one that is done
 * is in none and has no body any more.
 */
final class EventTable {

	static final String NAME = "automatum_webhook_event";

	static final String COMPLETIONS = "automatum_webhook_completion";

	private static final int MAX_TEXT = 255;

	private static final int MAX_TRACE_CONTEXT = 1000;

	private static final String WAITING = "'RECEIVED', 'CLAIMED', 'RETRYING'";

	private static final String COLUMNS = "seq, id, event_type, event_key, digest, body, received_at, trace_context,"
			+ " state, attempts, handler, reason, changed_at";

	private final String now;

	private final String skipLocked;

	private final Dialect dialect;

	EventTable(Dialect dialect) {
		this.dialect = dialect;
		this.now = dialect.now();
		this.skipLocked = dialect.skipLocked();
	}

	/**
	 * Store an event that waits to be handled. Its lane must be locked.
	 * @param jdbc the transaction
	 * @param event the event
	 */
	void insert(JdbcTemplate jdbc, ReceivedEvent event) {
		insert(jdbc, "insert into ", "", event, event.id(), "RECEIVED", event.key(), null);
	}

	/**
	 * Store a dead letter that nobody can handle.
	 * @param jdbc the transaction
	 * @param event the event
	 * @param id the dead letter's id
	 * @param reason why nobody can
	 * @return whether it is new
	 */
	boolean insertDead(JdbcTemplate jdbc, ReceivedEvent event, String id, String reason) {
		try {
			return insert(jdbc, this.dialect.insert(), this.dialect.unlessThere(), event, id, "DEAD", null,
					cut(reason)) == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private int insert(JdbcTemplate jdbc, String insert, String end, ReceivedEvent event, String id, String state,
			@Nullable String lane, @Nullable String reason) {
		return jdbc.update(
				insert + "automatum_webhook_event (id, event_type, event_key, digest, body, received_at, trace_context,"
						+ " state, attempts, lane, handler, reason, changed_at)"
						+ " values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, null, ?, " + this.now + ")" + end,
				id, event.type(), event.key(), event.digest(), event.body(), event.receivedAt().toEpochMilli(),
				traceContext(event), state, lane, reason);
	}

	private static @Nullable String traceContext(ReceivedEvent event) {
		String traceContext = event.traceContext();
		return (traceContext != null && traceContext.length() <= MAX_TRACE_CONTEXT) ? traceContext : null;
	}

	/**
	 * Find what is known of an id.
	 * @param jdbc the transaction
	 * @param id the id
	 * @return the digest of the body and whether it is a dead letter, null where the id
	 * is new
	 */
	@Nullable Known find(JdbcTemplate jdbc, String id) {
		return first(jdbc.query("select digest, state from automatum_webhook_event where id = ?",
				(rs, row) -> new Known(rs.getString(1), "DEAD".equals(rs.getString(2))), id));
	}

	/**
	 * Return the first event of a lane.
	 * @param jdbc the transaction
	 * @param lane the lane's key
	 * @param pastDead whether to look past dead events that keep later ones waiting
	 * @return the event, null where there is none
	 */
	@Nullable StoredEvent head(JdbcTemplate jdbc, String lane, boolean pastDead) {
		return first(jdbc.query("select " + COLUMNS + " from automatum_webhook_event where lane = ?"
				+ (pastDead ? " and state <> 'DEAD'" : "") + " order by seq limit 1", EventTable::event, lane));
	}

	/**
	 * Return whether a lane has something to do.
	 * @param jdbc the transaction
	 * @param lane the lane's key
	 * @param pastDead whether to look past dead events that keep later ones waiting
	 * @return whether it has
	 */
	boolean hasWork(JdbcTemplate jdbc, String lane, boolean pastDead) {
		String state = first(jdbc.queryForList("select state from automatum_webhook_event where lane = ?"
				+ (pastDead ? " and state <> 'DEAD'" : "") + " order by seq limit 1", String.class, lane));
		return state != null && !state.equals("DEAD");
	}

	/**
	 * Count the attempt that begins, so that an event that takes the process with it is
	 * given up some day.
	 * @param jdbc the transaction
	 * @param event the event
	 * @return the event
	 */
	StoredEvent claim(JdbcTemplate jdbc, StoredEvent event) {
		int attempts = event.attempts() + 1;
		jdbc.update("update automatum_webhook_event set state = 'CLAIMED', attempts = ? where seq = ?", attempts,
				event.seq());
		return event.withAttempts(attempts);
	}

	/**
	 * Undo {@link #claim}: the attempt was cut off and does not count.
	 * @param jdbc the transaction
	 * @param event the event
	 */
	void giveBack(JdbcTemplate jdbc, StoredEvent event) {
		int attempts = event.attempts() - 1;
		jdbc.update("update automatum_webhook_event set state = ?, attempts = ? where seq = ?",
				(attempts > 0) ? "RETRYING" : "RECEIVED", attempts, event.seq());
	}

	void retry(JdbcTemplate jdbc, StoredEvent event, @Nullable String handler, String reason) {
		jdbc.update("update automatum_webhook_event set state = 'RETRYING', handler = ?, reason = ? where seq = ?",
				handler, cut(reason), event.seq());
	}

	/**
	 * Give an event up.
	 * @param jdbc the transaction
	 * @param event the event
	 * @param handler the handler that failed last
	 * @param reason why
	 * @param blocks whether it keeps later events of its lane waiting
	 */
	void kill(JdbcTemplate jdbc, StoredEvent event, @Nullable String handler, String reason, boolean blocks) {
		jdbc.update(
				"update automatum_webhook_event set state = 'DEAD', handler = ?, reason = ?, attempts = ?, changed_at = "
						+ this.now + (blocks ? "" : ", lane = null") + " where seq = ?",
				handler, cut(reason), event.attempts(), event.seq());
	}

	/**
	 * Note that all handlers are done. The body is not needed any more, and may be what
	 * nobody should keep for a month.
	 * @param jdbc the transaction
	 * @param event the event
	 */
	void finish(JdbcTemplate jdbc, StoredEvent event) {
		jdbc.update("update automatum_webhook_event set state = 'DONE', lane = null, body = null, handler = null,"
				+ " reason = null, changed_at = " + this.now + " where seq = ?", event.seq());
		forget(jdbc, event.seq());
	}

	/**
	 * Have a dead letter handled again. Its lane must be locked.
	 * @param jdbc the transaction
	 * @param seq its number
	 * @return whether it is a dead letter that can be handled
	 */
	boolean replay(JdbcTemplate jdbc, long seq) {
		return jdbc.update("update automatum_webhook_event set state = 'RECEIVED', attempts = 0, lane = event_key,"
				+ " handler = null, reason = null, changed_at = " + this.now
				+ " where seq = ? and state = 'DEAD' and attempts > 0", seq) == 1;
	}

	/**
	 * Return the lanes of dead events that keep later ones waiting.
	 * @param jdbc the transaction
	 * @param limit how many events are looked at
	 * @return the lanes' keys
	 */
	static Set<String> blocked(JdbcTemplate jdbc, int limit) {
		return Set.copyOf(jdbc.queryForList("select lane from automatum_webhook_event where state = 'DEAD' and lane is"
				+ " not null order by changed_at limit ?", String.class, limit));
	}

	/**
	 * Have the dead events of a lane keep nothing waiting. The lane must be locked.
	 * @param jdbc the transaction
	 * @param lane the lane's key
	 */
	static void unblock(JdbcTemplate jdbc, String lane) {
		jdbc.update("update automatum_webhook_event set lane = null where lane = ? and state = 'DEAD'", lane);
	}

	/**
	 * Give up a dead letter for good. Its lane must be locked.
	 * @param jdbc the transaction
	 * @param seq its number
	 * @return whether it is a dead letter
	 */
	boolean discard(JdbcTemplate jdbc, long seq) {
		boolean discarded = jdbc
			.update("update automatum_webhook_event set state = 'DISCARDED', lane = null, body = null, changed_at = "
					+ this.now + " where seq = ? and state = 'DEAD'", seq) == 1;
		if (discarded) {
			forget(jdbc, seq);
		}
		return discarded;
	}

	private static void forget(JdbcTemplate jdbc, long seq) {
		jdbc.update("delete from automatum_webhook_completion where event_seq = ?", seq);
	}

	/**
	 * Return which handlers have finished with an event.
	 * @param jdbc the transaction
	 * @param event the event
	 * @return their ids
	 */
	static Set<String> completed(JdbcTemplate jdbc, StoredEvent event) {
		return jdbc
			.queryForList("select handler from automatum_webhook_completion where event_seq = ?", String.class,
					event.seq())
			.stream()
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Note that a handler has finished, in the transaction of its effects.
	 * @param jdbc the transaction
	 * @param event the event
	 * @param handler the handler's id
	 */
	static void complete(JdbcTemplate jdbc, StoredEvent event, String handler) {
		jdbc.update("insert into automatum_webhook_completion (event_seq, handler) values (?, ?)", event.seq(),
				handler);
	}

	@Nullable DeadEvent findDead(JdbcTemplate jdbc, String id) {
		return first(jdbc.query("select seq, event_key from automatum_webhook_event where id = ? and state = 'DEAD'",
				(rs, row) -> new DeadEvent(rs.getLong(1), rs.getString(2)), id));
	}

	List<DeadLetter> dead(JdbcTemplate jdbc, @Nullable String after, int limit) {
		Long seq = (after != null)
				? first(jdbc.queryForList("select seq from automatum_webhook_event where id = ?", Long.class, after))
				: null;
		return jdbc.query("select " + COLUMNS + " from automatum_webhook_event where state = 'DEAD' and seq > ?"
				+ " order by seq limit ?", (rs, row) -> letter(rs), (seq != null) ? seq : -1L, limit);
	}

	@Nullable DeadLetter dead(JdbcTemplate jdbc, String id) {
		return first(jdbc.query("select " + COLUMNS + " from automatum_webhook_event where id = ? and state = 'DEAD'",
				(rs, row) -> letter(rs), id));
	}

	InboxStatus status(JdbcTemplate jdbc, boolean durable) {
		long[] counts = new long[4];
		List<String> states = List.of("RECEIVED", "CLAIMED", "RETRYING", "DEAD");
		jdbc.query(
				"select state, count(*) from automatum_webhook_event where state in (" + WAITING
						+ ", 'DEAD') group by state",
				(RowCallbackHandler) (rs) -> counts[states.indexOf(rs.getString(1))] = rs.getLong(2));
		Long oldest = jdbc.queryForObject("select " + this.now
				+ " - min(changed_at) from automatum_webhook_event where state in (" + WAITING + ")", Long.class);
		return new InboxStatus(counts[0], counts[1], counts[2], counts[3],
				(oldest != null) ? Duration.ofMillis(Math.max(0, oldest)) : null, durable);
	}

	/**
	 * Remove events that have been done for long.
	 * @param jdbc the transaction
	 * @param age how long, in milliseconds
	 * @param limit how many at most
	 * @return how many were removed
	 */
	int purge(JdbcTemplate jdbc, long age, int limit) {
		int removed = 0;
		for (String state : List.of("DONE", "DISCARDED")) {
			List<Object[]> old = jdbc.query(
					"select seq from automatum_webhook_event where state = ? and changed_at < " + this.now
							+ " - ? order by changed_at limit ?" + this.skipLocked,
					(rs, row) -> new Object[] { rs.getLong(1) }, state, age, limit);
			jdbc.batchUpdate("delete from automatum_webhook_event where seq = ?", old);
			removed += old.size();
		}
		return removed;
	}

	private static StoredEvent event(ResultSet rs, int row) throws SQLException {
		byte[] body = rs.getBytes("body");
		ReceivedEvent event = new ReceivedEvent(rs.getString("id"), rs.getString("event_type"),
				rs.getString("event_key"), rs.getString("digest"), (body != null) ? body : new byte[0],
				Instant.ofEpochMilli(rs.getLong("received_at")), rs.getString("trace_context"), null);
		return new StoredEvent(rs.getLong("seq"), event, rs.getInt("attempts"), "DEAD".equals(rs.getString("state")));
	}

	private static DeadLetter letter(ResultSet rs) throws SQLException {
		StoredEvent stored = event(rs, 0);
		String reason = rs.getString("reason");
		return stored.letter(Instant.ofEpochMilli(rs.getLong("changed_at")), rs.getString("handler"),
				(reason != null) ? reason : "");
	}

	private static <T> @Nullable T first(List<T> list) {
		return list.isEmpty() ? null : list.get(0);
	}

	private static String cut(String reason) {
		return (reason.length() > MAX_TEXT) ? reason.substring(0, MAX_TEXT) : reason;
	}

	/**
	 * What is known of an id.
	 *
	 * @param digest the digest of the body
	 * @param dead whether it is a dead letter
	 */
	record Known(String digest, boolean dead) {

	}

	/**
	 * Where a dead letter is.
	 *
	 * @param seq its number
	 * @param key the key of its lane
	 */
	record DeadEvent(long seq, String key) {

	}

}
