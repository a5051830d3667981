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
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * This instance's sign of life: one row that all the lanes it holds depend on. It says
 * until when they are its own, by the database's clock. Not in the lanes' rows: a
 * transaction under snapshot isolation could not lock a row that a heartbeat has changed
 * meanwhile. An instance that was given up gets another id, so that nothing it still does
 * counts.
 */
final class InstanceLease {

	static final String TABLE = "automatum_webhook_instance";

	private final InboxDatabase database;

	private final Duration duration;

	private volatile @Nullable String id;

	private volatile long renewed;

	InstanceLease(InboxDatabase database, Duration duration) {
		this.database = database;
		this.duration = duration;
	}

	/**
	 * Return the id under which lanes are held, a new one where there is none.
	 * @return the id
	 */
	String ensure() {
		String id = this.id;
		if (id == null) {
			String fresh = UUID.randomUUID().toString();
			String now = this.database.dialect().now();
			long start = System.nanoTime();
			this.database.transaction((jdbc) -> jdbc.update(
					"insert into automatum_webhook_instance (id, lease_until) values (?, " + now + " + ?)", fresh,
					this.duration.toMillis()));
			this.renewed = start;
			this.id = fresh;
			id = fresh;
		}
		return id;
	}

	/**
	 * Renew the lease.
	 * @return the id that was lost, null if none was
	 */
	@Nullable String renew() {
		String id = this.id;
		if (id == null) {
			return null;
		}
		String now = this.database.dialect().now();
		long start = System.nanoTime();
		// Not one that has ended: others have taken what it covered.
		int renewed = this.database
			.transaction((jdbc) -> jdbc.update("update automatum_webhook_instance set lease_until = " + now
					+ " + ? where id = ? and lease_until >= " + now, this.duration.toMillis(), id));
		if (renewed == 0) {
			return lose(id);
		}
		this.renewed = start;
		return null;
	}

	/**
	 * Return whether the lease lasts. Locks nothing: where the session hangs of whoever
	 * asks, the lease must end nevertheless.
	 * @param jdbc the transaction
	 * @param id the id
	 * @return whether it lasts
	 */
	boolean lasts(JdbcTemplate jdbc, String id) {
		return !jdbc
			.queryForList("select id from automatum_webhook_instance where id = ? and lease_until >= "
					+ this.database.dialect().now(), String.class, id)
			.isEmpty();
	}

	String lose(String id) {
		if (id.equals(this.id)) {
			this.id = null;
		}
		return id;
	}

	/**
	 * Lose the lease where others may have taken over by now, as far as this instance
	 * knows. The next one is under another id, in a row that nobody has locked.
	 * @return the id that was lost, null if none was
	 */
	@Nullable String loseOverdue() {
		String id = this.id;
		if (id == null || System.nanoTime() - this.renewed <= this.duration.toNanos()) {
			return null;
		}
		return lose(id);
	}

	/**
	 * Remove the rows of instances whose lease has ended. They mean nothing any more, and
	 * one may be locked by a session that hangs.
	 * @param database the database
	 */
	static void removeExpired(InboxDatabase database) {
		String expired = "select id from automatum_webhook_instance where lease_until < " + database.dialect().now()
				+ database.dialect().skipLocked();
		database.transaction((jdbc) -> {
			List<String> ids = jdbc.queryForList(expired, String.class);
			for (String id : ids) {
				jdbc.update("delete from automatum_webhook_instance where id = ? and lease_until < "
						+ database.dialect().now(), id);
			}
			return null;
		});
	}

	/**
	 * Give the lease back.
	 */
	void end() {
		String id = this.id;
		this.id = null;
		if (id != null) {
			this.database.transaction((jdbc) -> jdbc.update("delete from automatum_webhook_instance where id = ?", id));
		}
	}

}
