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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumRepositoryAutoConfiguration;
import io.automatum.spring.autoconfigure.AutomatumResilienceAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookRegistrationAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.oauth2.TokenOutcome;
import io.automatum.spring.oauth2.TokenStatus;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxStatus;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what each part of health says.
 */
class HealthTests {

	private static final String SECRET = "whsec_0123456789abcdef";

	private static final String EVENT = "{\"id\":\"evt_%s\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\"}}";

	private final FakeService service = new FakeService();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumClientAutoConfiguration.class,
				AutomatumRepositoryAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
				AutomatumWebhookAutoConfiguration.class, AutomatumWebhookRegistrationAutoConfiguration.class,
				AutomatumWebhookStatusAutoConfiguration.class, AutomatumHealthContributorAutoConfiguration.class));

	private final ApplicationContextRunner client = this.runner
		.withPropertyValues(this.service.properties()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new))
		.withPropertyValues("automatum.retry.enabled=false");

	private final ApplicationContextRunner webhook = this.runner
		.withPropertyValues("automatum.webhook.secret=" + SECRET);

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void aTokenThatNobodyNeededYetIsUp() {
		run(this.client, (context) -> {
			Health health = part(context, "token");
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).isEqualTo(Map.of("state", "never-requested"));
		});
	}

	@Test
	void aTokenThatIsHeldIsUpWithItsEnd() {
		run(this.client, (context) -> {
			call(context);
			Health health = part(context, "token");
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("state", "held").containsKey("expiresAt");
			assertThat((Long) health.getDetails().get("remainingSeconds")).isBetween(3500L, 3600L);
		});
	}

	@Test
	void noTokenAndNoneToBeHadIsDown() {
		this.service.tokenStatus = 401;
		run(this.client, (context) -> {
			fail(context);
			Health health = part(context, "token");
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("state", "failing")
				.containsEntry("failure", "refused")
				.containsEntry("failures", 1L)
				.containsKeys("failingSince", "lastFailure", "nextRequestAt", "message");
		});
	}

	@Test
	void aTokenThatCannotBeRenewedIsUpWhileItServes() {
		Instant now = Instant.now();
		TokenStatus.Failure failure = new TokenStatus.Failure(TokenOutcome.SERVER_ERROR, "a\nb", now, now, 7, now);
		Health health = TokenHealth.describe(new TokenStatus(true, now, now.plusSeconds(90), Duration.ofSeconds(90),
				Set.of(), false, failure, Map.of(), 0));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("state", "failing")
			.containsEntry("remainingSeconds", 90L)
			.containsEntry("failure", "server_error")
			.containsEntry("message", "a b")
			.containsEntry("failures", 7L);
	}

	@ParameterizedTest
	@CsvSource({ "true,true,renewing", "true,false,held", "false,true,requesting", "false,false,none" })
	void aTokenHasAStateOfOneWord(boolean held, boolean requesting, String state) {
		Instant now = Instant.now();
		TokenStatus status = new TokenStatus(held, held ? now : null, held ? now : null, Duration.ZERO, Set.of(),
				requesting, null, Map.of(TokenOutcome.SUCCESS, 1L), 0);
		assertThat(TokenHealth.describe(status).getDetails()).containsEntry("state", state);
		assertThat(TokenHealth.describe(status).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void lookingAsksForATokenOnlyWhileThereIsNoneAndNoMoreOftenThanACallMay() {
		run(this.client, (context) -> {
			for (int i = 0; i < 100; i++) {
				part(context, "token");
			}
			assertThat(this.service.tokenRequests).hasValue(0);
			this.service.tokenStatus = 503;
			fail(context);
			for (int i = 0; i < 100; i++) {
				part(context, "token");
			}
			assertThat(this.service.tokenRequests.get()).isLessThanOrEqualTo(3);
			this.service.tokenStatus = 200;
			// Nobody but the one who looks: an instance without traffic gets well again
			await().untilAsserted(() -> assertThat(part(context, "token").getStatus()).isEqualTo(Status.UP));
			assertThat(this.service.calls).hasValue(0);
		});
	}

	@Test
	void anEmptyBudgetIsUpWithWhatIsLeft() {
		run(this.client.withPropertyValues("automatum.rate-limit.per-minute=2"), (context) -> {
			call(context);
			assertThat(part(context, "rateLimit").getDetails()).containsEntry("remaining",
					Map.of("minute", "1 of 2", "hour", "999 of 1000"));
			call(context);
			Health health = part(context, "rateLimit");
			assertThat(health.getDetails())
				.containsEntry("remaining", Map.of("minute", "0 of 2", "hour", "998 of 1000"))
				.containsEntry("waiting", 0);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
		});
	}

	@ParameterizedTest
	@CsvSource({ "60,2m,UP", "600,2m,OUT_OF_SERVICE", "600,,UP" })
	void aPauseIsADetailUnlessItIsLongerThanTheApplicationBears(int seconds, @Nullable String maxPause, String status) {
		this.service.callStatus = 429;
		this.service.headers = Map.of("Retry-After", String.valueOf(seconds));
		ApplicationContextRunner configured = (maxPause != null)
				? this.client.withPropertyValues("automatum.health.rate-limit.max-pause=" + maxPause) : this.client;
		run(configured, (context) -> {
			fail(context);
			assertThat(part(context, "rateLimit").getStatus().getCode()).isEqualTo(status);
			assertThat(part(context, "rateLimit").getDetails()).containsKey("pausedUntil");
		});
	}

	@Test
	void fiveDeliveriesRefusedInARowAreDownAndOneAcceptedIsUp() {
		run(this.webhook, (context) -> {
			for (int i = 1; i <= 5; i++) {
				assertThat(part(context, "webhook").getStatus()).isEqualTo(Status.UP);
				deliver(context, i, "whsec_of_somebody_else");
				assertThat(part(context, "webhook").getDetails()).containsEntry("refusalsInARow", i);
			}
			assertThat(part(context, "webhook").getStatus()).isEqualTo(Status.DOWN);
			deliver(context, 6, SECRET);
			assertThat(part(context, "webhook").getStatus()).isEqualTo(Status.UP);
		});
	}

	@ParameterizedTest
	@CsvSource({ ",,UP", "6,1h,UP", "5,1h,UP", "4,1h,OUT_OF_SERVICE", "6,90s,OUT_OF_SERVICE", "6,91s,UP" })
	void whatIsInTheInboxIsADetailUnlessItIsMoreThanTheApplicationBears(@Nullable String deadLetters,
			@Nullable String age, String status) {
		List<String> properties = new ArrayList<>();
		if (deadLetters != null && age != null) {
			properties.add("automatum.health.inbox.max-dead-letters=" + deadLetters);
			properties.add("automatum.health.inbox.max-age=" + age);
		}
		run(this.webhook.withUserConfiguration(OwnInbox.class).withPropertyValues(properties.toArray(String[]::new)),
				(context) -> {
					context.getBean(HangingInbox.class).hang.countDown();
					Health health = part(context, "inbox");
					assertThat(health.getStatus().getCode()).isEqualTo(status);
					assertThat(health.getDetails()).containsEntry("reachable", true)
						.containsEntry("received", 1L)
						.containsEntry("claimed", 2L)
						.containsEntry("retrying", 3L)
						.containsEntry("deadLetters", 5L)
						.containsEntry("oldestSeconds", 90L)
						.containsEntry("durable", true);
				});
	}

	@Test
	void anInboxThatDoesNotAnswerIsDownInTimeAndKeepsNoMoreThanOneThread() {
		run(this.webhook.withUserConfiguration(OwnInbox.class), (context) -> {
			HangingInbox inbox = context.getBean(HangingInbox.class);
			long start = System.nanoTime();
			Health down = part(context, "inbox");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(down.getStatus()).isEqualTo(Status.DOWN);
			assertThat(down.getDetails()).containsEntry("reachable", false);
			assertThat(down.getDetails().get("error").toString()).startsWith("no answer within");
			for (int i = 0; i < 10; i++) {
				assertThat(part(context, "inbox").getStatus()).isEqualTo(Status.DOWN);
			}
			assertThat(inbox.asked).hasValue(1);
			inbox.hang.countDown();
			await().untilAsserted(() -> assertThat(part(context, "inbox").getStatus()).isEqualTo(Status.UP));
		});
	}

	@Test
	void anInboxThatFailsIsDownWithoutTheMessage() {
		run(this.webhook.withUserConfiguration(OwnInbox.class), (context) -> {
			HangingInbox inbox = context.getBean(HangingInbox.class);
			inbox.failure = new IllegalStateException("jdbc:postgresql://db?password=hidden");
			inbox.hang.countDown();
			Health down = part(context, "inbox");
			assertThat(down.getStatus()).isEqualTo(Status.DOWN);
			assertThat(down.getDetails()).containsEntry("error", "java.lang.IllegalStateException");
			assertThat(down.toString()).doesNotContain("hidden");
		});
	}

	@Test
	void aRegistrationThatFailsIsADetail() {
		this.service.callStatus = 500;
		run(this.client.withPropertyValues("automatum.webhook.secret=" + SECRET,
				"automatum.webhook.register.url=https://example.com/webhooks/automatum",
				"automatum.webhook.register.events=entitlement.created"), (context) -> {
					await().untilAsserted(() -> assertThat(part(context, "registration").getDetails())
						.containsEntry("state", "failed")
						.containsKey("failure"));
					assertThat(part(context, "registration").getStatus()).isEqualTo(Status.UP);
				});
	}

	@Test
	void aProbeCallsOnceAMinuteOutOfTheBudget() {
		run(this.client.withPropertyValues("automatum.health.probe=true"), (context) -> {
			assertThat(part(context, "probe").getStatus()).isEqualTo(Status.UNKNOWN);
			await().untilAsserted(() -> assertThat(part(context, "probe").getStatus()).isEqualTo(Status.UP));
			for (int i = 0; i < 100; i++) {
				part(context, "probe");
			}
			assertThat(this.service.calls).hasValue(1);
			assertThat(part(context, "rateLimit").getDetails()).containsEntry("remaining",
					Map.of("minute", "49 of 50", "hour", "999 of 1000"));
		});
	}

	@ParameterizedTest
	@CsvSource({ "403,UP", "404,UP", "400,UP", "503,DOWN", "401,DOWN" })
	void aProbeTellsWhetherTheApiAnswersAndNotWhetherItLikesTheQuestion(int answer, String status) {
		this.service.callStatus = answer;
		run(this.client.withPropertyValues("automatum.health.probe=true"), (context) -> {
			await()
				.untilAsserted(() -> assertThat(part(context, "probe").getDetails()).containsEntry("status", answer));
			assertThat(part(context, "probe").getStatus().getCode()).isEqualTo(status);
		});
	}

	@Test
	void aProbeThatFindsNobodyIsDown() {
		run(this.client.withPropertyValues("automatum.health.probe=true", "automatum.base-url=http://localhost:1/api"),
				(context) -> {
					await().untilAsserted(() -> assertThat(part(context, "probe").getStatus()).isEqualTo(Status.DOWN));
					assertThat(part(context, "probe").getDetails()).containsEntry("error", "TransportException");
				});
	}

	@Test
	void aProbeLeavesTheLastPermitsToTheApplication() {
		run(this.client.withPropertyValues("automatum.health.probe=true", "automatum.rate-limit.per-minute=3"),
				(context) -> {
					call(context);
					call(context);
					for (int i = 0; i < 10; i++) {
						assertThat(part(context, "probe").getDetails()).containsEntry("state", "left-out");
					}
					call(context);
					assertThat(this.service.calls).hasValue(3);
				});
	}

	private void run(ApplicationContextRunner configured, Consumer<ApplicationContext> test) {
		configured.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	private static void call(ApplicationContext context) {
		context.getBean(CustomerRepository.class).findPage(ListQuery.create().limit(1));
	}

	private static void fail(ApplicationContext context) {
		assertThatExceptionOfType(AutomatumException.class).isThrownBy(() -> call(context));
	}

	private static void deliver(ApplicationContext context, int number, String secret) {
		byte[] body = EVENT.formatted(number).getBytes(StandardCharsets.UTF_8);
		HttpHeaders headers = new HttpHeaders();
		headers.add("X-Automatum-Signature", new WebhookSigner(secret).sign(body));
		context.getBean(WebhookReceiver.class).receive(headers, body, Duration.ZERO).block();
	}

	private static Health part(ApplicationContext context, String part) {
		CompositeHealthContributor contributor = context.getBean(CompositeHealthContributor.class);
		return ((HealthIndicator) contributor.getContributor(part)).health();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInbox {

		@Bean
		HangingInbox inbox() {
			return new HangingInbox();
		}

	}

	/**
	 * Says how much is in it when it is allowed to.
	 */
	static class HangingInbox implements Inbox, WebhookInbox {

		final CountDownLatch hang = new CountDownLatch(1);

		final AtomicInteger asked = new AtomicInteger();

		volatile @Nullable RuntimeException failure;

		@Override
		public InboxStatus status() {
			this.asked.incrementAndGet();
			try {
				this.hang.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			if (this.failure != null) {
				throw this.failure;
			}
			return new InboxStatus(1, 2, 3, 5, Duration.ofSeconds(90), true);
		}

		@Override
		public Mono<Acknowledgement> accept(ReceivedEvent event) {
			return Mono.just(Acknowledgement.STORED);
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

}
