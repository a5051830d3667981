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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import reactor.core.publisher.Flux;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How long the sender waits, with a database that answers and with one that does not:
 * signed deliveries over HTTP to the endpoint of an application, on either stack. Small
 * here, and in its full size where {@code automatum.proof} is true.
 */
@Testcontainers(disabledWithoutDocker = true)
class JdbcInboxLatencyTests {

	private static final boolean PROOF = Boolean.getBoolean("automatum.proof");

	private static final int RATE = 50;

	private static final String SECRET = "whsec_0123456789abcdef";

	private static final WebhookSigner SIGNER = new WebhookSigner(SECRET);

	@Container
	private static final PostgreSQLContainer database = Databases.postgres();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Map<String, Integer> answers = new ConcurrentHashMap<>();

	private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

	private ConfigurableApplicationContext context;

	private JdbcTemplate jdbc;

	private void start(WebApplicationType type, Duration replyTimeout) {
		Map<String, Object> properties = new HashMap<>(Map.of("server.port", 0, "spring.main.banner-mode", "off",
				"spring.datasource.url", database.getJdbcUrl(), "spring.datasource.username", database.getUsername(),
				"spring.datasource.password", database.getPassword(), "spring.flyway.enabled", false,
				"automatum.webhook.secret", SECRET, "automatum.webhook.reply-timeout", replyTimeout.toMillis() + "ms",
				"automatum.webhook.inbox.store", "jdbc", "automatum.webhook.inbox.jdbc.initialize-schema", "always"));
		properties.put("automatum.webhook.body-timeout", replyTimeout.toMillis() / 2 + "ms");
		this.context = new SpringApplicationBuilder(Application.class).web(type)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", properties)))
			.run();
		this.jdbc = this.context.getBean(JdbcTemplate.class);
		this.jdbc.execute("drop table if exists effect");
		this.jdbc.execute("create table effect (event_id varchar(255))");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private CompletableFuture<Integer> post(String id, int key) {
		byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_" + key
				+ "\",\"notes\":\"" + "x".repeat(1900) + "\"}}")
			.getBytes(StandardCharsets.UTF_8);
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/automatum"))
			.header("X-Automatum-Signature", SIGNER.sign(body))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build();
		return this.client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
			.thenApply(HttpResponse::statusCode)
			// No answer at all.
			.exceptionally((failure) -> -1);
	}

	private void deliver(String prefix, Duration duration) throws InterruptedException {
		int number = (int) (duration.toMillis() * RATE / 1000);
		CountDownLatch answered = new CountDownLatch(number);
		Flux.interval(Duration.ofMillis(1000 / RATE)).onBackpressureBuffer().take(number).subscribe((tick) -> {
			String id = prefix + tick;
			long start = System.nanoTime();
			post(id, tick.intValue() % 40).thenAccept((status) -> {
				this.times.add(System.nanoTime() - start);
				this.answers.put(id, status);
				answered.countDown();
			});
		});
		answered.await();
	}

	private void awaitAccepted(String prefix) {
		AtomicInteger round = new AtomicInteger();
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			String id = prefix + round.incrementAndGet();
			this.answers.put(id, post(id, 1).join());
			return this.answers.get(id) == 202;
		});
	}

	private long percentile(double fraction) {
		long[] sorted = this.times.stream().mapToLong(Long::longValue).sorted().toArray();
		return sorted[(int) Math.min(sorted.length - 1, Math.round(fraction * sorted.length))] / 1_000_000;
	}

	private void assertEffectsOfAllThatWasAccepted() {
		List<String> accepted = this.answers.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == 202)
			.map(Map.Entry::getKey)
			.toList();
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(this.jdbc.queryForList("select event_id from effect", String.class))
				.containsAll(accepted)
				.doesNotHaveDuplicates());
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void acknowledgesSoon(WebApplicationType type) throws InterruptedException {
		start(type, Duration.ofSeconds(8));
		deliver(type + "_warm_", Duration.ofMillis(PROOF ? 10_000 : 500));
		this.times.clear();
		deliver(type + "_evt_", Duration.ofMillis(PROOF ? 60_000 : 1500));
		System.out.printf(
				"%s: acknowledgement of 2 KB over HTTP at %d a second: p50 %d ms, p99 %d ms, longest %d ms,"
						+ " %d deliveries%n",
				type, RATE, percentile(0.5), percentile(0.99), percentile(1), this.times.size());
		assertThat(this.answers.values()).containsOnly(202);
		if (PROOF) {
			assertThat(percentile(0.99)).isLessThanOrEqualTo(100);
		}
		assertEffectsOfAllThatWasAccepted();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void answersInTimeWhileTheDatabaseIsStalled(WebApplicationType type) throws InterruptedException {
		Duration stall = Duration.ofSeconds(PROOF ? 30 : 3);
		Duration replyTimeout = Duration.ofSeconds(PROOF ? 8 : 1);
		start(type, replyTimeout);
		awaitAccepted(type + "_before_");
		DockerClientFactory.lazyClient().pauseContainerCmd(database.getContainerId()).exec();
		try {
			deliver(type + "_stalled_", stall);
		}
		finally {
			DockerClientFactory.lazyClient().unpauseContainerCmd(database.getContainerId()).exec();
		}
		awaitAccepted(type + "_after_");
		long refused = this.answers.values().stream().filter((status) -> status == 503).count();
		System.out.printf("%s: stalled for %d s: %d deliveries, %d refused, longest answer %d ms (time-out %d ms)%n",
				type, stall.toSeconds(), this.times.size(), refused, percentile(1), replyTimeout.toMillis());
		// The small form runs on whatever is busy with other tests.
		assertThat(percentile(1)).isLessThanOrEqualTo(replyTimeout.toMillis() + (PROOF ? 1000 : 3000));
		// The control: it was stalled indeed, and nobody was left without an answer.
		assertThat(this.answers.values()).contains(503).containsOnly(202, 503);
		assertEffectsOfAllThatWasAccepted();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Provisioning provisioning(JdbcTemplate jdbc) {
			return new Provisioning(jdbc);
		}

	}

	static class Provisioning {

		private final JdbcTemplate jdbc;

		Provisioning(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@AutomatumEventListener("entitlement.created")
		void provision(AutomatumEvent<?> event) {
			this.jdbc.update("insert into effect values (?)", event.id());
		}

	}

}
