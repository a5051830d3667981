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

package io.automatum.spring.test;

import java.net.URI;

import io.automatum.spring.webhook.WebhookReceiver;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.util.ClassUtils;

/**
 * The application of a test, in whichever way the test runs it. Found out with the first
 * delivery: the port is not known before the server has started.
 */
final class ApplicationTarget implements WebhookTarget {

	private static final String[] WEB_CONTEXTS = { "org.springframework.web.context.WebApplicationContext",
			"org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext" };

	private final ApplicationContext context;

	private volatile @Nullable WebhookTarget target;

	ApplicationTarget(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Answer send(String path, HttpHeaders headers, byte[] body) {
		WebhookTarget target = this.target;
		if (target == null) {
			target = find();
			this.target = target;
		}
		return target.send(path, headers, body);
	}

	private WebhookTarget find() {
		Environment environment = this.context.getEnvironment();
		String port = environment.getProperty("local.server.port");
		if (port != null) {
			return new HttpTarget(URI.create("http://localhost:" + port + contextPath(environment)));
		}
		MockMvc mockMvc = bean("org.springframework.test.web.servlet.MockMvc", MockMvc.class);
		if (mockMvc != null) {
			return new MockMvcTarget(mockMvc);
		}
		WebTestClient client = bean("org.springframework.web.reactive.function.client.WebClient", WebTestClient.class);
		if (client != null) {
			return new WebTestClientTarget(client);
		}
		WebhookReceiver receiver = this.context.getBeanProvider(WebhookReceiver.class).getIfAvailable();
		if (receiver == null) {
			throw new IllegalStateException("The application receives no webhooks: set automatum.webhook.secret, and "
					+ "see that nothing switches the receiver off");
		}
		if (isWeb()) {
			throw new IllegalStateException("Nothing to deliver a webhook to: add @AutoConfigureMockMvc or "
					+ "@AutoConfigureWebTestClient, or webEnvironment = RANDOM_PORT, to the test");
		}
		return new ReceiverTarget(receiver);
	}

	private static String contextPath(Environment environment) {
		String servlet = environment.getProperty("server.servlet.context-path", "");
		return (!servlet.isEmpty()) ? servlet : environment.getProperty("spring.webflux.base-path", "");
	}

	// The first of these classes is not there in every test.
	private <T> @Nullable T bean(String required, Class<T> type) {
		return ClassUtils.isPresent(required, null) ? this.context.getBeanProvider(type).getIfAvailable() : null;
	}

	private boolean isWeb() {
		for (String name : WEB_CONTEXTS) {
			if (ClassUtils.isPresent(name, null) && ClassUtils.resolveClassName(name, null).isInstance(this.context)) {
				return true;
			}
		}
		return false;
	}

}
