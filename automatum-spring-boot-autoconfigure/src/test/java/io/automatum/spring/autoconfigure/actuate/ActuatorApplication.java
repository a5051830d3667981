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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookSigner;
import io.automatum.spring.webhook.inbox.PermanentFailureException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts applications with an actuator, and asks it.
 */
final class ActuatorApplication implements AutoCloseable {

	static final String WEBHOOK_SECRET = "whsec_CANARY_0123456789";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private ActuatorApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static ActuatorApplication start(WebApplicationType type, Map<String, ?> properties, Class<?>... sources) {
		Map<String, Object> all = new LinkedHashMap<>(Map.of("server.port", 0, "spring.main.banner-mode", "off",
				"management.endpoint.health.show-details", "always", "management.endpoints.web.exposure.include",
				"health,automatum", "spring.jmx.unique-names", true));
		all.putAll(properties);
		Class<?>[] classes = Stream.concat(Stream.of(Application.class), Arrays.stream(sources)).toArray(Class[]::new);
		return new ActuatorApplication(new SpringApplicationBuilder(classes).web(type)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", all)))
			.run());
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	CompletableFuture<Answer> getLater(String path) {
		return CLIENT.sendAsync(HttpRequest.newBuilder(uri("/actuator" + path)).build(), BodyHandlers.ofString())
			.thenApply((response) -> new Answer(response.statusCode(), response.body()));
	}

	Answer get(String path) {
		return send(HttpRequest.newBuilder(uri("/actuator" + path)));
	}

	Answer getAs(String user, String path) {
		return send(HttpRequest.newBuilder(uri("/actuator" + path)).header("X-User", user));
	}

	Answer delete(String path) {
		return send(HttpRequest.newBuilder(uri("/actuator" + path)).DELETE());
	}

	Answer post(String path, String json) {
		return send(HttpRequest.newBuilder(uri("/actuator" + path))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json)));
	}

	/**
	 * Deliver an event.
	 * @param body the event
	 * @param secret what to sign with
	 * @return the status
	 */
	int deliver(String body, String secret) {
		return send(HttpRequest.newBuilder(uri("/webhooks/automatum"))
			.header("Content-Type", "application/json")
			.header("X-Automatum-Signature", new WebhookSigner(secret).sign(body.getBytes()))
			.POST(BodyPublishers.ofString(body))).status();
	}

	private URI uri(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return URI.create("http://localhost:" + port + path);
	}

	private static Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What the actuator answered.
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return MAPPER.readTree(this.body);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

	}

	/**
	 * Fails for good as long as it is told to.
	 */
	static class Handler {

		volatile boolean failing;

		final List<String> handled = new CopyOnWriteArrayList<>();

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
			if (this.failing) {
				throw new PermanentFailureException("told to fail");
			}
			this.handled.add(event.id());
		}

	}

}
