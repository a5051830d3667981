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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The lanes: one per key, in which events are handled one at a time. A lane is idle
 * (nothing to do), due at a time, or held by an instance. Whoever is to change a lane or
 * the events in it locks its row first, so that nobody misses what another adds. Its
 * fence grows whenever it changes hands.
 */
final class LaneTable {

	static final String NAME = "automatum_webhook_lane";

	private final String find;

	private final String insert;

	private final String wake;

	private final String due;

	private final String take;

	private final String release;

	private final String rest;

	private final String orphans;

	private final String lockOrphan;

	private final String idle;

	LaneTable(Dialect dialect) {
		String now = dialect.now();
		this.find = "select next_at from automatum_webhook_lane where lane_key = ? for update";
		this.insert = dialect.insert() + "automatum_webhook_lane (lane_key, next_at, owner, fence, changed_at)"
				+ " values (?, " + now + ", null, " + now + ", " + now + ")" + dialect.unlessThere();
		this.wake = "update automatum_webhook_lane set next_at = " + now + ", changed_at = " + now
				+ " where lane_key = ? and next_at is null";
		this.due = "select lane_key, fence from automatum_webhook_lane where owner is null and next_at <= " + now
				+ " order by next_at limit ?" + dialect.skipLocked();
		this.take = "update automatum_webhook_lane set owner = ?, fence = fence + 1, changed_at = " + now
				+ " where lane_key = ? and owner is null and fence = ?";
		this.release = "update automatum_webhook_lane set owner = null, fence = fence + 1, next_at = " + now
				+ " + ?, changed_at = " + now + " where lane_key = ? and owner = ? and fence = ?";
		this.rest = "update automatum_webhook_lane set owner = null, fence = fence + 1, next_at = null, changed_at = "
				+ now + " where lane_key = ? and owner = ? and fence = ?";
		this.orphans = "select lane_key, owner, fence from automatum_webhook_lane l where owner is not null and not"
				+ " exists (select 1 from automatum_webhook_instance i where i.id = l.owner and i.lease_until >= " + now
				+ ") limit ?";
		this.lockOrphan = "select lane_key from automatum_webhook_lane where lane_key = ? and owner = ? and fence = ?"
				+ dialect.skipLocked();
		this.idle = "select lane_key from automatum_webhook_lane where next_at is null and changed_at < " + now
				+ " - ? and not exists (select 1 from automatum_webhook_event where lane = lane_key)"
				+ " order by changed_at limit ?" + dialect.skipLocked();
	}

	/**
	 * Lock a lane, which is made where it is missing.
	 * @param jdbc the transaction
	 * @param key the key
	 * @return whether it was idle and has to be woken
	 */
	boolean lock(JdbcTemplate jdbc, String key) {
		List<Boolean> idle = jdbc.query(this.find, (rs, row) -> {
			rs.getLong(1);
			return rs.wasNull();
		}, key);
		if (!idle.isEmpty()) {
			return idle.get(0);
		}
		if (!insert(jdbc, key)) {
			// Not to be locked now: two that were refused would wait for each other.
			throw new ConcurrencyFailureException("Another transaction made the lane");
		}
		return false;
	}

	private boolean insert(JdbcTemplate jdbc, String key) {
		try {
			return jdbc.update(this.insert, key) == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	void wake(JdbcTemplate jdbc, String key) {
		jdbc.update(this.wake, key);
	}

	/**
	 * Take lanes that are due, the longest due first.
	 * @param jdbc the transaction
	 * @param owner who takes them
	 * @param limit how many at most
	 * @return the lanes
	 */
	List<Lane> take(JdbcTemplate jdbc, String owner, int limit) {
		List<Lane> due = jdbc.query(this.due, (rs, row) -> new Lane(rs.getString(1), owner, rs.getLong(2)), limit);
		return due.stream()
			.filter((lane) -> jdbc.update(this.take, owner, lane.key(), lane.fence()) == 1)
			.map((lane) -> new Lane(lane.key(), owner, lane.fence() + 1))
			.toList();
	}

	/**
	 * Lock a lane that is held, which keeps others from taking it until the transaction
	 * ends. Changes nothing: under snapshot isolation, a row that has been changed since
	 * could not be locked.
	 * @param jdbc the transaction
	 * @param lane the lane
	 * @return whether it is still held
	 */
	static boolean hold(JdbcTemplate jdbc, Lane lane) {
		return !jdbc
			.queryForList("select fence from automatum_webhook_lane where lane_key = ? and owner = ? and fence = ?"
					+ " for update", Long.class, lane.key(), lane.owner(), lane.fence())
			.isEmpty();
	}

	/**
	 * Let go of a lane.
	 * @param jdbc the transaction
	 * @param lane the lane
	 * @param delay in how many milliseconds there is something to do in it, null for an
	 * idle lane
	 * @return whether it was still held
	 */
	boolean release(JdbcTemplate jdbc, Lane lane, @Nullable Long delay) {
		if (delay == null) {
			return jdbc.update(this.rest, lane.key(), lane.owner(), lane.fence()) == 1;
		}
		return jdbc.update(this.release, delay, lane.key(), lane.owner(), lane.fence()) == 1;
	}

	/**
	 * Return lanes that are held by instances that are no more, or whose lease has ended:
	 * the row of one whose session hangs is locked and cannot be removed.
	 * @param jdbc the transaction
	 * @param limit how many at most
	 * @return the lanes
	 */
	List<Lane> orphans(JdbcTemplate jdbc, int limit) {
		return jdbc.query(this.orphans, (rs, row) -> new Lane(rs.getString(1), rs.getString(2), rs.getLong(3)), limit);
	}

	/**
	 * Return the lanes that an instance holds.
	 * @param jdbc the transaction
	 * @param owner the instance
	 * @return the lanes
	 */
	static List<Lane> heldBy(JdbcTemplate jdbc, String owner) {
		return jdbc.query("select lane_key, fence from automatum_webhook_lane where owner = ?",
				(rs, row) -> new Lane(rs.getString(1), owner, rs.getLong(2)), owner);
	}

	/**
	 * Free a lane whose holder is no more, unless another transaction is at it: it may be
	 * that of the holder, about to commit.
	 * @param jdbc the transaction
	 * @param lane the lane
	 * @return whether it was freed
	 */
	boolean free(JdbcTemplate jdbc, Lane lane) {
		return !jdbc.queryForList(this.lockOrphan, String.class, lane.key(), lane.owner(), lane.fence()).isEmpty()
				&& release(jdbc, lane, 0L);
	}

	/**
	 * Remove lanes in which nothing has happened for long.
	 * @param jdbc the transaction
	 * @param age how long, in milliseconds
	 * @param limit how many at most
	 * @return how many were looked at
	 */
	int purge(JdbcTemplate jdbc, long age, int limit) {
		List<String> keys = jdbc.queryForList(this.idle, String.class, age, limit);
		for (String key : keys) {
			jdbc.update("delete from automatum_webhook_lane where lane_key = ? and next_at is null and owner is null"
					+ " and not exists (select 1 from automatum_webhook_event where lane = ?)", key, key);
		}
		return keys.size();
	}

	/**
	 * A lane that is held.
	 *
	 * @param key the key
	 * @param owner who holds it
	 * @param fence the number that no other holder of it has
	 */
	record Lane(String key, String owner, long fence) {

	}

}
