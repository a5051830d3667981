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

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.autoconfigure.AutomatumEnvironment;
import io.automatum.spring.autoconfigure.AutomatumProperties;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.oauth2.TokenStatus;
import io.automatum.spring.resilience.RateBudget;
import io.automatum.spring.resilience.RateBudgetStatus;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Describes the client for the endpoint.
 */
final class ClientReport {

	private final AutomatumProperties properties;

	private final AutomatumConnectionDetails connectionDetails;

	private final AccessTokenProvider tokens;

	private final RateBudget budget;

	private final RecentFailures failures;

	ClientReport(AutomatumProperties properties, AutomatumConnectionDetails connectionDetails,
			AccessTokenProvider tokens, RateBudget budget, RecentFailures failures) {
		this.properties = properties;
		this.connectionDetails = connectionDetails;
		this.tokens = tokens;
		this.budget = budget;
		this.failures = failures;
	}

	/**
	 * Describe the client.
	 * @param values shows or hides the value of a property
	 * @return the description
	 */
	AutomatumDescriptor.Client describe(BiFunction<String, Object, @Nullable Object> values) {
		String baseUrl = baseUrl();
		return new AutomatumDescriptor.Client(environment(baseUrl),
				values.apply("automatum.base-url", String.valueOf(URI.create(baseUrl).getHost())),
				values.apply("automatum.base-url", baseUrl), values.apply("automatum.token-url", tokenUrl()), token(),
				rateLimit(), this.failures.list());
	}

	/**
	 * Forget the access token.
	 * @return whether there was one, null where nothing is known of it
	 */
	@Nullable Boolean forgetToken() {
		return (this.tokens instanceof ClientCredentialsTokenProvider known) ? known.forget() : null;
	}

	private String baseUrl() {
		String url = this.connectionDetails.getBaseUrl();
		return StringUtils.trimTrailingCharacter((url != null) ? url : this.properties.determineBaseUrl(), '/');
	}

	private String tokenUrl() {
		String url = this.connectionDetails.getTokenUrl();
		return (url != null) ? url : this.properties.determineTokenUrl();
	}

	private static String environment(String baseUrl) {
		for (AutomatumEnvironment environment : AutomatumEnvironment.values()) {
			if (environment.getBaseUrl().equalsIgnoreCase(baseUrl)) {
				return environment.name().toLowerCase(Locale.ROOT);
			}
		}
		return "custom";
	}

	private AutomatumDescriptor.@Nullable Token token() {
		if (!(this.tokens instanceof ClientCredentialsTokenProvider known)) {
			return null;
		}
		TokenStatus status = known.status();
		Map<String, Long> requests = new TreeMap<>();
		status.requests().forEach((outcome, count) -> requests.put(outcome.name().toLowerCase(Locale.ROOT), count));
		return new AutomatumDescriptor.Token(TokenHealth.state(status), status.held(), text(status.issuedAt()),
				text(status.expiresAt()), status.held() ? status.remaining().toSeconds() : null,
				new TreeSet<>(status.scopes()), requests, status.refused(), failure(status.failure()));
	}

	private static AutomatumDescriptor.@Nullable TokenFailure failure(TokenStatus.@Nullable Failure failure) {
		return (failure != null)
				? new AutomatumDescriptor.TokenFailure(failure.outcome().name().toLowerCase(Locale.ROOT),
						PlainText.of(failure.message()), failure.since().toString(), failure.last().toString(),
						failure.count(), failure.nextRequestAt().toString())
				: null;
	}

	private AutomatumDescriptor.@Nullable RateLimit rateLimit() {
		if (!(this.budget instanceof SlidingWindowRateBudget known)) {
			return null;
		}
		RateBudgetStatus status = known.status();
		return new AutomatumDescriptor.RateLimit(status.windows()
			.stream()
			.map((window) -> new AutomatumDescriptor.Window(window.name(), window.limit(), window.remaining(),
					window.used(), window.usedByOthers(), window.serverLimit(), window.serverRemaining()))
			.toList(), status.waiting(), status.reserved(), status.lost(), text(status.pausedUntil()));
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

}
