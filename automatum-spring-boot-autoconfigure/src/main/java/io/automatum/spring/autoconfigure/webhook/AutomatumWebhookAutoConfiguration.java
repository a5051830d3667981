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

import java.time.Clock;
import java.util.List;

import io.automatum.spring.autoconfigure.AutomatumClientAutoConfiguration;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.repository.ReactiveWebhookRepository;
import io.automatum.spring.observation.WebhookDeliveryObservationConvention;
import io.automatum.spring.observation.WebhookDeliveryObservations;
import io.automatum.spring.observation.WebhookHandlingObservationConvention;
import io.automatum.spring.observation.WebhookHandlingObservations;
import io.automatum.spring.webhook.AutomatumEventHandlers;
import io.automatum.spring.webhook.DeliveryBodies;
import io.automatum.spring.webhook.HmacSignatureVerifier;
import io.automatum.spring.webhook.WebhookDeliveryStatus;
import io.automatum.spring.webhook.WebhookListener;
import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSignatureVerifier;
import io.automatum.spring.webhook.inbox.DeadLetterNotice;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.Inbox;
import io.automatum.spring.webhook.inbox.InboxListener;
import io.automatum.spring.webhook.inbox.MemoryInbox;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.HttpHeaders;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration for receiving webhooks: who verifies, who handles and where events
 * are kept. The endpoints are in {@link AutomatumWebhookServletAutoConfiguration} and
 * {@link AutomatumWebhookReactiveAutoConfiguration}. Needs no client.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = AutomatumClientAutoConfiguration.class)
@ConditionalOnClass({ HttpHeaders.class, Mono.class, JsonMapper.class })
@ConditionalOnAutomatumWebhook
@EnableConfigurationProperties(AutomatumWebhookProperties.class)
public final class AutomatumWebhookAutoConfiguration {

	/**
	 * The name of the executor that handlers run on: {@value}.
	 */
	public static final String EXECUTOR_BEAN_NAME = "automatumWebhookExecutor";

	private static final String THREAD_NAME_PREFIX = "automatum-webhook-";

	// Refuses a wrong configuration at start-up, also where beans are lazy.
	@Bean
	@Lazy(false)
	AutomatumWebhookSettings automatumWebhookSettings(AutomatumWebhookProperties properties,
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		// One of the application's own may do without secrets.
		boolean verifier = beanFactory.containsBeanDefinition("automatumWebhookSignatureVerifier");
		boolean given = properties.getSecret() != null || !properties.getSecrets().isEmpty();
		boolean secrets = isThere(beanFactory, PropertiesWebhookSecrets.class) && (verifier || given);
		boolean client = isThere(beanFactory, ReactiveWebhookRepository.class);
		return new AutomatumWebhookSettings(properties, secrets, client, environment);
	}

	private static boolean isThere(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false).length > 0;
	}

	@Bean
	@ConditionalOnMissingBean(WebhookSecrets.class)
	PropertiesWebhookSecrets automatumWebhookSecrets(AutomatumWebhookSettings settings) {
		return new PropertiesWebhookSecrets(settings.secrets());
	}

	@Bean
	@ConditionalOnMissingBean(WebhookSignatureVerifier.class)
	HmacSignatureVerifier automatumWebhookSignatureVerifier(AutomatumWebhookSettings settings, WebhookSecrets secrets) {
		AutomatumWebhookProperties.Signature signature = settings.properties().getSignature();
		HmacSignatureVerifier.Builder builder = HmacSignatureVerifier.builder(secrets)
			.headerName(signature.getHeader())
			.clock(Clock.systemUTC());
		return (signature.isTimestamped() ? builder.timestamped(signature.getTolerance()) : builder).build();
	}

	@Bean
	@ConditionalOnMissingBean
	AutomatumJson automatumWebhookJson() {
		return AutomatumJson.create();
	}

	@Bean
	@ConditionalOnMissingBean(EventHandlers.class)
	AutomatumEventHandlers automatumEventHandlers(ConfigurableListableBeanFactory beanFactory,
			ApplicationEventPublisher publisher, AutomatumJson json, AutomatumWebhookSettings settings,
			ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<WebhookHandlingObservationConvention> convention) {
		return new AutomatumEventHandlers(beanFactory, publisher, json,
				settings.properties().getInbox().getHandlerTimeout(),
				new WebhookHandlingObservations(registry(registry), convention.getIfAvailable()));
	}

	@Bean
	@ConditionalOnMissingBean
	DeliveryBodies automatumWebhookDeliveryBodies(AutomatumWebhookSettings settings) {
		return new DeliveryBodies(settings.receiver().maxBytes());
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookDeliveryStatus automatumWebhookDeliveryStatus() {
		return new WebhookDeliveryStatus(Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookReceiver automatumWebhookReceiver(AutomatumWebhookSettings settings, WebhookSignatureVerifier verifier,
			Inbox inbox, WebhookDeliveryStatus status, ObjectProvider<WebhookListener> listeners,
			ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<WebhookDeliveryObservationConvention> convention) {
		return WebhookReceiver.builder(verifier, inbox)
			.settings(settings.receiver())
			.status(status)
			.listener(others(status, listeners))
			.observations(new WebhookDeliveryObservations(registry(registry), convention.getIfAvailable()))
			.build();
	}

	private static ObservationRegistry registry(ObjectProvider<ObservationRegistry> provider) {
		return provider.getIfUnique(() -> ObservationRegistry.NOOP);
	}

	private static WebhookListener others(WebhookDeliveryStatus status, ObjectProvider<WebhookListener> listeners) {
		// Not before the first delivery: a listener may want to know the receiver.
		SingletonSupplier<List<WebhookListener>> all = SingletonSupplier
			.of(() -> listeners.orderedStream().filter((listener) -> listener != status).toList());
		return (outcome, verdict, nanos) -> all.obtain()
			.forEach((listener) -> listener.answered(outcome, verdict, nanos));
	}

	/**
	 * The inbox in memory.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "automatum.webhook.inbox.store", havingValue = "memory", matchIfMissing = true)
	static class MemoryInboxConfiguration {

		@Bean
		@ConditionalOnMissingBean(Inbox.class)
		MemoryInbox automatumWebhookInbox(AutomatumWebhookSettings settings, EventHandlers handlers,
				ObjectProvider<InboxListener> listeners, @Qualifier(EXECUTOR_BEAN_NAME) AsyncTaskExecutor executor,
				Environment environment) {
			settings.requireStore(AutomatumWebhookProperties.Store.MEMORY, environment);
			return new MemoryInbox(handlers, settings.memoryInbox(), settings.backoff(),
					InboxListener.of(listeners.orderedStream().toList()), executor, Schedulers.parallel(),
					Clock.systemUTC());
		}

	}

	/**
	 * Handlers run on virtual threads where the application's own code does.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
		@Qualifier(EXECUTOR_BEAN_NAME)
		@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
		SimpleAsyncTaskExecutor automatumWebhookExecutor() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREAD_NAME_PREFIX);
			executor.setVirtualThreads(true);
			return executor;
		}

	}

	/**
	 * Otherwise they have a pool of their own: a slow handler is no concern of the
	 * application's tasks.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
		@Qualifier(EXECUTOR_BEAN_NAME)
		@ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
		ThreadPoolTaskExecutor automatumWebhookExecutor(AutomatumWebhookSettings settings) {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix(THREAD_NAME_PREFIX);
			executor.setCorePoolSize(settings.properties().getInbox().getWorkers());
			executor.setMaxPoolSize(settings.properties().getInbox().getWorkers());
			executor.setAllowCoreThreadTimeOut(true);
			executor.setDaemon(true);
			// Until the inbox has stopped, which waits for what is in work.
			executor.setAcceptTasksAfterContextClose(true);
			executor.setPhase(Integer.MIN_VALUE);
			return executor;
		}

	}

	/**
	 * Tells the application of dead letters.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DeadLetterConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DeadLetterNotice automatumWebhookDeadLetterNotice(ApplicationEventPublisher publisher,
				@Qualifier(EXECUTOR_BEAN_NAME) AsyncTaskExecutor executor) {
			return new DeadLetterNotice(publisher, executor, System::nanoTime);
		}

	}

	/**
	 * A secret in an application that nobody can reach is more likely an oversight.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnNotWebApplication
	static class NoServerConfiguration {

		@Bean
		@Lazy(false)
		NoServerNotice automatumWebhookNoServerNotice(AutomatumWebhookSettings settings) {
			return new NoServerNotice(settings.path());
		}

	}

}
