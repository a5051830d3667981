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

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Refuses a configuration that cannot work or would betray a secret, with all that is
 * wrong with it at once. Not a Bean Validation or Spring {@code Validator}: Boot's report
 * of those prints the rejected values.
 */
final class AutomatumConfigurationValidator {

	private static final int MAX_LIMIT = 1_000_000;

	private static final int MAX_ATTEMPTS = 20;

	private static final int MAX_PORT = 65535;

	private static final double MAX_MULTIPLIER = 100;

	private static final Duration MAX_TIME = Duration.ofDays(1);

	private static final Duration MIN_WINDOW = Duration.ofMillis(100);

	private static final Duration MAX_WINDOW = Duration.ofDays(31);

	private static final DataSize MIN_RESPONSE_SIZE = DataSize.ofKilobytes(1);

	private static final DataSize MAX_RESPONSE_SIZE = DataSize.ofGigabytes(1);

	private static final String SWITCH_OFF = " To switch the client off, set automatum.enabled to false.";

	/** What ids and secrets of API clients begin with. */
	private static final String ID_PREFIX = "app_";

	private static final String SECRET_PREFIX = "secret_";

	/** Scope tokens of RFC 6749, section 3.3, separated by blanks. */
	private static final Pattern SCOPES = Pattern.compile("[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]+");

	private static final Pattern PROXY_HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+]?");

	private final AutomatumProperties properties;

	private final ConfigurationProblems problems;

	private AutomatumConfigurationValidator(AutomatumProperties properties, Environment environment) {
		this.properties = properties;
		this.problems = new ConfigurationProblems("client", environment);
	}

	/**
	 * Check the configuration of an active client. The properties that connection details
	 * override are not checked: an application may well keep its unresolved production
	 * credentials while its tests point elsewhere.
	 * @param properties the properties
	 * @param connectionDetails the connection details in use
	 * @param environment where the properties come from
	 * @throws InvalidAutomatumConfigurationException if anything is wrong
	 */
	static void validate(AutomatumProperties properties, AutomatumConnectionDetails connectionDetails,
			Environment environment) {
		AutomatumConfigurationValidator validator = new AutomatumConfigurationValidator(properties, environment);
		if (!(connectionDetails instanceof PropertiesAutomatumConnectionDetails)) {
			validator.checkConnectionDetails(connectionDetails);
		}
		else {
			validator.checkCredentials();
			validator.checkUrl("automatum.base-url", properties.getBaseUrl());
			validator.checkPathOfBaseUrl();
			validator.checkUrl("automatum.token-url", properties.getTokenUrl());
		}
		validator.checkScopes();
		validator.checkHttp();
		validator.checkProxy();
		validator.checkToken();
		validator.checkResources();
		validator.checkRateLimit();
		validator.checkRetry();
		validator.problems.throwIfAny();
	}

	/**
	 * Check that the SSL bundle is there.
	 * @param properties the properties
	 * @param sslBundles the bundles
	 * @param environment where the properties come from
	 * @throws InvalidAutomatumConfigurationException if it is not
	 */
	static void validateSslBundle(AutomatumProperties properties, SslBundles sslBundles, Environment environment) {
		String name = properties.getHttp().getSslBundle();
		if (name == null) {
			return;
		}
		try {
			sslBundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			ConfigurationProblems problems = new ConfigurationProblems("client", environment);
			problems.refuse("automatum.http.ssl-bundle", "There is no SSL bundle of that name.",
					"Define one of that name below spring.ssl.bundle.pem or spring.ssl.bundle.jks, or remove it.");
			throw problems.failure();
		}
	}

	private void checkConnectionDetails(AutomatumConnectionDetails connectionDetails) {
		// Not the credentials: they may change, and to ask for them may cost a call.
		checkUrl("automatum.base-url", this.properties.getBaseUrl(), connectionDetails, "getBaseUrl()",
				connectionDetails.getBaseUrl());
		checkUrl("automatum.token-url", this.properties.getTokenUrl(), connectionDetails, "getTokenUrl()",
				connectionDetails.getTokenUrl());
	}

	private void checkUrl(String property, @Nullable String value, AutomatumConnectionDetails connectionDetails,
			String method, @Nullable String override) {
		if (override == null) {
			checkUrl(property, value);
			return;
		}
		String violation = UrlRule.ANY_HOST.violation(override);
		if (violation != null) {
			Origin origin = Origin.from(connectionDetails);
			this.problems.add("AutomatumConnectionDetails." + method,
					(origin != null) ? origin : new BeanOrigin(connectionDetails.getClass()), violation,
					"Return an absolute http or https URL with a host and without user information, query or fragment.");
		}
	}

	private void checkCredentials() {
		String id = this.properties.getClientId();
		String secret = this.properties.getClientSecret();
		if (id != null) {
			checkId(id, secret);
		}
		else {
			refuse("automatum.client-id", isNotSet("automatum.client-secret", secret != null),
					"Set it to the id of the API client that the secret belongs to." + SWITCH_OFF);
		}
		if (secret != null) {
			this.problems.checkCredential("automatum.client-secret", secret, "client secret",
					"secret of your API client", SWITCH_OFF);
		}
		else {
			refuse("automatum.client-secret", isNotSet("automatum.client-id", id != null),
					"Set it to the secret of the API client that the id belongs to." + SWITCH_OFF);
		}
	}

	private void checkId(String id, @Nullable String secret) {
		if (!this.problems.checkCredential("automatum.client-id", id, "client id", "id of your API client",
				SWITCH_OFF)) {
			return;
		}
		if (id.indexOf(' ') >= 0) {
			refuse("automatum.client-id", "It contains a blank.",
					"Set it to the id of your API client alone; behind a value, properties files have no comments.");
		}
		// Anything may stand for both where there is no Automatum, as in many a test.
		else if (id.equals(secret) && (id.startsWith(ID_PREFIX) || id.startsWith(SECRET_PREFIX))) {
			refuse("automatum.client-id", "It is the same as automatum.client-secret.",
					"Set one to the id of your API client, the other to its secret." + SWITCH_OFF);
		}
		else if (id.startsWith(SECRET_PREFIX) && secret != null && secret.startsWith(ID_PREFIX)) {
			refuse("automatum.client-id", "It is a client secret, and automatum.client-secret is a client id.",
					"Exchange the two.");
		}
	}

	private String isNotSet(String counterpart, boolean counterpartIsSet) {
		if (!counterpartIsSet) {
			return "It is not set.";
		}
		Origin origin = this.problems.origin(counterpart);
		return "It is not set, although " + counterpart + " is" + ((origin != null) ? " (" + origin + ")" : "") + ".";
	}

	private void checkUrl(String property, @Nullable String value) {
		if (value == null) {
			return;
		}
		String violation = UrlRule.ENCRYPTED_OR_LOOPBACK.violation(value);
		if (violation != null) {
			refuse(property, violation,
					"Set it to an absolute https URL with a host and without user information, query or fragment "
							+ "(http only to localhost), or remove it to use that of automatum.environment. "
							+ "For a container, define an AutomatumConnectionDetails bean.");
		}
	}

	private void checkPathOfBaseUrl() {
		String url = this.properties.getBaseUrl();
		if (url == null || UrlRule.ENCRYPTED_OR_LOOPBACK.violation(url) != null) {
			return;
		}
		URI base = URI.create(url);
		if (!StringUtils.trimLeadingCharacter(base.getRawPath(), '/').isEmpty()) {
			return;
		}
		for (AutomatumEnvironment environment : AutomatumEnvironment.values()) {
			URI api = URI.create(environment.getBaseUrl());
			if (api.getHost().equalsIgnoreCase(base.getHost()) && !isInEveryPath(api.getRawPath())) {
				refuse("automatum.base-url", "It has no path, and there is no API at the root of that host.",
						"Remove it and set automatum.environment to " + environment.name().toLowerCase(Locale.ROOT)
								+ ", which is at " + environment.getBaseUrl() + ".");
			}
		}
	}

	private boolean isInEveryPath(String path) {
		return this.properties.getResources()
			.all()
			.values()
			.stream()
			.allMatch((resource) -> resource.getPath().startsWith(path + "/"));
	}

	private void checkScopes() {
		List<String> scopes = this.properties.getScopes();
		for (int i = 0; i < scopes.size(); i++) {
			if (!StringUtils.hasText(scopes.get(i)) || !SCOPES.matcher(scopes.get(i)).matches()) {
				String element = "automatum.scopes[" + i + "]";
				refuse((this.problems.origin(element) != null) ? element : "automatum.scopes",
						"Scope " + (i + 1) + " of " + scopes.size()
								+ " is blank or contains a character that no scope may have.",
						"List scopes such as read:customers, separated by commas.");
			}
		}
	}

	private void checkHttp() {
		AutomatumProperties.Http http = this.properties.getHttp();
		checkTime("automatum.http.connect-timeout", http.getConnectTimeout());
		checkTime("automatum.http.read-timeout", http.getReadTimeout());
		checkTime("automatum.http.deadline", http.getDeadline());
		if (http.getSslBundle() != null && !StringUtils.hasText(http.getSslBundle())) {
			refuse("automatum.http.ssl-bundle", "It is blank.",
					"Set it to the name of a bundle below spring.ssl.bundle, or remove it.");
		}
		DataSize size = http.getMaxResponseSize();
		if (size.compareTo(MIN_RESPONSE_SIZE) < 0 || size.compareTo(MAX_RESPONSE_SIZE) > 0) {
			refuse("automatum.http.max-response-size", "It is not between 1KB and 1GB.",
					"Set it to a size in that range, for instance 10MB.");
		}
		checkLimit("automatum.http.max-connections", http.getMaxConnections());
	}

	private void checkProxy() {
		AutomatumProperties.Proxy proxy = this.properties.getHttp().getProxy();
		if (proxy.getHost() != null && !PROXY_HOST.matcher(proxy.getHost()).matches()) {
			refuse("automatum.http.proxy.host", "It is not a host name or address.",
					"Set it to a name or address alone, without scheme, port, path or user information.");
		}
		if (proxy.getPort() != null && (proxy.getPort() < 1 || proxy.getPort() > MAX_PORT)) {
			refuse("automatum.http.proxy.port", "It is not between 1 and 65535.", "Set it to the port of the proxy.");
		}
		checkTogether("automatum.http.proxy.host", proxy.getHost(), "automatum.http.proxy.port", proxy.getPort());
		checkTogether("automatum.http.proxy.username", proxy.getUsername(), "automatum.http.proxy.password",
				proxy.getPassword());
		if (proxy.getUsername() != null && proxy.getHost() == null && proxy.getPort() == null) {
			refuse("automatum.http.proxy.host", isNotSet("automatum.http.proxy.username", true),
					"Set it to the host of the proxy, or remove automatum.http.proxy.username.");
		}
	}

	private void checkTogether(String first, @Nullable Object firstValue, String second, @Nullable Object secondValue) {
		if ((firstValue == null) != (secondValue == null)) {
			String missing = (firstValue != null) ? second : first;
			String present = (firstValue != null) ? first : second;
			refuse(missing, isNotSet(present, true), "Set it too, or remove " + present + ".");
		}
	}

	private void checkToken() {
		checkTime("automatum.token.renew-before", this.properties.getToken().getRenewBefore());
	}

	private void checkResources() {
		this.properties.getResources()
			.all()
			.forEach((name, resource) -> checkPath("automatum.resources." + name + ".path", resource.getPath()));
	}

	private void checkPath(String property, String path) {
		String violation = ConfigurationProblems.pathViolation(path);
		if (violation != null) {
			refuse(property, violation, "Set it to a path below the base URL that begins with a slash and does not "
					+ "end with one, for instance /customers, or remove it.");
		}
	}

	private void checkRateLimit() {
		AutomatumProperties.RateLimit rateLimit = this.properties.getRateLimit();
		checkLimit("automatum.rate-limit.per-minute", rateLimit.getPerMinute());
		checkLimit("automatum.rate-limit.per-hour", rateLimit.getPerHour());
		checkTime("automatum.rate-limit.guard", rateLimit.getGuard());
		checkTime("automatum.rate-limit.max-wait", rateLimit.getMaxWait());
		Set<Duration> periods = new HashSet<>();
		for (int i = 0; i < rateLimit.getWindows().size(); i++) {
			checkWindow("automatum.rate-limit.windows[" + i + "]", rateLimit.getWindows().get(i), periods);
		}
	}

	private void checkWindow(String property, AutomatumProperties.Window window, Set<Duration> periods) {
		if (window.getLimit() == null) {
			refuse(property + ".limit", "It is not set.", "Set it to the number of requests that the window allows.");
		}
		else {
			checkLimit(property + ".limit", window.getLimit());
		}
		Duration period = window.getPeriod();
		if (period == null) {
			refuse(property + ".period", "It is not set.", "Set it to the length of the window, for instance 1m.");
		}
		else if (period.compareTo(MIN_WINDOW) < 0 || period.compareTo(MAX_WINDOW) > 0) {
			refuse(property + ".period", "It is not between 100ms and 31d.",
					"Set it to the length of the window, for instance 1m.");
		}
		else if (!periods.add(period)) {
			refuse(property + ".period", "Another window has the same period.",
					"Keep one window for each period, the one with the lower limit.");
		}
		else {
			this.problems.checkUnit(property + ".period", period);
		}
	}

	private void checkRetry() {
		AutomatumProperties.Retry retry = this.properties.getRetry();
		if (retry.getMaxAttempts() < 1 || retry.getMaxAttempts() > MAX_ATTEMPTS) {
			refuse("automatum.retry.max-attempts", "It is not between 1 and 20.",
					"Set it to a number in that range; 1 makes no further attempt.");
		}
		AutomatumProperties.Backoff backoff = retry.getBackoff();
		boolean sane = checkTime("automatum.retry.backoff.initial", backoff.getInitial());
		sane &= checkTime("automatum.retry.backoff.max", backoff.getMax());
		if (sane && backoff.getInitial().compareTo(backoff.getMax()) > 0) {
			refuse("automatum.retry.backoff.initial", "It is longer than automatum.retry.backoff.max.",
					"Set it to a shorter time, or the maximum to a longer one.");
		}
		double multiplier = backoff.getMultiplier();
		if (!(multiplier >= 1 && multiplier <= MAX_MULTIPLIER)) {
			refuse("automatum.retry.backoff.multiplier", "It is not between 1 and 100.",
					"Set it to a number in that range, for instance 2.");
		}
	}

	private void checkLimit(String property, int value) {
		if (value < 1 || value > MAX_LIMIT) {
			refuse(property, "It is not between 1 and 1000000.", "Set it to a number in that range.");
		}
	}

	private boolean checkTime(String property, Duration value) {
		return this.problems.checkTime(property, value, MAX_TIME);
	}

	private void refuse(String property, String reason, String action) {
		this.problems.refuse(property, reason, action);
	}

	/**
	 * Connection details that do not say where they come from.
	 */
	private record BeanOrigin(Class<?> type) implements Origin {

		@Override
		public String toString() {
			return "bean of type " + this.type.getName();
		}

	}

}
