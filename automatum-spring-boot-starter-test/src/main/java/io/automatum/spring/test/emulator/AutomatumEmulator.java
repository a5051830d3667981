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

package io.automatum.spring.test.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * A real HTTP server that behaves as the Automatum API does: a token endpoint, all eight
 * resources with believable data, paging, filters, validation, idempotency, rate limits
 * and signed webhooks. It fails on demand and tells what it saw. <pre class="code">
 * void calls() {
 *     try (AutomatumEmulator emulator = AutomatumEmulator.start()) {
 *         emulator.fault(RequestMatcher.get("/customers"), Fault.status(503)).times(2);
 *         // point automatum.base-url at emulator.baseUrl() and automatum.token-url at
 *         // emulator.tokenUrl()
 *     }
 * }
 * </pre> In a test with an application context, an emulator in a static field is enough:
 * the application calls it. Thread safe.
 *
 * @since 1.0.0
 */
public final class AutomatumEmulator implements AutoCloseable {

	// The example credentials of the API client setup page.
	static final String DEFAULT_CLIENT_ID = "app_1a2b3c4d5e6f";

	static final String DEFAULT_CLIENT_SECRET = "secret_7g8h9i0j1k2l3m4n5o6p";

	private final String host;

	private final String clientId;

	private final String clientSecret;

	private final ScheduledThreadPoolExecutor executor;

	private final LoopResources loops;

	private final ItemStore store;

	private final RequestLog log;

	private final AccessTokens tokens;

	private final IdempotencyKeys keys = new IdempotencyKeys();

	private final @Nullable RequestWindows windows;

	private final WebhookDeliverer webhooks;

	private final RequestHandler handler;

	private final ApiServer server;

	private final CountDownLatch closed = new CountDownLatch(1);

	private AutomatumEmulator(Builder settings) {
		this.host = settings.host;
		this.clientId = settings.clientId;
		this.clientSecret = settings.clientSecret;
		this.executor = executor();
		this.loops = LoopResources.create("automatum-emulator-http", 2, true);
		this.store = new ItemStore(settings.clock, settings.seed, SeedData.generate(settings.seed, settings.sizes));
		this.log = new RequestLog(settings.recordedRequests);
		this.tokens = new AccessTokens(settings.clock, settings.tokenLifetime);
		if (settings.accessToken != null) {
			this.tokens.accept(settings.accessToken, settings.scopes, Instant.MAX);
		}
		this.windows = (settings.rateLimited) ? new RequestWindows(settings.perMinute, settings.perHour) : null;
		this.webhooks = new WebhookDeliverer(this.store, settings.clock, this.executor, this.loops,
				new WebhookDeliverer.Settings(settings.webhookSecret, settings.webhookRetry, settings.webhookTimeout,
						Set.copyOf(settings.webhookHosts)));
		EnvelopeWriter envelope = new EnvelopeWriter(settings.envelope);
		this.handler = new RequestHandler(this.log, this.windows,
				new TokenEndpoint(this.tokens, settings.clientId, settings.clientSecret, settings.scopes),
				new ApiOperations(this.store, this.tokens, this.keys, this.webhooks, envelope, settings.awkwardCursors),
				(settings.control) ? new ControlEndpoint(this.log, this.webhooks, this::reset, settings.clientId,
						settings.clientSecret) : null,
				envelope, this.executor);
		try {
			this.server = new ApiServer(settings.host, settings.port, this.loops, this.handler, settings.clock);
		}
		catch (RuntimeException ex) {
			stopThreads();
			throw new IllegalStateException("Cannot listen on " + settings.host + ":" + settings.port, ex);
		}
	}

	private static ScheduledThreadPoolExecutor executor() {
		AtomicInteger count = new AtomicInteger();
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(4, (task) -> {
			Thread thread = new Thread(task, "automatum-emulator-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/**
	 * Start an emulator with the defaults on a free port of the loopback address. Blocks
	 * until it listens.
	 * @return the running emulator
	 * @since 1.0.0
	 */
	public static AutomatumEmulator start() {
		return builder().start();
	}

	/**
	 * Return a builder for an emulator other than the default one.
	 * @return a new builder
	 * @since 1.0.0
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the API's base URL, for {@code automatum.base-url}.
	 * @return the URL, without a slash at the end
	 * @since 1.0.0
	 */
	public String baseUrl() {
		return origin() + "/api/v1";
	}

	/**
	 * Return the token endpoint's URL, for {@code automatum.token-url}.
	 * @return the URL
	 * @since 1.0.0
	 */
	public String tokenUrl() {
		return origin() + TokenEndpoint.PATH;
	}

	private String origin() {
		boolean isWildcard = this.host.equals("0.0.0.0") || this.host.equals("::");
		String host = (isWildcard) ? "127.0.0.1" : this.host;
		return "http://" + ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + port();
	}

	/**
	 * Return the port that the emulator listens on.
	 * @return the port
	 * @since 1.0.0
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Return the client id that the token endpoint accepts.
	 * @return the client id
	 * @since 1.0.0
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Return the client secret that the token endpoint accepts.
	 * @return the client secret
	 * @since 1.0.0
	 */
	public String clientSecret() {
		return this.clientSecret;
	}

	/**
	 * Return the requests received since the start or the last {@link #reset()}, those
	 * for tokens included, in the order of their arrival. Where there were more than
	 * {@link Builder#recordedRequests(int)} the oldest are missing.
	 * @return an immutable snapshot
	 * @since 1.0.0
	 */
	public List<RecordedRequest> requests() {
		return this.log.requests();
	}

	/**
	 * Return the recorded requests that match.
	 * @param matcher which requests to return
	 * @return an immutable snapshot in the order of their arrival
	 * @since 1.0.0
	 */
	public List<RecordedRequest> requests(RequestMatcher matcher) {
		return this.log.requests().stream().filter(matcher::matches).toList();
	}

	/**
	 * Return how many requests the token endpoint received, refused ones included.
	 * @return the number of requests since the start or the last {@link #reset()}
	 * @since 1.0.0
	 */
	public long tokenRequests() {
		return this.log.tokenRequests();
	}

	/**
	 * Return the largest number of requests to the API, by their arrival and whatever
	 * they were answered, in any window of a length. Two requests that lie exactly the
	 * window's length apart are not in one window. Token requests do not count.
	 * @param window the window's length, more than zero
	 * @return the number of requests
	 * @since 1.0.0
	 */
	public int maxRequestsIn(Duration window) {
		return this.log.maxArrivalsIn(window);
	}

	/**
	 * Return a resource's objects, to seed or look at them.
	 * @param resource the resource by its path, for instance {@code customers} or
	 * {@code private-offer}
	 * @return the objects, a live view
	 * @throws IllegalArgumentException if there is no such resource
	 * @since 1.0.0
	 */
	public EmulatorCollection collection(String resource) {
		return new EmulatorCollection(this.store, this.webhooks, Resource.named(resource));
	}

	/**
	 * Make requests fail. Where several rules match a request, the one made first that is
	 * not used up takes it.
	 * @param matcher which requests
	 * @param fault what happens to them
	 * @return the rule, in force at once for every matching request unless limited by
	 * {@link FaultRule#times(int)}
	 * @since 1.0.0
	 */
	public FaultRule fault(RequestMatcher matcher, Fault fault) {
		return this.handler.addFault(matcher, fault);
	}

	/**
	 * Make every token issued so far answer 401 from now on, until {@link #reset()}.
	 * @since 1.0.0
	 */
	public void revokeTokens() {
		this.tokens.revokeAll();
	}

	/**
	 * Send an event to every active webhook registered for its type. Returns at once; the
	 * deliveries follow.
	 * @param eventType the type, for instance {@code entitlement.created}
	 * @param data the event's data
	 * @return the event's id
	 * @since 1.0.0
	 */
	public String emit(String eventType, Map<String, ?> data) {
		return this.webhooks.emit(eventType, data);
	}

	/**
	 * Return the attempts to deliver events that have ended, in the order of their end.
	 * @return an immutable snapshot
	 * @since 1.0.0
	 */
	public List<WebhookDelivery> deliveries() {
		return this.webhooks.deliveries();
	}

	/**
	 * Wait until every event has been accepted or given up. Blocks.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time was up before
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @since 1.0.0
	 */
	public boolean awaitDeliveries(Duration timeout) throws InterruptedException {
		return this.webhooks.await(timeout);
	}

	/**
	 * Go back to the start: data as seeded, no webhooks, no faults, no record, no
	 * idempotency keys, full rate windows. Tokens that have not expired are good, revoked
	 * ones again, so that a client that caches one goes on working.
	 * @since 1.0.0
	 */
	public void reset() {
		this.handler.clearFaults();
		this.webhooks.reset();
		this.store.reset();
		this.keys.clear();
		this.tokens.restoreRevoked();
		if (this.windows != null) {
			this.windows.reset();
		}
		this.log.clear();
	}

	/**
	 * Block until the emulator is closed by another thread, or the thread is interrupted.
	 * @throws InterruptedException if the thread is interrupted while it waits
	 * @since 1.0.0
	 */
	public void awaitClose() throws InterruptedException {
		this.closed.await();
	}

	/**
	 * Stop listening, close every connection and end all threads. Requests in progress
	 * get no answer. Blocks for a few seconds at worst; without effect the second time.
	 * @since 1.0.0
	 */
	@Override
	public void close() {
		if (this.closed.getCount() > 0) {
			this.closed.countDown();
			this.webhooks.reset();
			this.server.stop();
			stopThreads();
		}
	}

	private void stopThreads() {
		this.executor.shutdownNow();
		try {
			// A reply that is being written needs its event loop to the end.
			this.executor.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(2));
	}

	/**
	 * Settings of an emulator. Not thread safe.
	 *
	 * @since 1.0.0
	 */
	public static final class Builder {

		private String host = "127.0.0.1";

		private int port;

		private Clock clock = Clock.systemUTC();

		private String clientId = DEFAULT_CLIENT_ID;

		private String clientSecret = DEFAULT_CLIENT_SECRET;

		private Set<String> scopes = new LinkedHashSet<>();

		private @Nullable String accessToken;

		private Duration tokenLifetime = Duration.ofHours(1);

		private boolean rateLimited = true;

		private int perMinute = 50;

		private int perHour = 1000;

		private Envelope envelope = Envelope.SPECIFICATION;

		private boolean awkwardCursors;

		private long seed = 20261101;

		private final Map<Resource, Integer> sizes = new EnumMap<>(Resource.class);

		private @Nullable String webhookSecret;

		private Duration webhookRetry = Duration.ofSeconds(1);

		private Duration webhookTimeout = Duration.ofSeconds(10);

		private final List<String> webhookHosts = new ArrayList<>();

		private int recordedRequests = 50_000;

		private boolean control;

		private Builder() {
			for (Resource resource : Resource.values()) {
				this.scopes.add(resource.readScope());
				this.scopes.add(resource.writeScope());
			}
			this.sizes.putAll(Map.of(Resource.ORGANIZATIONS, 25, Resource.LISTINGS, 150, Resource.CUSTOMERS, 2000,
					Resource.PRIVATE_OFFERS, 1000, Resource.ENTITLEMENTS, 1500, Resource.METERING, 400,
					Resource.ACTIVITIES, 400));
		}

		/**
		 * Set the address to listen on. Default: {@code 127.0.0.1}.
		 * @param host a host name or address
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder host(String host) {
			this.host = host;
			return this;
		}

		/**
		 * Set the port to listen on. Default: 0, any free one.
		 * @param port the port
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Set the clock by which tokens expire, windows slide and objects are dated.
		 * Webhook retries and delays take real time. Default: the system's.
		 * @param clock the clock
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set the client id that is accepted.
		 * @param clientId the client id
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder clientId(String clientId) {
			this.clientId = clientId;
			return this;
		}

		/**
		 * Set the client secret that is accepted.
		 * @param clientSecret the client secret
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder clientSecret(String clientSecret) {
			this.clientSecret = clientSecret;
			return this;
		}

		/**
		 * Set the scopes that the application has been given and each token gets unless
		 * it asks for fewer: {@code read:} or {@code write:} with one of
		 * {@code private-offers}, {@code listings}, {@code customers},
		 * {@code entitlements}, {@code metering}, {@code organizations},
		 * {@code activities}, {@code webhooks}. Default: all.
		 * @param scopes the scopes
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder scopes(String... scopes) {
			this.scopes = new LinkedHashSet<>(List.of(scopes));
			return this;
		}

		/**
		 * Accept a token that was never issued, with all scopes of the application and
		 * without an end. {@link AutomatumEmulator#revokeTokens()} revokes it too.
		 * @param accessToken the token
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder accessToken(String accessToken) {
			this.accessToken = accessToken;
			return this;
		}

		/**
		 * Set how long a token is valid. Default: an hour.
		 * @param tokenLifetime the time, told to clients in whole seconds
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder tokenLifetime(Duration tokenLifetime) {
			this.tokenLifetime = tokenLifetime;
			return this;
		}

		/**
		 * Set the rate limits. Default: 50 a minute and 1000 an hour.
		 * @param perMinute requests in any 60 seconds
		 * @param perHour requests in any 3600 seconds
		 * @return this builder
		 * @throws IllegalArgumentException if either is less than 1
		 * @since 1.0.0
		 */
		public Builder rateLimit(int perMinute, int perHour) {
			if (perMinute < 1 || perHour < 1) {
				throw new IllegalArgumentException("A rate limit must allow 1 request or more");
			}
			this.rateLimited = true;
			this.perMinute = perMinute;
			this.perHour = perHour;
			return this;
		}

		/**
		 * Answer any number of requests, without rate limit headers.
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder noRateLimit() {
			this.rateLimited = false;
			return this;
		}

		/**
		 * Set the shape of replies. Default: {@link Envelope#SPECIFICATION}.
		 * @param envelope the shape
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder envelope(Envelope envelope) {
			this.envelope = envelope;
			return this;
		}

		/**
		 * Put characters into cursors that must be percent-encoded in a query.
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder awkwardCursors() {
			this.awkwardCursors = true;
			return this;
		}

		/**
		 * Set the seed of the data and of the ids of new objects.
		 * @param seed the seed
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder seed(long seed) {
			this.seed = seed;
			return this;
		}

		/**
		 * Set how many customers there are at the start. The first has the id
		 * {@code cust_456}. Default: 2000.
		 * @param customers the number of customers
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder customers(int customers) {
			return size(Resource.CUSTOMERS, customers);
		}

		/**
		 * Set how many listings there are at the start. The first has the id
		 * {@code listing_123}. Default: 150.
		 * @param listings the number of listings
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder listings(int listings) {
			return size(Resource.LISTINGS, listings);
		}

		/**
		 * Set how many private offers there are at the start. Default: 1000.
		 * @param privateOffers the number of private offers
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder privateOffers(int privateOffers) {
			return size(Resource.PRIVATE_OFFERS, privateOffers);
		}

		/**
		 * Set how many entitlements there are at the start. Default: 1500.
		 * @param entitlements the number of entitlements
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder entitlements(int entitlements) {
			return size(Resource.ENTITLEMENTS, entitlements);
		}

		/**
		 * Start with no data at all: also no organizations, metering reports and
		 * activities.
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder withoutData() {
			this.sizes.clear();
			return this;
		}

		private Builder size(Resource resource, int size) {
			if (size < 0) {
				throw new IllegalArgumentException("Negative number of " + resource.name().toLowerCase(Locale.ROOT));
			}
			this.sizes.put(resource, size);
			return this;
		}

		/**
		 * Set the secret of every webhook that is registered. Default: one of its own
		 * each, told once in the reply to its creation.
		 * @param webhookSecret the secret
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder webhookSecret(String webhookSecret) {
			this.webhookSecret = webhookSecret;
			return this;
		}

		/**
		 * Set how long to wait before the first retry of a delivery. Each further wait is
		 * twice as long. Default: a second.
		 * @param firstDelay the wait, in real time
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder webhookRetry(Duration firstDelay) {
			this.webhookRetry = firstDelay;
			return this;
		}

		/**
		 * Set how long a webhook's receiver may take to answer. Default: 10 seconds.
		 * @param webhookTimeout the time
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder webhookTimeout(Duration webhookTimeout) {
			this.webhookTimeout = webhookTimeout;
			return this;
		}

		/**
		 * Allow deliveries to hosts other than loopback. Default: none.
		 * @param hosts host names or addresses as they stand in the webhooks' URLs
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder webhookHosts(String... hosts) {
			for (String host : hosts) {
				this.webhookHosts.add(host.toLowerCase(Locale.ROOT));
			}
			return this;
		}

		/**
		 * Set how many requests are kept. Default: the latest 50,000.
		 * @param recordedRequests the number of requests
		 * @return this builder
		 * @throws IllegalArgumentException if it is less than 1
		 * @since 1.0.0
		 */
		public Builder recordedRequests(int recordedRequests) {
			if (recordedRequests < 1) {
				throw new IllegalArgumentException("At least 1 request must be kept");
			}
			this.recordedRequests = recordedRequests;
			return this;
		}

		/**
		 * Let whoever has the client's credentials ask over HTTP what the emulator saw,
		 * and have it do what this class has it do: {@code GET} on
		 * {@code /emulator/requests} and {@code /emulator/deliveries}, {@code POST} to
		 * {@code /emulator/events} with {@code type} and {@code data}, and to
		 * {@code /emulator/reset}. The credentials are sent as HTTP Basic authentication.
		 * {@code GET /emulator/health} tells anybody that the emulator is there. Default:
		 * none of these.
		 * @return this builder
		 * @since 1.0.0
		 */
		public Builder control() {
			this.control = true;
			return this;
		}

		/**
		 * Start the emulator. Blocks until it listens.
		 * @return the running emulator
		 * @throws IllegalStateException if it cannot listen, for instance because the
		 * port is taken
		 * @since 1.0.0
		 */
		public AutomatumEmulator start() {
			return new AutomatumEmulator(this);
		}

	}

}
