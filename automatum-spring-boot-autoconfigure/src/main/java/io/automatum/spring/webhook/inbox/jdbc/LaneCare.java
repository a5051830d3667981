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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.automatum.spring.webhook.inbox.jdbc.LaneTable.Lane;

/**
 * Sees to it that no lane stays held by nobody: neither by an instance that is no more,
 * nor by this one that has forgotten it. An attempt in which no handler has begun does
 * not count, however it ended.
 */
final class LaneCare {

	private static final int ORPHANS = 100;

	private final InboxDatabase database;

	private final InstanceLease lease;

	/** What may be held for an event of which no handler has begun. */
	private final Map<Lane, StoredEvent> notBegun = new ConcurrentHashMap<>();

	private final AtomicBoolean doubtful = new AtomicBoolean();

	LaneCare(InboxDatabase database, InstanceLease lease) {
		this.database = database;
		this.lease = lease;
	}

	/**
	 * Note that lanes may be held that nobody is at.
	 */
	void doubt() {
		this.doubtful.set(true);
	}

	/**
	 * Note that a lane may be held that nobody is at.
	 * @param claim what may be held
	 */
	void forget(Claim claim) {
		if (!claim.isBegun()) {
			this.notBegun.put(claim.lane(), claim.event());
		}
		doubt();
	}

	/**
	 * Free lanes that nobody is at.
	 * @param claims what is in work here
	 */
	void care(Set<Claim> claims) {
		LaneTable lanes = new LaneTable(this.database.dialect());
		List<Lane> orphans = this.database.transaction((jdbc) -> lanes.orphans(jdbc, ORPHANS));
		orphans.forEach((lane) -> free(lanes, lane));
		if (this.doubtful.compareAndSet(true, false)) {
			boolean done = false;
			try {
				done = freeForgotten(lanes, claims);
			}
			finally {
				if (!done) {
					doubt();
				}
			}
		}
	}

	private boolean freeForgotten(LaneTable lanes, Set<Claim> claims) {
		String id = this.lease.ensure();
		List<Lane> held = this.database.transaction((jdbc) -> LaneTable.heldBy(jdbc, id));
		Set<Lane> known = claims.stream().map(Claim::lane).collect(Collectors.toSet());
		List<Lane> forgotten = held.stream().filter((lane) -> !known.contains(lane)).toList();
		this.notBegun.keySet().removeIf((lane) -> !held.contains(lane));
		// One whose row another session has locked is tried again.
		return forgotten.stream().filter((lane) -> !free(lanes, lane)).toList().isEmpty();
	}

	private boolean free(LaneTable lanes, Lane lane) {
		EventTable events = new EventTable(this.database.dialect());
		StoredEvent event = this.notBegun.get(lane);
		boolean freed = this.database.transaction((jdbc) -> {
			boolean free = lanes.free(jdbc, lane);
			if (free && event != null) {
				events.giveBack(jdbc, event);
			}
			return free;
		});
		if (freed) {
			this.notBegun.remove(lane);
		}
		return freed;
	}

	/**
	 * Give back an event whose attempt does not count.
	 * @param claim the event and its lane
	 */
	void giveBack(Claim claim) {
		giveBack(claim.lane(), claim.event());
	}

	/**
	 * Give back all events of which no handler has begun.
	 */
	void giveBackNotBegun() {
		this.notBegun.forEach(this::giveBack);
	}

	private void giveBack(Lane lane, StoredEvent event) {
		LaneTable lanes = new LaneTable(this.database.dialect());
		EventTable events = new EventTable(this.database.dialect());
		this.database.transaction((jdbc) -> {
			if (LaneTable.hold(jdbc, lane)) {
				events.giveBack(jdbc, event);
				lanes.release(jdbc, lane, 0L);
			}
			return null;
		});
	}

}
