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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * H2 loses what it has acknowledged when its process is killed, unless told to write at
 * once. Shows that the proof of crashes would notice a loss.
 */
class H2DurabilityTests {

	@TempDir
	private Path directory;

	@Test
	void losesByDefaultAndNotWhereItWritesAtOnce() throws InterruptedException {
		long lost = 0;
		for (int round = 0; round < 5 && lost == 0; round++) {
			lost += lost("late" + round, "");
		}
		assertThat(lost).isPositive();
		assertThat(lost("atonce", ";WRITE_DELAY=0")).isZero();
	}

	@Test
	void saysWhetherItIsDurable() {
		String file = "jdbc:h2:file:" + this.directory.resolve("status");
		assertThat(isDurable(file)).isFalse();
		assertThat(isDurable(file + ";WRITE_DELAY=0")).isTrue();
		assertThat(isDurable(file + "case;DATABASE_TO_UPPER=FALSE")).isFalse();
		assertThat(isDurable(file + "case;DATABASE_TO_UPPER=FALSE;WRITE_DELAY=0")).isTrue();
		assertThat(isDurable("jdbc:h2:mem:durability;WRITE_DELAY=0")).isFalse();
	}

	private boolean isDurable(String url) {
		return new H2Durability(new InboxDatabase(new DriverManagerDataSource(url, "sa", ""), Duration.ofSeconds(5)))
			.isDurable();
	}

	private long lost(String name, String options) throws InterruptedException {
		String url = "jdbc:h2:file:" + this.directory.resolve(name) + ";FILE_LOCK=FS" + options;
		DriverManagerDataSource dataSource = new DriverManagerDataSource(url, "sa", "");
		new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcInbox.class)).execute(dataSource);
		new JdbcTemplate(dataSource)
			.execute("create table effect (event_id varchar(255), event_key varchar(255), instance varchar(255))");
		Set<String> acknowledged = ConcurrentHashMap.newKeySet();
		ChildProcess child = new ChildProcess(url, "sa", "", "h2", (id, acknowledgement) -> {
			if (acknowledgement.equals("STORED")) {
				acknowledged.add(id);
			}
		});
		child.awaitReady();
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
		for (int number = 0; System.nanoTime() < end;) {
			if (child.outstanding() < 50) {
				child.deliver("evt_" + number, "key_" + number % 31);
				number++;
			}
			else {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
		}
		child.kill();
		child.awaitEnd();
		Set<String> kept = Set
			.copyOf(new JdbcTemplate(dataSource).queryForList("select id from automatum_webhook_event", String.class));
		long lost = acknowledged.stream().filter((id) -> !kept.contains(id)).count();
		System.out.printf("kill -9 with H2%s: %d acknowledged, lost %d%n", options, acknowledged.size(), lost);
		return lost;
	}

}
