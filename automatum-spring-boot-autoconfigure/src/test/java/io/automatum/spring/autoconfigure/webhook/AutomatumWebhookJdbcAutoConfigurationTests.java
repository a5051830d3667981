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

package io.automatum.spring.autoconfigure.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.Acknowledgement;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.automatum.spring.webhook.inbox.jdbc.JdbcInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link AutomatumWebhookJdbcAutoConfiguration}.
 */
class AutomatumWebhookJdbcAutoConfigurationTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final AtomicInteger databases = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, AutomatumWebhookAutoConfiguration.class,
				AutomatumWebhookJdbcAutoConfiguration.class))
		.withUserConfiguration(HandlersConfiguration.class)
		.withPropertyValues("spring.datasource.url=" + url(), "automatum.webhook.inbox.store=jdbc",
				"automatum.webhook.secret=" + SECRET, "automatum.webhook.inbox.jdbc.poll-interval=20ms");

	private static String url() {
		return "jdbc:h2:mem:wiring" + databases.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
	}

	private static ReceivedEvent event(String id) {
		byte[] body = id.getBytes(StandardCharsets.UTF_8);
		return new ReceivedEvent(id, "customer.created", "customer:1", "0".repeat(64), body, Instant.now(), null, null);
	}

	@Test
	void keepsEventsInTheApplicationsDatabase() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Inbox.class).hasSingleBean(WebhookInbox.class);
			assertThat(handle(context, "evt_1")).containsExactly("evt_1");
			assertThat(states(context.getBean(DataSource.class))).containsExactly("DONE");
			assertThat(context).doesNotHaveBean(JdbcTemplate.class);
		});
	}

	private static List<String> handle(ApplicationContext context, String id) {
		assertThat(context.getBean(Inbox.class).accept(event(id)).block(Duration.ofSeconds(10)))
			.isEqualTo(Acknowledgement.STORED);
		Handlers handlers = context.getBean(Handlers.class);
		await().untilAsserted(() -> assertThat(handlers.completed).contains(id));
		return handlers.handled;
	}

	private static List<String> states(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForList("select state from automatum_webhook_event", String.class);
	}

	@Test
	void isOffUnlessAskedFor() {
		this.runner.withPropertyValues("automatum.webhook.inbox.store=memory")
			.run((context) -> assertThat(context).doesNotHaveBean(JdbcInbox.class)
				.doesNotHaveBean(AutomatumWebhookDataSourceScriptDatabaseInitializer.class));
	}

	@Test
	void isOffWhereNothingIsReceived() {
		this.runner.withPropertyValues("automatum.webhook.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Inbox.class)
				.doesNotHaveBean(AutomatumWebhookDataSourceScriptDatabaseInitializer.class));
	}

	@Test
	void refusesTimesThatCannotWork() {
		this.runner
			.withPropertyValues("automatum.webhook.inbox.jdbc.lease=500ms",
					"automatum.webhook.inbox.jdbc.poll-interval=2h")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("automatum.webhook.inbox.jdbc.lease")
				.hasMessageContaining("It is not from 1 second to 1 hour.")
				.hasMessageContaining("It is not from 10 milliseconds to 1 hour."));
	}

	@Test
	void takesSignedDeliveriesToListenersInTheTransactionThatMarksThemDone() {
		this.runner.withUserConfiguration(ListenerConfiguration.class)
			.withConfiguration(AutoConfigurations.of(JdbcTemplateAutoConfiguration.class))
			.withPropertyValues("test.own-handlers=false")
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("create table account (event_id varchar(255), attempt int)");
				byte[] body = "{\"id\":\"evt_1\",\"type\":\"customer.created\",\"data\":{\"id\":\"cus_1\"}}"
					.getBytes(StandardCharsets.UTF_8);
				HttpHeaders headers = new HttpHeaders();
				headers.set("X-Automatum-Signature", new WebhookSigner(SECRET).sign(body));
				for (int delivery = 0; delivery < 2; delivery++) {
					WebhookReply reply = context.getBean(WebhookReceiver.class)
						.receive(headers, body, Duration.ZERO)
						.block(Duration.ofSeconds(10));
					assertThat(reply).isNotNull();
					assertThat(reply.status()).isEqualTo(202);
				}
				await()
					.untilAsserted(() -> assertThat(states(context.getBean(DataSource.class))).containsExactly("DONE"));
				assertThat(jdbc.queryForList("select attempt from account", Integer.class)).containsExactly(2);
			});
	}

	@Test
	void leavesAnInboxOfTheApplicationAlone() {
		this.runner.withBean("own", Inbox.class, () -> (event) -> Mono.just(Acknowledgement.STORED))
			.run((context) -> assertThat(context).hasSingleBean(Inbox.class).doesNotHaveBean(JdbcInbox.class));
	}

	@Test
	void startsWithLazyInitializationToo() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("automatumWebhookInbox")).isTrue());
	}

	@Test
	void refusesToStartWithoutItsTables() {
		this.runner.withPropertyValues("automatum.webhook.inbox.jdbc.initialize-schema=never").run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new InboxDatabaseFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).isEqualTo("The table automatum_webhook_event of the inbox of webhooks"
					+ " is not in the database, or not as it should be.");
			assertThat(analysis.getAction()).isEqualTo(
					"Set automatum.webhook.inbox.jdbc.initialize-schema to 'always', or have your migrations run the"
							+ " script for your database, schema-postgresql.sql, schema-mariadb.sql or schema-h2.sql, which is in"
							+ " io/automatum/spring/webhook/inbox/jdbc of the jar automatum-spring-boot-autoconfigure.");
		});
	}

	@Test
	void tellsWhatToDoAboutTheTablesOfAnOlderVersion(@TempDir Path directory) {
		String url = "jdbc:h2:file:" + directory.resolve("inbox");
		this.runner
			.withPropertyValues("spring.datasource.url=" + url, "automatum.webhook.inbox.jdbc.initialize-schema=always")
			.run((context) -> new JdbcTemplate(context.getBean(DataSource.class))
				.execute("alter table automatum_webhook_event drop column trace_context"));
		this.runner
			.withPropertyValues("spring.datasource.url=" + url, "automatum.webhook.inbox.jdbc.initialize-schema=always")
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new InboxDatabaseFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).isEqualTo(
						"The table automatum_webhook_event of the inbox of webhooks has no column trace_context.");
				assertThat(analysis.getAction()).startsWith("Add the column as it is declared in the script");
			});
	}

	@Test
	void createsTheTablesTwice() {
		ApplicationContextRunner strict = this.runner.withPropertyValues(
				"automatum.webhook.inbox.jdbc.initialize-schema=always",
				"automatum.webhook.inbox.jdbc.continue-on-error=false", "automatum.webhook.inbox.jdbc.platform=h2");
		strict.run((first) -> assertThat(first).hasNotFailed());
		strict.run((second) -> assertThat(second).hasNotFailed());
	}

	@Test
	void takesTheScriptOfTheApplication() {
		this.runner.withPropertyValues("automatum.webhook.inbox.jdbc.schema=classpath:missing.sql")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("missing.sql"));
	}

	@Test
	void comesAfterTheApplicationsMigrations(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("V1__inbox.sql"),
				new ClassPathResource("schema-h2.sql", JdbcInbox.class).getContentAsString(StandardCharsets.UTF_8));
		this.runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withPropertyValues("spring.flyway.locations=filesystem:" + directory,
					"automatum.webhook.inbox.jdbc.initialize-schema=never")
			.run((context) -> assertThat(handle(context, "evt_1")).containsExactly("evt_1"));
	}

	@Test
	void saysWhatToAddWithoutJdbcSupport() {
		this.runner.withClassLoader(new FilteredClassLoader(DatabaseInitializationProperties.class)).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("The inbox of webhooks is to be in a database (automatum.webhook.inbox.store is 'jdbc'), and"
						+ " Spring Boot's JDBC support is not on the class path.");
			assertThat(analysis.getAction()).isEqualTo(
					"Add org.springframework.boot:spring-boot-starter-jdbc and the driver of your database, or set"
							+ " automatum.webhook.inbox.store to 'memory'.");
		});
	}

	private static FailureAnalysis analyze(@Nullable Throwable failure) {
		assertThat(failure).isNotNull();
		FailureAnalysis analysis = new MissingInboxDatabaseFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@Test
	void saysWhatToAddWithoutADataSource() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class,
					AutomatumWebhookJdbcAutoConfiguration.class))
			.withPropertyValues("automatum.webhook.inbox.store=jdbc", "automatum.webhook.secret=" + SECRET)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).endsWith("and there is no DataSource.");
				assertThat(analysis.getAction())
					.isEqualTo("Set spring.datasource.url and add the driver of your database,"
							+ " define a DataSource bean, or set automatum.webhook.inbox.store to 'memory'.");
			});
	}

	@Test
	void saysWhatToDoWithSeveralDataSources() {
		this.runner.withUserConfiguration(TwoDataSources.class).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).endsWith("and there are several: orders, billing.");
			assertThat(analysis.getAction()).contains("@Qualifier(\"automatum\")").contains("@Primary");
		});
	}

	@Test
	void takesThePrimaryDataSourceAndItsTransactionManager() {
		this.runner.withUserConfiguration(PrimaryDataSource.class).run((context) -> {
			handle(context, "evt_1");
			assertThat(states(context.getBean("first", DataSource.class))).containsExactly("DONE");
			assertThat(context.getBean(Handlers.class).inTransactionOf).containsExactly("first");
		});
	}

	@Test
	void takesTheQualifiedDataSourceAndItsTransactionManager() {
		this.runner.withUserConfiguration(QualifiedDataSource.class).run((context) -> {
			handle(context, "evt_1");
			assertThat(states(context.getBean("second", DataSource.class))).containsExactly("DONE");
			assertThat(context.getBean(Handlers.class).inTransactionOf).containsExactly("second");
		});
	}

	@Test
	void runsHandlersWhereTheReceiverRunsThem() {
		List<Runnable> ran = new CopyOnWriteArrayList<>();
		this.runner.withBean("automatumWebhookExecutor", AsyncTaskExecutor.class, () -> (task) -> {
			ran.add(task);
			new Thread(task).start();
		}, (definition) -> ((org.springframework.beans.factory.support.AbstractBeanDefinition) definition)
			.setDefaultCandidate(false)).run((context) -> {
				handle(context, "evt_1");
				assertThat(ran).isNotEmpty();
			});
	}

	@Test
	void tellsListeners() {
		List<DeadLetter> dead = new CopyOnWriteArrayList<>();
		this.runner.withPropertyValues("automatum.webhook.inbox.retry.max-attempts=1")
			.withBean(InboxListener.class, () -> new InboxListener() {

				@Override
				public void dead(DeadLetter deadLetter) {
					dead.add(deadLetter);
				}

			})
			.run((context) -> {
				context.getBean(Inbox.class).accept(event("fails")).block(Duration.ofSeconds(10));
				await().untilAsserted(() -> assertThat(dead).hasSize(1));
				assertThat(context.getBean(WebhookInbox.class).deadLetters(null, 10)).hasSize(1);
			});
	}

	@Test
	void hasItsScriptsInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new AutomatumWebhookJdbcAutoConfiguration.SchemaHints().registerHints(hints, null);
		for (String platform : List.of("postgresql", "mariadb", "h2")) {
			assertThat(RuntimeHintsPredicates.resource()
				.forResource("io/automatum/spring/webhook/inbox/jdbc/schema-" + platform + ".sql")).accepts(hints);
		}
	}

	private static final class Handlers implements EventHandlers {

		private final ApplicationContext context;

		private final List<String> handled = new CopyOnWriteArrayList<>();

		private final List<String> completed = new CopyOnWriteArrayList<>();

		private final List<String> inTransactionOf = new CopyOnWriteArrayList<>();

		private Handlers(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public List<EventHandler> forType(String type) {
			return List.of(new EventHandler() {

				@Override
				public String id() {
					return "handler";
				}

				@Override
				public void handle(ReceivedEvent event, int attempt) {
					if (event.id().equals("fails")) {
						throw new IllegalStateException();
					}
					Handlers.this.context.getBeansOfType(DataSource.class).forEach((name, dataSource) -> {
						if (TransactionSynchronizationManager.hasResource(dataSource)) {
							Handlers.this.inTransactionOf.add(name);
						}
					});
					Handlers.this.handled.add(event.id());
				}

			});
		}

		@Override
		public void completed(ReceivedEvent event) {
			this.completed.add(event.id());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerConfiguration {

		private final JdbcTemplate jdbc;

		ListenerConfiguration(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@AutomatumEventListener("customer.*")
		void created(AutomatumEvent<Customer> event) {
			this.jdbc.update("insert into account values (?, ?)", event.id(), event.attempt());
			if (event.attempt() == 1) {
				throw new IllegalStateException("Once");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "test.own-handlers", matchIfMissing = true)
	static class HandlersConfiguration {

		@Bean
		Handlers handlers(ApplicationContext context) {
			return new Handlers(context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource orders() {
			return new DriverManagerDataSource(url());
		}

		@Bean
		DataSource billing() {
			return new DriverManagerDataSource(url());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryDataSource {

		@Bean
		@Primary
		DataSource first() {
			return new DriverManagerDataSource(url());
		}

		@Bean
		DataSource second() {
			return new DriverManagerDataSource(url());
		}

		@Bean
		PlatformTransactionManager secondTransactionManager(@Qualifier("second") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		PlatformTransactionManager firstTransactionManager(@Qualifier("first") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedDataSource {

		@Bean
		@Primary
		DataSource first() {
			return new DriverManagerDataSource(url());
		}

		@Bean
		@Qualifier("automatum")
		DataSource second() {
			return new DriverManagerDataSource(url());
		}

		@Bean
		@Primary
		PlatformTransactionManager firstTransactionManager(@Qualifier("first") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		@Qualifier("automatum")
		PlatformTransactionManager secondTransactionManager(@Qualifier("automatum") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
