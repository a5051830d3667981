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
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever looks at health or at the endpoint of an application on Reactor Netty, while
 * the inbox's database does not answer, keeps nobody else waiting: the server has one
 * event loop, and it goes on.
 */
@Timeout(120)
class EventLoopTests {

	@Test
	void nobodyWaitsForADatabaseOnAnEventLoop() {
		try (FakeService service = new FakeService()) {
			Map<String, Object> properties = new LinkedHashMap<>(service.properties());
			properties.put("automatum.webhook.secret", ActuatorApplication.WEBHOOK_SECRET);
			properties.put("automatum.webhook.inbox.store", "jdbc");
			properties.put("spring.flyway.enabled", false);
			properties.put("automatum.health.probe", true);
			properties.put("management.endpoint.automatum.access", "unrestricted");
			// Spring Boot's own waits as long as its database
			properties.put("management.health.db.enabled", false);
			properties.put("management.endpoint.health.group.readiness.include", "automatum/thread");
			try (ActuatorApplication application = ActuatorApplication.start(WebApplicationType.REACTIVE, properties,
					OneEventLoop.class)) {
				SlowDatabase database = application.context().getBean(SlowDatabase.class);
				database.block();
				try {
					healthWaitsElsewhere(application);
					operationsWaitElsewhere(application, database);
				}
				finally {
					database.release();
				}
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.untilAsserted(
							() -> assertThat(application.get("/health/automatum/inbox").status()).isEqualTo(200));
				Awaitility.await()
					.untilAsserted(
							() -> assertThat(application.get("/health/automatum/probe").json().at("/status").asString())
								.isEqualTo("UP"));
				assertThat(database.threads).isNotEmpty().noneMatch(EventLoopTests::isEventLoop);
			}
		}
	}

	private static void healthWaitsElsewhere(ActuatorApplication application) {
		// Only the first waits: who comes later knows that there is no answer
		CompletableFuture<ActuatorApplication.Answer> health = application.getLater("/health/automatum");
		Set<Thread> waiting = new HashSet<>();
		while (!health.isDone()) {
			waiting.addAll(samplers());
		}
		assertThat(health.join().status()).isEqualTo(503);
		assertThat(waiting).isNotEmpty()
			.noneMatch(NonBlocking.class::isInstance)
			.noneMatch(EventLoopTests::isEventLoop);
		for (String path : List.of("/health/automatum/thread", "/health/readiness", "/health", "/health/automatum")) {
			assertThat(application.get(path).body()).as(path).contains("on boundedElastic");
		}
		Secrets secrets = application.context().getBean(Secrets.class);
		secrets.threads.clear();
		assertThat(application.get("/automatum").status()).isEqualTo(200);
		assertThat(secrets.threads).isNotEmpty().noneMatch(EventLoopTests::isEventLoop);
	}

	private static boolean isEventLoop(Thread thread) {
		return thread.getName().contains("one-event-loop");
	}

	private static void operationsWaitElsewhere(ActuatorApplication application, SlowDatabase database) {
		int before = database.threads.size();
		CompletableFuture<ActuatorApplication.Answer> list = application.getLater("/automatum/dead-letters");
		Awaitility.await()
			.until(() -> database.threads.stream()
				.skip(before)
				.anyMatch((thread) -> thread.getName().contains("oundedElastic")));
		// The same event loop answers others meanwhile
		assertThat(application.get("/health/automatum/token").status()).isEqualTo(200);
		assertThat(list).isNotDone();
		database.release();
		assertThat(list.join().status()).isEqualTo(200);
	}

	@Test
	void oneThatWaitsOnAnEventLoopWouldBeNoticed() throws InterruptedException {
		CountDownLatch end = new CountDownLatch(1);
		InboxSampler sampler = new InboxSampler(new BlockedInbox(end), Clock.systemUTC());
		Disposable waiting = Schedulers.parallel().schedule(sampler::sample);
		try {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.untilAsserted(() -> assertThat(samplers()).anyMatch(NonBlocking.class::isInstance));
		}
		finally {
			end.countDown();
			waiting.dispose();
			sampler.close();
		}
	}

	private static Set<Thread> samplers() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((entry) -> Arrays.stream(entry.getValue())
				.anyMatch((frame) -> frame.getClassName().equals(InboxSampler.class.getName())
						&& frame.getMethodName().equals("sample")))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private record BlockedInbox(CountDownLatch end) implements WebhookInbox {

		@Override
		public InboxStatus status() {
			try {
				this.end.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException("too late");
		}

		@Override
		public List<DeadLetter> deadLetters(@Nullable String after, int limit) {
			return List.of();
		}

		@Override
		public @Nullable DeadLetter deadLetter(String id) {
			return null;
		}

		@Override
		public boolean replay(String id) {
			return false;
		}

		@Override
		public boolean discard(String id) {
			return false;
		}

	}

	static class OneEventLoop {

		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			factory.setLoopResourcesSupplier(() -> LoopResources.create("one-event-loop", 1, true));
			return factory;
		}

		@Bean
		SlowDatabase dataSource() {
			return new SlowDatabase();
		}

		@Bean
		HealthPart thread() {
			return new HealthPart("thread",
					() -> Health.up().withDetail("ran", "on " + Thread.currentThread().getName()).build());
		}

		@Bean
		Secrets secrets() {
			return new Secrets();
		}

	}

	/**
	 * Asked by whoever describes the receiver.
	 */
	static class Secrets implements WebhookSecrets {

		final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		@Override
		public List<WebhookSecret> secrets() {
			this.threads.add(Thread.currentThread());
			return List.of(new WebhookSecret("1", ActuatorApplication.WEBHOOK_SECRET, null));
		}

	}

	static class SlowDatabase extends DriverManagerDataSource {

		final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		private volatile CountDownLatch open = new CountDownLatch(0);

		SlowDatabase() {
			super("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

		void block() {
			this.open = new CountDownLatch(1);
		}

		void release() {
			this.open.countDown();
		}

		@Override
		public Connection getConnection() throws SQLException {
			this.threads.add(Thread.currentThread());
			try {
				this.open.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new SQLException("interrupted");
			}
			return super.getConnection();
		}

	}

}
