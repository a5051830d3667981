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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the webhook receiver. A JavaBean and not a record, whose
 * {@code toString} would print the secrets.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("automatum.webhook")
public class AutomatumWebhookProperties {

	/**
	 * Whether to receive webhooks.
	 */
	private boolean enabled = true;

	/**
	 * Secret that deliveries are signed with. It switches the receiver on.
	 */
	private @Nullable String secret;

	/**
	 * Several secrets, while one takes the place of another.
	 */
	private List<Secret> secrets = new ArrayList<>();

	/**
	 * Path that deliveries are posted to.
	 */
	private String path = "/webhooks/automatum";

	/**
	 * Size of the largest body that is read.
	 */
	private DataSize maxBodySize = DataSize.ofKilobytes(256);

	/**
	 * How long the whole body may take to arrive.
	 */
	private Duration bodyTimeout = Duration.ofSeconds(5);

	/**
	 * When the sender is answered at the latest. It gives up after 10 seconds.
	 */
	private Duration replyTimeout = Duration.ofSeconds(8);

	private final Signature signature = new Signature();

	private final Inbox inbox = new Inbox();

	private final Register register = new Register();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getSecret() {
		return this.secret;
	}

	public void setSecret(@Nullable String secret) {
		this.secret = secret;
	}

	public List<Secret> getSecrets() {
		return this.secrets;
	}

	public void setSecrets(List<Secret> secrets) {
		this.secrets = secrets;
	}

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public DataSize getMaxBodySize() {
		return this.maxBodySize;
	}

	public void setMaxBodySize(DataSize maxBodySize) {
		this.maxBodySize = maxBodySize;
	}

	public Duration getBodyTimeout() {
		return this.bodyTimeout;
	}

	public void setBodyTimeout(Duration bodyTimeout) {
		this.bodyTimeout = bodyTimeout;
	}

	public Duration getReplyTimeout() {
		return this.replyTimeout;
	}

	public void setReplyTimeout(Duration replyTimeout) {
		this.replyTimeout = replyTimeout;
	}

	public Signature getSignature() {
		return this.signature;
	}

	public Inbox getInbox() {
		return this.inbox;
	}

	public Register getRegister() {
		return this.register;
	}

	/**
	 * One of several secrets.
	 */
	public static class Secret {

		/**
		 * What metrics call the secret. By default, its number.
		 */
		private @Nullable String name;

		/**
		 * Secret that deliveries are signed with.
		 */
		private @Nullable String value;

		/**
		 * Until when the secret is accepted: a date, of which the whole day counts in
		 * UTC, or a time with its offset. By default, for ever.
		 */
		private @Nullable String notAfter;

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public @Nullable String getValue() {
			return this.value;
		}

		public void setValue(@Nullable String value) {
			this.value = value;
		}

		public @Nullable String getNotAfter() {
			return this.notAfter;
		}

		public void setNotAfter(@Nullable String notAfter) {
			this.notAfter = notAfter;
		}

	}

	/**
	 * How deliveries are signed.
	 */
	public static class Signature {

		/**
		 * Name of the header that carries the signature.
		 */
		private String header = "X-Automatum-Signature";

		/**
		 * Whether the signature is of the form t=…,v1=… and covers the time, a dot and
		 * the body.
		 */
		private boolean timestamped = false;

		/**
		 * By how much the time of a timestamped signature may differ, in either
		 * direction.
		 */
		private Duration tolerance = Duration.ofMinutes(5);

		public String getHeader() {
			return this.header;
		}

		public void setHeader(String header) {
			this.header = header;
		}

		public boolean isTimestamped() {
			return this.timestamped;
		}

		public void setTimestamped(boolean timestamped) {
			this.timestamped = timestamped;
		}

		public Duration getTolerance() {
			return this.tolerance;
		}

		public void setTolerance(Duration tolerance) {
			this.tolerance = tolerance;
		}

	}

	/**
	 * Where accepted events are kept.
	 */
	public static class Inbox {

		/**
		 * Where accepted events are kept until they are handled.
		 */
		private Store store = Store.MEMORY;

		/**
		 * Number of events handled at once. Each takes a thread while it is handled.
		 */
		private int workers = 8;

		/**
		 * Whether a dead event keeps the later ones of its key waiting.
		 */
		private boolean deadBlocksKey = false;

		/**
		 * How long the ids of events are kept to recognise duplicates.
		 */
		private Duration retention = Duration.ofDays(30);

		/**
		 * How long what a handler returns, a Mono for instance, may take to complete
		 * before it is cancelled. One that blocks for longer is not interrupted, but
		 * named in a warning.
		 */
		private Duration handlerTimeout = Duration.ofMinutes(5);

		private final Retry retry = new Retry();

		private final Memory memory = new Memory();

		public Store getStore() {
			return this.store;
		}

		public void setStore(Store store) {
			this.store = store;
		}

		public int getWorkers() {
			return this.workers;
		}

		public void setWorkers(int workers) {
			this.workers = workers;
		}

		public boolean isDeadBlocksKey() {
			return this.deadBlocksKey;
		}

		public void setDeadBlocksKey(boolean deadBlocksKey) {
			this.deadBlocksKey = deadBlocksKey;
		}

		public Duration getRetention() {
			return this.retention;
		}

		public void setRetention(Duration retention) {
			this.retention = retention;
		}

		public Duration getHandlerTimeout() {
			return this.handlerTimeout;
		}

		public void setHandlerTimeout(Duration handlerTimeout) {
			this.handlerTimeout = handlerTimeout;
		}

		public Retry getRetry() {
			return this.retry;
		}

		public Memory getMemory() {
			return this.memory;
		}

	}

	/**
	 * How failed handlers are tried again.
	 */
	public static class Retry {

		/**
		 * Number of attempts after which an event is a dead letter.
		 */
		private int maxAttempts = 12;

		/**
		 * Time before the second attempt. It grows with each further one.
		 */
		private Duration initial = Duration.ofSeconds(1);

		/**
		 * Longest time between two attempts.
		 */
		private Duration max = Duration.ofHours(1);

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getInitial() {
			return this.initial;
		}

		public void setInitial(Duration initial) {
			this.initial = initial;
		}

		public Duration getMax() {
			return this.max;
		}

		public void setMax(Duration max) {
			this.max = max;
		}

	}

	/**
	 * The inbox in memory.
	 */
	public static class Memory {

		/**
		 * Number of events that are remembered to recognise duplicates.
		 */
		private int maxEvents = 10_000;

		/**
		 * How many deliveries of one event are refused before it becomes a dead letter.
		 */
		private int maxRefusals = 3;

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

		public int getMaxRefusals() {
			return this.maxRefusals;
		}

		public void setMaxRefusals(int maxRefusals) {
			this.maxRefusals = maxRefusals;
		}

	}

	/**
	 * Registration of the webhook at Automatum.
	 */
	public static class Register {

		/**
		 * Public HTTPS URL under which this application receives webhooks. Setting it
		 * registers a webhook at start-up.
		 */
		private @Nullable String url;

		/**
		 * Name of the registered webhook.
		 */
		private String name = "automatum-spring-boot-starter";

		/**
		 * Types of events to subscribe to. By default, those that handlers name.
		 */
		private List<String> events = new ArrayList<>();

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public List<String> getEvents() {
			return this.events;
		}

		public void setEvents(List<String> events) {
			this.events = events;
		}

	}

	/**
	 * Where accepted events are kept.
	 */
	public enum Store {

		/**
		 * In memory. Deliveries are answered after they have been handled.
		 */
		MEMORY,

		/**
		 * In the application's database. Deliveries are answered after they have been
		 * stored.
		 */
		JDBC

	}

}
