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

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookProperties;
import io.automatum.spring.webhook.WebhookSecret;
import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSignatureVerifier;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;

/**
 * Makes the sender to the application of a test, with what the application is configured
 * with.
 */
class WebhookSenderFactoryBean implements FactoryBean<WebhookSender>, ApplicationContextAware {

	private @Nullable ApplicationContext context;

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public Class<?> getObjectType() {
		return WebhookSender.class;
	}

	@Override
	public WebhookSender getObject() {
		ApplicationContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("No application context");
		}
		AutomatumWebhookProperties properties = Binder.get(context.getEnvironment())
			.bindOrCreate("automatum.webhook", AutomatumWebhookProperties.class);
		WebhookSignatureVerifier verifier = context.getBeanProvider(WebhookSignatureVerifier.class).getIfAvailable();
		WebhookSender sender = WebhookSender.to(new ApplicationTarget(context))
			.path(properties.getPath())
			.signatureHeader((verifier != null) ? verifier.headerName() : properties.getSignature().getHeader());
		if (properties.getSignature().isTimestamped()) {
			sender = sender.timestamped(Clock.systemUTC());
		}
		String secret = secret(context, properties);
		return (secret != null) ? sender.secret(secret) : sender;
	}

	private static @Nullable String secret(ApplicationContext context, AutomatumWebhookProperties properties) {
		WebhookSecrets secrets = context.getBeanProvider(WebhookSecrets.class).getIfAvailable();
		if (secrets == null) {
			return properties.getSecret();
		}
		Instant now = Instant.now();
		List<String> active = secrets.secrets()
			.stream()
			.filter((secret) -> secret.notAfter() == null || secret.notAfter().isAfter(now))
			.map(WebhookSecret::value)
			.toList();
		return (!active.isEmpty()) ? active.get(0) : null;
	}

}
