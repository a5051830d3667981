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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.automatum.spring.webhook.WebhookSecrets;

import org.springframework.context.annotation.Conditional;

/**
 * {@link Conditional @Conditional} that matches when there is something to verify
 * webhooks with: a {@link WebhookSecrets} bean, {@code automatum.webhook.secret} or
 * {@code automatum.webhook.secrets}. Without a secret there is no endpoint, never an open
 * one. Never matches if {@code automatum.enabled} or {@code automatum.webhook.enabled} is
 * {@code false}.
 *
 * @since 1.0.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnAutomatumWebhookCondition.class)
@interface ConditionalOnAutomatumWebhook {

}
