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

import javax.sql.DataSource;

import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.jdbc.JdbcInbox;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration for the webhook inbox in the application's database, where
 * {@code automatum.webhook.inbox.store} is {@code jdbc}. The application's
 * {@code DataSource} and transaction manager are used and not changed.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumWebhookAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration" })
@ConditionalOnProperty(name = "automatum.webhook.inbox.store", havingValue = "jdbc")
@ConditionalOnBean(AutomatumWebhookSettings.class)
@ConditionalOnMissingBean(Inbox.class)
public final class AutomatumWebhookJdbcAutoConfiguration {

	/**
	 * The inbox.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JdbcOperations.class, DatabaseInitializationProperties.class })
	@EnableConfigurationProperties(AutomatumWebhookJdbcProperties.class)
	@Import(DatabaseInitializationDependencyConfigurer.class)
	@ImportRuntimeHints(SchemaHints.class)
	static class JdbcInboxConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@Conditional(OnInboxInitializationCondition.class)
		AutomatumWebhookDataSourceScriptDatabaseInitializer automatumWebhookDataSourceScriptDatabaseInitializer(
				@Qualifier("automatum") ObjectProvider<DataSource> qualifiedDataSource,
				ObjectProvider<DataSource> dataSources, AutomatumWebhookJdbcProperties properties,
				Environment environment, ResourceLoader resourceLoader) {
			AutomatumWebhookJdbcValidator.validateScript(properties, environment, resourceLoader);
			return new AutomatumWebhookDataSourceScriptDatabaseInitializer(
					InboxDataSource.dataSource(qualifiedDataSource, dataSources), properties);
		}

		@Bean
		@DependsOnDatabaseInitialization
		JdbcInbox automatumWebhookInbox(EventHandlers handlers, AutomatumWebhookSettings settings,
				AutomatumWebhookJdbcProperties jdbcProperties,
				@Qualifier("automatum") ObjectProvider<DataSource> qualifiedDataSource,
				ObjectProvider<DataSource> dataSources,
				@Qualifier("automatum") ObjectProvider<PlatformTransactionManager> qualifiedTransactionManager,
				ObjectProvider<PlatformTransactionManager> transactionManagers,
				@Qualifier(AutomatumWebhookAutoConfiguration.EXECUTOR_BEAN_NAME) AsyncTaskExecutor executor,
				ObjectProvider<InboxListener> listeners, Environment environment) {
			settings.requireStore(AutomatumWebhookProperties.Store.JDBC, environment);
			AutomatumWebhookJdbcValidator.validate(jdbcProperties, environment);
			DataSource dataSource = InboxDataSource.dataSource(qualifiedDataSource, dataSources);
			PlatformTransactionManager transactionManager = InboxDataSource.transactionManager(dataSource,
					qualifiedTransactionManager, transactionManagers);
			AutomatumWebhookProperties.Inbox inbox = settings.properties().getInbox();
			return JdbcInbox.builder(dataSource, handlers)
				.transactionManager(transactionManager)
				.executor(executor)
				.workers(inbox.getWorkers())
				.backoff(settings.backoff())
				.listener(InboxListener.of(listeners.orderedStream().toList()))
				.retention(inbox.getRetention())
				.deadBlocksKey(inbox.isDeadBlocksKey())
				.lease(jdbcProperties.getLease())
				.pollInterval(jdbcProperties.getPollInterval())
				.build();
		}

	}

	/**
	 * Where there is no JDBC support.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.boot.jdbc.init.DatabaseInitializationProperties")
	static class MissingJdbcConfiguration {

		@Bean
		Inbox automatumWebhookInbox() {
			throw MissingInboxDatabaseException.noSpringJdbc();
		}

	}

	static class OnInboxInitializationCondition extends OnDatabaseInitializationCondition {

		OnInboxInitializationCondition() {
			super("Automatum webhook inbox", "automatum.webhook.inbox.jdbc.initialize-schema");
		}

	}

	static class SchemaHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/automatum/spring/webhook/inbox/jdbc/schema-*.sql");
		}

	}

}
