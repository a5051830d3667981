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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts applications that receive webhooks and have endpoints of their own.
 */
final class WebhookApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private WebhookApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static WebhookApplication start(WebApplicationType type, Map<String, Object> properties, Class<?>... sources) {
		Map<String, Object> all = new LinkedHashMap<>(Map.of("server.port", 0, "automatum.webhook.secret",
				Delivery.SECRET, "spring.main.banner-mode", "off"));
		all.putAll(properties);
		Class<?>[] classes = Stream.concat(Stream.of(Application.class), Arrays.stream(sources)).toArray(Class[]::new);
		return new WebhookApplication(new SpringApplicationBuilder(classes).web(type)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", all)))
			.run());
	}

	int port() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	RawConnection connect() {
		return new RawConnection(port());
	}

	RawConnection.Answer deliver(Delivery delivery) {
		try (RawConnection connection = connect()) {
			return connection.send(delivery.bytes()).answer();
		}
	}

	List<AutomatumEvent<?>> handled() {
		return this.context.getBean(Handler.class).events;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

		@Bean
		Unrelated unrelated() {
			return new Unrelated();
		}

	}

	static class Handler {

		final List<AutomatumEvent<?>> events = new CopyOnWriteArrayList<>();

		@AutomatumEventListener
		void handle(AutomatumEvent<?> event) {
			this.events.add(event);
		}

	}

	@RestController
	static class Unrelated {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@PostMapping("/echo")
		String echo(@RequestBody String body) {
			return body;
		}

	}

}
