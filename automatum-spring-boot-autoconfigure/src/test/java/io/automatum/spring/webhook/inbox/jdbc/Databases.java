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

import com.zaxxer.hikari.HikariConfig;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Databases in containers. The images are the public ones, unless a system property names
 * others, such as those that {@code src/containers/build} makes.
 */
final class Databases {

	private Databases() {
	}

	static PostgreSQLContainer postgres() {
		DockerImageName image = DockerImageName
			.parse(System.getProperty("automatum.test.postgres-image", "postgres:17"))
			.asCompatibleSubstituteFor("postgres");
		// Without Testcontainers' "fsync=off".
		return new PostgreSQLContainer(image).withCommand("postgres", "-c", "max_connections=200");
	}

	static MariaDBContainer mariaDb() {
		DockerImageName image = DockerImageName.parse(System.getProperty("automatum.test.mariadb-image", "mariadb:11"))
			.asCompatibleSubstituteFor("mariadb");
		return new MariaDBContainer(image);
	}

	static void configure(HikariConfig config, JdbcDatabaseContainer<?> container) {
		config.setJdbcUrl(container.getJdbcUrl());
		config.setUsername(container.getUsername());
		config.setPassword(container.getPassword());
	}

}
