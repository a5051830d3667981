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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties of the health contributor {@code automatum}. As a whole it is
 * switched off by {@code management.health.automatum.enabled=false}.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("automatum.health")
public class AutomatumHealthProperties {

	/**
	 * Whether the API is called to see if it answers, at most once a minute and out of
	 * the rate budget.
	 */
	private boolean probe = false;

	private final Token token = new Token();

	private final RateLimit rateLimit = new RateLimit();

	private final Webhook webhook = new Webhook();

	private final Inbox inbox = new Inbox();

	private final Registration registration = new Registration();

	public boolean isProbe() {
		return this.probe;
	}

	public void setProbe(boolean probe) {
		this.probe = probe;
	}

	public Token getToken() {
		return this.token;
	}

	public RateLimit getRateLimit() {
		return this.rateLimit;
	}

	public Webhook getWebhook() {
		return this.webhook;
	}

	public Inbox getInbox() {
		return this.inbox;
	}

	public Registration getRegistration() {
		return this.registration;
	}

	/**
	 * The part about the access token.
	 */
	public static class Token {

		/**
		 * Whether health includes the access token.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * The part about the rate budget.
	 */
	public static class RateLimit {

		/**
		 * Whether health includes the rate budget.
		 */
		private boolean enabled = true;

		/**
		 * How long the service may have asked to pause before the part is out of service.
		 * By default, a pause is only a detail.
		 */
		private @Nullable Duration maxPause;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getMaxPause() {
			return this.maxPause;
		}

		public void setMaxPause(@Nullable Duration maxPause) {
			this.maxPause = maxPause;
		}

	}

	/**
	 * The part about deliveries of webhooks.
	 */
	public static class Webhook {

		/**
		 * Whether health includes the deliveries of webhooks.
		 */
		private boolean enabled = true;

		/**
		 * Number of deliveries refused in a row at which the part is down. Automatum
		 * disables a webhook after ten.
		 */
		private int maxRefusals = 5;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxRefusals() {
			return this.maxRefusals;
		}

		public void setMaxRefusals(int maxRefusals) {
			this.maxRefusals = maxRefusals;
		}

	}

	/**
	 * The part about the inbox of webhooks.
	 */
	public static class Inbox {

		/**
		 * Whether health includes the inbox of webhooks.
		 */
		private boolean enabled = true;

		/**
		 * Age of the oldest event in work from which on the part is out of service. By
		 * default, it is only a detail.
		 */
		private @Nullable Duration maxAge;

		/**
		 * Number of dead letters above which the part is out of service. By default, it
		 * is only a detail.
		 */
		private @Nullable Long maxDeadLetters;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(@Nullable Duration maxAge) {
			this.maxAge = maxAge;
		}

		public @Nullable Long getMaxDeadLetters() {
			return this.maxDeadLetters;
		}

		public void setMaxDeadLetters(@Nullable Long maxDeadLetters) {
			this.maxDeadLetters = maxDeadLetters;
		}

	}

	/**
	 * The part about the registration of the webhook.
	 */
	public static class Registration {

		/**
		 * Whether health includes the registration of the webhook.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

}
