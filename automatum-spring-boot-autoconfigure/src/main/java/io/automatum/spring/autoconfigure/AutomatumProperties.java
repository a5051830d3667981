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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the Automatum client. A JavaBean and not a record, whose
 * {@code toString} would print the client secret.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("automatum")
public class AutomatumProperties {

	/**
	 * Whether to enable the Automatum client.
	 */
	private boolean enabled = true;

	/**
	 * Client ID of the API client. Together with the client secret it switches the client
	 * on.
	 */
	private @Nullable String clientId;

	/**
	 * Client secret of the API client.
	 */
	private @Nullable String clientSecret;

	/**
	 * Environment of the service to call.
	 */
	private AutomatumEnvironment environment = AutomatumEnvironment.PRODUCTION;

	/**
	 * Base URL of the API. Overrides the URL of the environment.
	 */
	private @Nullable String baseUrl;

	/**
	 * URL of the token endpoint. Overrides the URL of the environment.
	 */
	private @Nullable String tokenUrl;

	/**
	 * Scopes to request. By default, the server grants the scopes of the API client.
	 */
	private List<String> scopes = new ArrayList<>();

	private final Http http = new Http();

	private final Token token = new Token();

	private final Resources resources = new Resources();

	private final RateLimit rateLimit = new RateLimit();

	private final Retry retry = new Retry();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getClientId() {
		return this.clientId;
	}

	public void setClientId(@Nullable String clientId) {
		this.clientId = clientId;
	}

	public @Nullable String getClientSecret() {
		return this.clientSecret;
	}

	public void setClientSecret(@Nullable String clientSecret) {
		this.clientSecret = clientSecret;
	}

	public AutomatumEnvironment getEnvironment() {
		return this.environment;
	}

	public void setEnvironment(AutomatumEnvironment environment) {
		this.environment = environment;
	}

	public @Nullable String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(@Nullable String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public @Nullable String getTokenUrl() {
		return this.tokenUrl;
	}

	public void setTokenUrl(@Nullable String tokenUrl) {
		this.tokenUrl = tokenUrl;
	}

	public List<String> getScopes() {
		return this.scopes;
	}

	public void setScopes(List<String> scopes) {
		this.scopes = scopes;
	}

	public Http getHttp() {
		return this.http;
	}

	public Token getToken() {
		return this.token;
	}

	public Resources getResources() {
		return this.resources;
	}

	public RateLimit getRateLimit() {
		return this.rateLimit;
	}

	public Retry getRetry() {
		return this.retry;
	}

	/**
	 * Return the base URL of the API: the one that is configured, otherwise the
	 * environment's.
	 * @return the URL, without a trailing slash
	 */
	public String determineBaseUrl() {
		String url = (this.baseUrl != null) ? this.baseUrl : this.environment.getBaseUrl();
		return StringUtils.trimTrailingCharacter(url, '/');
	}

	/**
	 * Return the URL of the token endpoint: the one that is configured, otherwise the
	 * environment's.
	 * @return the URL
	 */
	public String determineTokenUrl() {
		return (this.tokenUrl != null) ? this.tokenUrl : this.environment.getTokenUrl();
	}

	/**
	 * How requests are sent.
	 */
	public static class Http {

		/**
		 * Maximum time to establish a connection.
		 */
		private Duration connectTimeout = Duration.ofSeconds(5);

		/**
		 * Maximum time to wait for data from the service.
		 */
		private Duration readTimeout = Duration.ofSeconds(30);

		/**
		 * Maximum time of a whole call, with its waits and repeated attempts.
		 */
		private Duration deadline = Duration.ofMinutes(2);

		/**
		 * Name of the SSL bundle to use.
		 */
		private @Nullable String sslBundle;

		/**
		 * Maximum size of a response body.
		 */
		private DataSize maxResponseSize = DataSize.ofMegabytes(10);

		/**
		 * Maximum number of connections that are open at a time.
		 */
		private int maxConnections = 64;

		private final Proxy proxy = new Proxy();

		public Duration getConnectTimeout() {
			return this.connectTimeout;
		}

		public void setConnectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
		}

		public Duration getReadTimeout() {
			return this.readTimeout;
		}

		public void setReadTimeout(Duration readTimeout) {
			this.readTimeout = readTimeout;
		}

		public Duration getDeadline() {
			return this.deadline;
		}

		public void setDeadline(Duration deadline) {
			this.deadline = deadline;
		}

		public @Nullable String getSslBundle() {
			return this.sslBundle;
		}

		public void setSslBundle(@Nullable String sslBundle) {
			this.sslBundle = sslBundle;
		}

		public DataSize getMaxResponseSize() {
			return this.maxResponseSize;
		}

		public void setMaxResponseSize(DataSize maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
		}

		public int getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
		}

		public Proxy getProxy() {
			return this.proxy;
		}

	}

	/**
	 * Proxy through which requests are sent.
	 */
	public static class Proxy {

		/**
		 * Host name or address of the HTTP proxy.
		 */
		private @Nullable String host;

		/**
		 * Port of the HTTP proxy.
		 */
		private @Nullable Integer port;

		/**
		 * User name for the HTTP proxy.
		 */
		private @Nullable String username;

		/**
		 * Password for the HTTP proxy.
		 */
		private @Nullable String password;

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

	/**
	 * How the access token is kept.
	 */
	public static class Token {

		/**
		 * Time before its expiry at which the access token is renewed. Short-lived tokens
		 * are renewed closer to their end.
		 */
		private Duration renewBefore = Duration.ofMinutes(5);

		public Duration getRenewBefore() {
			return this.renewBefore;
		}

		public void setRenewBefore(Duration renewBefore) {
			this.renewBefore = renewBefore;
		}

	}

	/**
	 * Where the resources of the API are.
	 */
	public static class Resources {

		private final Resource privateOffers = new Resource("/private-offer");

		private final Resource listings = new Resource("/listing");

		private final Resource customers = new Resource("/customers");

		private final Resource entitlements = new Resource("/entitlements");

		private final Resource meteringEvents = new Resource("/metering");

		private final Resource organizations = new Resource("/organization");

		private final Resource activities = new Resource("/activity");

		private final Resource webhooks = new Resource("/webhook");

		public Resource getPrivateOffers() {
			return this.privateOffers;
		}

		public Resource getListings() {
			return this.listings;
		}

		public Resource getCustomers() {
			return this.customers;
		}

		public Resource getEntitlements() {
			return this.entitlements;
		}

		public Resource getMeteringEvents() {
			return this.meteringEvents;
		}

		public Resource getOrganizations() {
			return this.organizations;
		}

		public Resource getActivities() {
			return this.activities;
		}

		public Resource getWebhooks() {
			return this.webhooks;
		}

		/**
		 * Return every resource.
		 * @return the resources by their names in the properties
		 */
		Map<String, Resource> all() {
			Map<String, Resource> resources = new LinkedHashMap<>();
			resources.put("private-offers", this.privateOffers);
			resources.put("listings", this.listings);
			resources.put("customers", this.customers);
			resources.put("entitlements", this.entitlements);
			resources.put("metering-events", this.meteringEvents);
			resources.put("organizations", this.organizations);
			resources.put("activities", this.activities);
			resources.put("webhooks", this.webhooks);
			return resources;
		}

	}

	/**
	 * Where one resource of the API is. The descriptions and defaults of its properties
	 * are in {@code additional-spring-configuration-metadata.json}: they differ by
	 * resource.
	 */
	public static final class Resource {

		private String path;

		// Private, or Spring Boot would take it for a way to bind when it processes ahead
		// of time, and forget the setter.
		private Resource(String path) {
			this.path = path;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

	}

	/**
	 * How many requests are sent.
	 */
	public static class RateLimit {

		/**
		 * Whether to keep within the rate limit of the service.
		 */
		private boolean enabled = true;

		/**
		 * Maximum number of requests in any minute.
		 */
		private int perMinute = 50;

		/**
		 * Maximum number of requests in any hour.
		 */
		private int perHour = 1000;

		/**
		 * Windows of the rate limit. Replaces the limits per minute and per hour.
		 */
		private List<Window> windows = new ArrayList<>();

		/**
		 * Time by which each window is extended to allow for a varying network delay, at
		 * most a twentieth of the window.
		 */
		private Duration guard = Duration.ofSeconds(1);

		/**
		 * Maximum time that a request waits for the rate limit. The guard extends it as
		 * it does the windows, so a minute is long enough for a minute's window.
		 */
		private Duration maxWait = Duration.ofSeconds(60);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getPerMinute() {
			return this.perMinute;
		}

		public void setPerMinute(int perMinute) {
			this.perMinute = perMinute;
		}

		public int getPerHour() {
			return this.perHour;
		}

		public void setPerHour(int perHour) {
			this.perHour = perHour;
		}

		public List<Window> getWindows() {
			return this.windows;
		}

		public void setWindows(List<Window> windows) {
			this.windows = windows;
		}

		public Duration getGuard() {
			return this.guard;
		}

		public void setGuard(Duration guard) {
			this.guard = guard;
		}

		public Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(Duration maxWait) {
			this.maxWait = maxWait;
		}

		/**
		 * Return the windows to keep: those that are configured, otherwise a minute and
		 * an hour. To be called with valid properties only.
		 * @return the limit by period
		 */
		Map<Duration, Integer> determineWindows() {
			Map<Duration, Integer> windows = new LinkedHashMap<>();
			if (this.windows.isEmpty()) {
				windows.put(Duration.ofMinutes(1), this.perMinute);
				windows.put(Duration.ofHours(1), this.perHour);
				return windows;
			}
			for (Window window : this.windows) {
				Assert.state(window.period != null && window.limit != null, "A window needs a limit and a period");
				windows.put(window.period, window.limit);
			}
			return windows;
		}

	}

	/**
	 * How many requests are sent in one period.
	 */
	public static class Window {

		/**
		 * Maximum number of requests in any period of this length.
		 */
		private @Nullable Integer limit;

		/**
		 * Length of the window.
		 */
		private @Nullable Duration period;

		public @Nullable Integer getLimit() {
			return this.limit;
		}

		public void setLimit(@Nullable Integer limit) {
			this.limit = limit;
		}

		public @Nullable Duration getPeriod() {
			return this.period;
		}

		public void setPeriod(@Nullable Duration period) {
			this.period = period;
		}

	}

	/**
	 * When a call is attempted again.
	 */
	public static class Retry {

		/**
		 * Whether to attempt failed calls again.
		 */
		private boolean enabled = true;

		/**
		 * Maximum number of attempts of a call, with the first.
		 */
		private int maxAttempts = 4;

		/**
		 * Whether to attempt calls again that the service refused because of its rate
		 * limit.
		 */
		private boolean onRateLimit = true;

		/**
		 * Whether to attempt POST requests again that may have reached the service. They
		 * carry the same idempotency key.
		 */
		private boolean post = true;

		private final Backoff backoff = new Backoff();

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public boolean isOnRateLimit() {
			return this.onRateLimit;
		}

		public void setOnRateLimit(boolean onRateLimit) {
			this.onRateLimit = onRateLimit;
		}

		public boolean isPost() {
			return this.post;
		}

		public void setPost(boolean post) {
			this.post = post;
		}

		public Backoff getBackoff() {
			return this.backoff;
		}

	}

	/**
	 * How long to wait between attempts.
	 */
	public static class Backoff {

		/**
		 * Wait before the second attempt.
		 */
		private Duration initial = Duration.ofMillis(500);

		/**
		 * Factor by which the wait grows with each attempt.
		 */
		private double multiplier = 2;

		/**
		 * Maximum wait between two attempts, unless the service asks for a longer one.
		 */
		private Duration max = Duration.ofSeconds(30);

		public Duration getInitial() {
			return this.initial;
		}

		public void setInitial(Duration initial) {
			this.initial = initial;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMax() {
			return this.max;
		}

		public void setMax(Duration max) {
			this.max = max;
		}

	}

}
