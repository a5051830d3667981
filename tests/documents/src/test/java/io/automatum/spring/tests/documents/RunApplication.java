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

package io.automatum.spring.tests.documents;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.SentWebhook;
import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.webhook.WebhookReceiver;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in which blocks of the documents run: it calls an emulator, and receives
 * webhooks.
 */
final class RunApplication implements AutoCloseable {

	static final String SECRET = "only-for-this-test-0123456789";

	private final ConfigurableApplicationContext context;

	private RunApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static AutomatumEmulator emulator() {
		return AutomatumEmulator.builder().webhookSecret(SECRET).noRateLimit().start();
	}

	static Builder with(AutomatumEmulator emulator) {
		return new Builder(emulator);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	SentWebhook deliver(String type) {
		return sender().deliver(type, Map.of("id", "id_of_" + type));
	}

	WebhookSender sender() {
		return WebhookSender.to(port()).secret(SECRET);
	}

	/**
	 * Fails unless it calls and receives.
	 */
	void callsAndReceives() {
		assertThat(this.context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
		assertThat(this.context.getBeansOfType(WebhookReceiver.class)).hasSize(1);
		assertThat(deliver("entitlement.created").status()).isEqualTo(202);
	}

	@Override
	public void close() {
		this.context.close();
	}

	static final class Builder {

		private final AutomatumEmulator emulator;

		private final Map<String, Object> properties = new HashMap<>();

		private final List<Consumer<GenericApplicationContext>> initializers = new ArrayList<>();

		private WebApplicationType webType = WebApplicationType.SERVLET;

		Builder(AutomatumEmulator emulator) {
			this.emulator = emulator;
			this.properties.putAll(Map.of("server.port", "0", "automatum.base-url", emulator.baseUrl(),
					"automatum.token-url", emulator.tokenUrl(), "automatum.rate-limit.enabled", "false",
					SpringSecurity.EXCLUDE, SpringSecurity.autoConfigurations()));
		}

		Builder reactive(boolean reactive) {
			this.webType = (reactive) ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET;
			return this;
		}

		Builder springSecurity() {
			this.properties.remove(SpringSecurity.EXCLUDE);
			return this;
		}

		Builder credentials() {
			return property("automatum.client-id", this.emulator.clientId()).property("automatum.client-secret",
					this.emulator.clientSecret());
		}

		Builder webhookSecret() {
			return property("automatum.webhook.secret", SECRET);
		}

		Builder property(String name, Object value) {
			this.properties.put(name, value);
			return this;
		}

		Builder emulatorAsBean() {
			this.initializers.add((created) -> created.getBeanFactory().registerSingleton("emulator", this.emulator));
			return this;
		}

		<T> Builder bean(Class<T> type) {
			this.initializers.add((created) -> created.registerBean(type));
			return this;
		}

		/**
		 * Add a block's types, and those that it takes from the reader's application.
		 * @param prefix what the names of the beans begin with
		 * @param types the types
		 * @return this
		 */
		Builder beans(String prefix, BlockTypes types) {
			Stream.concat(types.declared().filter((type) -> !type.isInterface()), types.ofTheApplication())
				.filter((type) -> !type.isRecord())
				.forEach((type) -> this.initializers
					.add((created) -> register(created, prefix + type.getSimpleName(), type)));
			return this;
		}

		RunApplication start(String... arguments) {
			return new RunApplication(new SpringApplicationBuilder(Surroundings.class).web(this.webType)
				.properties(this.properties)
				.initializers((created) -> this.initializers
					.forEach((initializer) -> initializer.accept((GenericApplicationContext) created)))
				.run(arguments));
		}

		private <T> void register(GenericApplicationContext created, String name, Class<T> type) {
			if (!Modifier.isAbstract(type.getModifiers())) {
				created.registerBean(name, type);
				return;
			}
			created.registerBean(name, type,
					() -> type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
							(proxy, method, arguments) -> arguments[0].toString().endsWith("-id")
									? this.emulator.clientId() : this.emulator.clientSecret())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class Surroundings {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

}
