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

package io.automatum.spring.client.exchange;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.repository.ApiResource;
import io.automatum.spring.client.repository.RepositoryFactory;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.observation.AttemptObservationFilter;
import io.automatum.spring.observation.OperationObservations;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.Resilience4jRetryPolicy;
import io.automatum.spring.resilience.RetrySettings;
import io.automatum.spring.transport.InformationalReplies;
import io.automatum.spring.transport.TlsHandshakes;
import io.automatum.spring.transport.UnreadableReplies;
import io.micrometer.observation.ObservationRegistry;
import io.netty.channel.ChannelOption;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A whole client on a connection pool of its own that can be looked into.
 */
public final class ClientFixture implements AutoCloseable {

	private final Builder settings;

	private final ConnectionProvider connections;

	private final AtomicReference<ConnectionPoolMetrics> pool = new AtomicReference<>();

	private final Resilience4jRetryPolicy retryPolicy;

	private final RepositoryFactory repositories;

	private final WebClient webClient;

	private ClientFixture(Builder settings) {
		this.settings = settings;
		this.connections = ConnectionProvider.builder("fixture")
			.maxConnections(settings.maxConnections)
			.pendingAcquireMaxCount(-1)
			.pendingAcquireTimeout(settings.pendingAcquireTimeout)
			.metrics(true, () -> new PoolObserver())
			.build();
		AutomatumJson json = AutomatumJson.create();
		this.retryPolicy = Resilience4jRetryPolicy.of(Resilience4jRetryPolicy.config(settings.retry).build(),
				settings.retry, Clock.systemUTC());
		CallPipeline pipeline = new CallPipeline(settings.tokens, settings.budget, this.retryPolicy,
				new OperationObservations(settings.observations, null), settings.listener, settings.deadline,
				Schedulers.parallel(), System::nanoTime);
		ApiExchange exchange = new ApiExchange(transport().build(), pipeline, json, settings.maxResponseSize,
				Clock.systemUTC());
		this.repositories = new RepositoryFactory(exchange, settings.baseUrl, ApiResource::defaultPath);
		RawCallFilter raw = new RawCallFilter(settings.baseUrl, pipeline,
				RepositoryFactory.namesByPath(ApiResource::defaultPath), json, Clock.systemUTC());
		this.webClient = transport().filters((filters) -> filters.add(0, raw)).build();
	}

	/**
	 * Begin a client.
	 * @param baseUrl the base URL
	 * @return the settings
	 */
	public static Builder at(URI baseUrl) {
		return new Builder(baseUrl);
	}

	/**
	 * Create a client with the defaults.
	 * @param server the server
	 * @return the client
	 */
	public static ClientFixture of(ScriptedServer server) {
		return at(server.uri()).build();
	}

	private WebClient.Builder transport() {
		HttpClient httpClient = UnreadableReplies
			.notQuotedBy(InformationalReplies.passedOverBy(HttpClient.create(this.connections)))
			.compress(true)
			.followRedirect(false)
			.disableRetry(true)
			.responseTimeout(this.settings.readTimeout)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.settings.connectTimeout.toMillis())
			.httpResponseDecoder((decoder) -> decoder.maxHeaderSize(64 * 1024));
		httpClient = TlsHandshakes.limited(this.settings.transport.apply(httpClient), this.settings.connectTimeout);
		WebClient.Builder builder = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(httpClient))
			.baseUrl(this.settings.baseUrl.toString());
		return builder.filter(new AttemptObservationFilter(this.settings.observations, null));
	}

	/**
	 * Return the repositories.
	 * @return the repositories
	 */
	public RepositoryFactory repositories() {
		return this.repositories;
	}

	/**
	 * Return the WebClient for raw calls.
	 * @return the WebClient
	 */
	public WebClient webClient() {
		return this.webClient;
	}

	/**
	 * Return the retry policy.
	 * @return the retry policy
	 */
	public Resilience4jRetryPolicy retryPolicy() {
		return this.retryPolicy;
	}

	/**
	 * Return how many connections are in use.
	 * @return the number
	 */
	public int activeConnections() {
		ConnectionPoolMetrics metrics = this.pool.get();
		return (metrics != null) ? metrics.acquiredSize() : 0;
	}

	/**
	 * Return how many calls wait for a connection.
	 * @return the number
	 */
	public int waitingForConnection() {
		ConnectionPoolMetrics metrics = this.pool.get();
		return (metrics != null) ? metrics.pendingAcquireSize() : 0;
	}

	/**
	 * Wait until no connection is in use, and fail if one stays so.
	 */
	public void assertNoConnectionInUse() {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(5))
			.until(() -> activeConnections() == 0);
	}

	@Override
	public void close() {
		this.connections.dispose();
	}

	private final class PoolObserver implements ConnectionProvider.MeterRegistrar {

		@Override
		public void registerMetrics(String poolName, String id, SocketAddress remoteAddress,
				ConnectionPoolMetrics metrics) {
			if (remoteAddress instanceof InetSocketAddress) {
				ClientFixture.this.pool.set(metrics);
			}
		}

	}

	/**
	 * What a client is to be like.
	 */
	public static final class Builder {

		private final URI baseUrl;

		private AccessTokenProvider tokens = new StubTokens();

		private RateBudget budget = new RecordingBudget();

		private RetrySettings retry = new RetrySettings(true, 4, true, true, Duration.ofMillis(1), 1,
				Duration.ofMillis(2));

		private ObservationRegistry observations = ObservationRegistry.NOOP;

		private @Nullable CallListener listener;

		private Duration deadline = Duration.ofSeconds(20);

		private Duration readTimeout = Duration.ofSeconds(10);

		private Duration connectTimeout = Duration.ofSeconds(5);

		private Duration pendingAcquireTimeout = Duration.ofSeconds(20);

		private int maxConnections = 16;

		private int maxResponseSize = 10 * 1024 * 1024;

		private UnaryOperator<HttpClient> transport = UnaryOperator.identity();

		private Builder(URI baseUrl) {
			this.baseUrl = baseUrl;
		}

		/**
		 * Change the settings.
		 * @param change the change
		 * @return this
		 */
		private Builder with(Consumer<Builder> change) {
			change.accept(this);
			return this;
		}

		public Builder tokens(AccessTokenProvider tokens) {
			return with((builder) -> builder.tokens = tokens);
		}

		public Builder budget(RateBudget budget) {
			return with((builder) -> builder.budget = budget);
		}

		public Builder maxAttempts(int maxAttempts) {
			return with((builder) -> builder.retry = new RetrySettings(true, maxAttempts, true, true,
					Duration.ofMillis(1), 1, Duration.ofMillis(2)));
		}

		public Builder retry(RetrySettings retry) {
			return with((builder) -> builder.retry = retry);
		}

		public Builder listener(CallListener listener) {
			return with((builder) -> builder.listener = listener);
		}

		public Builder observations(ObservationRegistry observations) {
			return with((builder) -> builder.observations = observations);
		}

		public Builder deadline(Duration deadline) {
			return with((builder) -> builder.deadline = deadline);
		}

		public Builder readTimeout(Duration readTimeout) {
			return with((builder) -> builder.readTimeout = readTimeout);
		}

		public Builder connectTimeout(Duration connectTimeout) {
			return with((builder) -> builder.connectTimeout = connectTimeout);
		}

		public Builder maxConnections(int maxConnections) {
			return with((builder) -> builder.maxConnections = maxConnections);
		}

		public Builder pendingAcquireTimeout(Duration pendingAcquireTimeout) {
			return with((builder) -> builder.pendingAcquireTimeout = pendingAcquireTimeout);
		}

		public Builder maxResponseSize(int maxResponseSize) {
			return with((builder) -> builder.maxResponseSize = maxResponseSize);
		}

		public Builder transport(UnaryOperator<HttpClient> transport) {
			return with((builder) -> builder.transport = transport);
		}

		public ClientFixture build() {
			return new ClientFixture(this);
		}

	}

}
