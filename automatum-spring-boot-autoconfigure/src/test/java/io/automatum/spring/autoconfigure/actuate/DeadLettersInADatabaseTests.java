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

package io.automatum.spring.autoconfigure.actuate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters in a database, from the delivery to what becomes of them, over HTTP.
 */
class DeadLettersInADatabaseTests {

	private static final String EVENT = "{\"id\":\"%s\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_%s\"}}";

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void areListedReplayedAndDiscarded(WebApplicationType type) {
		try (ActuatorApplication application = ActuatorApplication.start(type,
				Map.of("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET, "automatum.webhook.inbox.store",
						"jdbc", "automatum.webhook.inbox.jdbc.poll-interval", "100ms",
						"management.endpoint.automatum.access", "unrestricted", "spring.flyway.enabled", false),
				Database.class)) {
			ActuatorApplication.Handler handler = application.context().getBean(ActuatorApplication.Handler.class);
			handler.failing = true;
			for (String id : List.of("evt_1", "evt_2", "evt_3")) {
				assertThat(deliver(application, id)).isEqualTo(202);
			}
			assertThat(application.deliver("no JSON", ActuatorApplication.WEBHOOK_SECRET)).isEqualTo(202);
			await().untilAsserted(() -> assertThat(letters(application).size()).isEqualTo(4));
			JsonNode page = application.get("/automatum/dead-letters?limit=1").json();
			String next = page.at("/next").asString();
			assertThat(page.at("/deadLetters/0/id").asString()).isEqualTo(next);
			assertThat(
					application.get("/automatum/dead-letters?limit=100&after=" + next).json().at("/deadLetters").size())
				.isEqualTo(3);
			assertThat(application.get("/automatum/dead-letters").body()).doesNotContain("ent_evt");
			handler.failing = false;
			assertThat(
					application.post("/automatum/dead-letters", "{\"id\":\"evt_1\"}").json().at("/result").asString())
				.isEqualTo("replayed");
			await().untilAsserted(() -> assertThat(handler.handled).containsExactly("evt_1"));
			assertThat(application.delete("/automatum/dead-letters?id=evt_2").json().at("/result").asString())
				.isEqualTo("discarded");
			assertThat(letters(application).valueStream().map((letter) -> letter.at("/id").asString()))
				.contains("evt_3")
				.doesNotContain("evt_1", "evt_2")
				.hasSize(2);
			// A discarded one stays known: it is not handled when it is delivered again
			assertThat(deliver(application, "evt_2")).isEqualTo(202);
			answersWhatIsNotThere(application);
			assertThat(application.post("/automatum/dead-letters", "{\"id\":\"evt_3\"}").status()).isEqualTo(200);
			await().untilAsserted(() -> assertThat(handler.handled).containsExactly("evt_1", "evt_3"));
			assertThat(letters(application).size()).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void areOutOfReachWhileTheDatabaseIsAndTheAnswerSaysWhatToDo(WebApplicationType type) {
		try (ActuatorApplication application = ActuatorApplication.start(type,
				Map.of("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET, "automatum.webhook.inbox.store",
						"jdbc", "management.endpoint.automatum.access", "unrestricted", "spring.flyway.enabled", false),
				Database.class)) {
			Database.Switched database = application.context().getBean(Database.Switched.class);
			database.away = true;
			List<ActuatorApplication.Answer> changes = List.of(
					application.post("/automatum/dead-letters", "{\"id\":\"evt_1\"}"),
					application.delete("/automatum/dead-letters?id=evt_1"));
			assertThat(changes).allSatisfy((answer) -> {
				assertThat(answer.status()).isEqualTo(503);
				assertThat(answer.json().at("/id").asString()).isEqualTo("evt_1");
				assertThat(answer.json().at("/done").asBoolean(true)).isFalse();
				assertThat(answer.json().at("/result").asString()).contains("CannotGetJdbcConnectionException",
						"whether anything was done is not known", "look at its database", "repeat this");
			});
			ActuatorApplication.Answer list = application.get("/automatum/dead-letters");
			assertThat(list.status()).isEqualTo(503);
			assertThat(list.json().at("/result").asString()).contains("look at its database", "ask again");
			assertThat(list.body() + changes).doesNotContain("words of the driver");
			assertThat(application.get("/automatum/dead-letters?limit=0").status()).isEqualTo(400);
			// As over JMX, which tells the message alone
			AutomatumEndpoint endpoint = application.context().getBean(AutomatumEndpoint.class);
			assertThatIllegalStateException().isThrownBy(() -> endpoint.delete("dead-letters", "evt_1"))
				.withMessageContaining("look at its database")
				.withNoCause();
			database.away = false;
			assertThat(application.get("/automatum/dead-letters").status()).isEqualTo(200);
			assertThat(application.delete("/automatum/dead-letters?id=evt_1").status()).isEqualTo(404);
		}
	}

	private static void answersWhatIsNotThere(ActuatorApplication application) {
		for (String id : List.of("evt_1", "evt_2", "evt_9", "%27%20or%201=1--")) {
			ActuatorApplication.Answer discarded = application.delete("/automatum/dead-letters?id=" + id);
			assertThat(discarded.status()).isEqualTo(404);
			assertThat(discarded.json().at("/done").asBoolean()).isFalse();
			assertThat(discarded.json().at("/result").asString()).isEqualTo("not found");
		}
		ActuatorApplication.Answer replayed = application.post("/automatum/dead-letters", "{\"id\":\"evt_9\"}");
		assertThat(replayed.status()).isEqualTo(404);
		assertThat(replayed.json().at("/id").asString()).isEqualTo("evt_9");
		assertThat(replayed.json().at("/result").asString()).isEqualTo("not found");
		String malformed = letters(application).valueStream()
			.filter((letter) -> !letter.at("/replayable").asBoolean())
			.findFirst()
			.orElseThrow()
			.at("/id")
			.asString();
		ActuatorApplication.Answer refused = application.post("/automatum/dead-letters",
				"{\"id\":\"" + malformed + "\"}");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.json().at("/done").asBoolean(true)).isFalse();
		assertThat(refused.json().at("/result").asString()).startsWith("cannot be replayed: discard it");
	}

	private static JsonNode letters(ActuatorApplication application) {
		return application.get("/automatum/dead-letters").json().at("/deadLetters");
	}

	private static int deliver(ActuatorApplication application, String id) {
		return application.deliver(EVENT.formatted(id, id), ActuatorApplication.WEBHOOK_SECRET);
	}

	static class Database {

		@Bean
		Switched dataSource() {
			return new Switched();
		}

		/**
		 * A database that can be away.
		 */
		static class Switched extends DriverManagerDataSource {

			volatile boolean away;

			Switched() {
				super("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
			}

			@Override
			public Connection getConnection() throws SQLException {
				if (this.away) {
					throw new SQLException("words of the driver");
				}
				return super.getConnection();
			}

		}

	}

}
