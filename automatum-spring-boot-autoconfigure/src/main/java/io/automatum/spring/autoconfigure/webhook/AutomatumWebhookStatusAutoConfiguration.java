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

import io.automatum.spring.webhook.inbox.InboxSampler;
import io.automatum.spring.webhook.inbox.WebhookInbox;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for what metrics and health know of the webhook inbox, whichever it
 * is.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = { AutomatumWebhookAutoConfiguration.class, AutomatumWebhookJdbcAutoConfiguration.class })
@ConditionalOnBean({ AutomatumWebhookSettings.class, WebhookInbox.class })
public final class AutomatumWebhookStatusAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	InboxSampler automatumWebhookInboxSampler(WebhookInbox inbox) {
		return new InboxSampler(inbox, Clock.systemUTC());
	}

}
