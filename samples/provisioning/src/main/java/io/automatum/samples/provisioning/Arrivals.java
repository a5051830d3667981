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
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * A record of every event, for the page.
 */
@Repository
class Arrivals {

	private final JdbcClient jdbc;

	Arrivals(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void add(String eventId, String type, Instant receivedAt) {
		this.jdbc.sql("insert into arrival (event_id, type, received_at) values (?, ?, ?)")
			.params(eventId, type, receivedAt.atOffset(ZoneOffset.UTC))
			.update();
	}

	long count() {
		return this.jdbc.sql("select count(*) from arrival").query(Long.class).single();
	}

	List<Arrival> latest() {
		return this.jdbc.sql("select * from arrival order by received_at desc limit 10").query(Arrival.class).list();
	}

	/**
	 * A row of the table.
	 */
	record Arrival(String eventId, String type, Instant receivedAt) {

	}

}
