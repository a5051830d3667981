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

import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.metrics.WebhookGauges;
import io.automatum.spring.webhook.metrics.WebhookMeters;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the meters of webhooks. Spring Boot binds them to whatever
 * registry there is, in whichever order they are configured.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumWebhookAutoConfiguration.class, AutomatumWebhookStatusAutoConfiguration.class })
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(WebhookReceiver.class)
public final class AutomatumWebhookMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WebhookMeters automatumWebhookMeters() {
		return new WebhookMeters();
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookGauges automatumWebhookGauges(ObjectProvider<InboxSampler> sampler, WebhookReceiver receiver) {
		return new WebhookGauges(sampler.getIfUnique(), receiver::refusalsInARow);
	}

}
