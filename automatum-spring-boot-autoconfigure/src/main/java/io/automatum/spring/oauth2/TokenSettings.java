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

package io.automatum.spring.oauth2;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.resilience.RetryAfter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How tokens are fetched and renewed. Immutable.
 *
 * @since 1.0.0
 */
public final class TokenSettings {

	/**
	 * The largest share of a token's life that is spent renewing it: a token that lives
	 * 20 minutes or longer is renewed {@link #renewBefore()} its end, a shorter one when
	 * a quarter of its life is left.
	 */
	static final int RENEWAL_SHARE = 4;

	private static final Duration A_YEAR = Duration.ofDays(365);

	private final URI tokenUri;

	private final Set<String> scopes;

	private final Duration renewBefore;

	private final Duration failureFloor;

	private final Duration maxFailureFloor;

	private final Duration responseTimeout;

	private final Duration deadline;

	private final int maxReplySize;

	private final Duration assumedLife;

	private final Duration maxLife;

	private TokenSettings(Builder builder) {
		this.tokenUri = builder.tokenUri;
		this.scopes = Collections.unmodifiableSet(new LinkedHashSet<>(builder.scopes));
		this.renewBefore = builder.renewBefore;
		this.failureFloor = builder.failureFloor;
		this.maxFailureFloor = builder.maxFailureFloor;
		this.responseTimeout = builder.responseTimeout;
		this.deadline = builder.deadline;
		this.maxReplySize = builder.maxReplySize;
		this.assumedLife = builder.assumedLife;
		this.maxLife = builder.maxLife;
	}

	/**
	 * Start settings with the defaults.
	 * @param tokenUri the absolute URI of the token endpoint
	 * @return the builder
	 * @throws IllegalArgumentException if the URI is not an absolute {@code http} or
	 * {@code https} URI, or has user info or a fragment
	 */
	public static Builder builder(URI tokenUri) {
		return new Builder(tokenUri);
	}

	/**
	 * Return the URI of the token endpoint.
	 * @return the URI
	 */
	URI tokenUri() {
		return this.tokenUri;
	}

	/**
	 * Return the scopes to ask for.
	 * @return the scopes, empty to get those the OAuth application has
	 */
	Set<String> scopes() {
		return this.scopes;
	}

	/**
	 * Return how long before its end a token is renewed, at most a quarter of its life.
	 * @return the time, by default 5 minutes
	 */
	Duration renewBefore() {
		return this.renewBefore;
	}

	/**
	 * Return the least time from a failure to the next token request.
	 * @return the time, by default 1 second
	 */
	Duration failureFloor() {
		return this.failureFloor;
	}

	/**
	 * Return the most time from a failure to the next token request, however often it
	 * failed and whatever {@code Retry-After} says.
	 * @return the time, by default 60 seconds
	 */
	Duration maxFailureFloor() {
		return this.maxFailureFloor;
	}

	/**
	 * Return how long the token endpoint asks to be left alone, as far as it is believed.
	 * @param details the details of its reply
	 * @param clock what a date is compared with
	 * @return the time, at most {@link #maxFailureFloor()}, or {@code null} if it asks
	 * for none
	 */
	@Nullable Duration pauseAskedFor(ErrorDetails details, Clock clock) {
		Duration asked = RetryAfter.parse(details, clock);
		if (asked == null || asked.isZero()) {
			return null;
		}
		return (asked.compareTo(this.maxFailureFloor) < 0) ? asked : this.maxFailureFloor;
	}

	/**
	 * Return how long to wait for the head of the reply, connecting included.
	 * @return the time, by default 10 seconds
	 */
	Duration responseTimeout() {
		return this.responseTimeout;
	}

	/**
	 * Return how long a token request may take from asking for the credentials to the
	 * reply's last byte.
	 * @return the time, by default 15 seconds
	 */
	Duration deadline() {
		return this.deadline;
	}

	/**
	 * Return the most bytes of a reply that are read.
	 * @return the size in bytes, by default 65536
	 */
	int maxReplySize() {
		return this.maxReplySize;
	}

	/**
	 * Return the life of a token whose {@code expires_in} is missing, less than 1 or no
	 * number. Should the token end earlier, the service's 401 says so.
	 * @return the time, by default 5 minutes
	 */
	Duration assumedLife() {
		return this.assumedLife;
	}

	/**
	 * Return the longest life of a token that is believed.
	 * @return the time, by default 24 hours
	 */
	Duration maxLife() {
		return this.maxLife;
	}

	@Override
	public String toString() {
		return "TokenSettings[tokenUri=" + describe(this.tokenUri) + ", scopes=" + this.scopes + ", renewBefore="
				+ this.renewBefore + ", failureFloor=" + this.failureFloor + ", maxFailureFloor=" + this.maxFailureFloor
				+ ", responseTimeout=" + this.responseTimeout + ", deadline=" + this.deadline + ", maxReplySize="
				+ this.maxReplySize + ", assumedLife=" + this.assumedLife + ", maxLife=" + this.maxLife + "]";
	}

	/**
	 * Describe a URI without user info and query, where secrets sometimes hide.
	 * @param uri the URI
	 * @return scheme, host, port and path
	 */
	static String describe(URI uri) {
		return uri.getScheme() + "://" + uri.getHost() + ((uri.getPort() != -1) ? ":" + uri.getPort() : "")
				+ uri.getRawPath();
	}

	/**
	 * Builds {@link TokenSettings}.
	 */
	public static final class Builder {

		private final URI tokenUri;

		private Set<String> scopes = Set.of();

		private Duration renewBefore = Duration.ofMinutes(5);

		private Duration failureFloor = Duration.ofSeconds(1);

		private Duration maxFailureFloor = Duration.ofSeconds(60);

		private Duration responseTimeout = Duration.ofSeconds(10);

		private Duration deadline = Duration.ofSeconds(15);

		private int maxReplySize = 64 * 1024;

		private Duration assumedLife = Duration.ofMinutes(5);

		private Duration maxLife = Duration.ofHours(24);

		private Builder(URI tokenUri) {
			Assert.notNull(tokenUri, "'tokenUri' must not be null");
			Assert.isTrue(
					("https".equalsIgnoreCase(tokenUri.getScheme()) || "http".equalsIgnoreCase(tokenUri.getScheme()))
							&& tokenUri.getHost() != null,
					"The token URI must be an absolute http or https URI with a host");
			Assert.isTrue(tokenUri.getRawUserInfo() == null && tokenUri.getRawFragment() == null,
					"The token URI must have neither user info nor a fragment: user info would be logged with it");
			this.tokenUri = tokenUri;
		}

		/**
		 * Set the scopes to ask for.
		 * @param scopes the scopes, empty to get those the OAuth application has
		 * @return this builder
		 * @throws IllegalArgumentException if a scope is empty or holds a character that
		 * RFC 6749 does not allow there
		 */
		public Builder scopes(Collection<String> scopes) {
			for (String scope : scopes) {
				Assert.isTrue(TokenReplyReader.isScope(scope),
						() -> "Scopes are visible ASCII without quotes and backslashes, separated in automatum.scopes");
			}
			this.scopes = new LinkedHashSet<>(scopes);
			return this;
		}

		/**
		 * Set how long before its end a token is renewed.
		 * @param renewBefore the time; zero never renews in the background
		 * @return this builder
		 */
		public Builder renewBefore(Duration renewBefore) {
			this.renewBefore = renewBefore.isZero() ? renewBefore : positive(renewBefore, "renewBefore");
			return this;
		}

		/**
		 * Set the least time from a failure to the next token request.
		 * @param failureFloor the time
		 * @return this builder
		 */
		Builder failureFloor(Duration failureFloor) {
			this.failureFloor = positive(failureFloor, "failureFloor");
			return this;
		}

		/**
		 * Set the most time from a failure to the next token request.
		 * @param maxFailureFloor the time
		 * @return this builder
		 */
		Builder maxFailureFloor(Duration maxFailureFloor) {
			this.maxFailureFloor = positive(maxFailureFloor, "maxFailureFloor");
			return this;
		}

		/**
		 * Set how long to wait for the head of the reply.
		 * @param responseTimeout the time
		 * @return this builder
		 */
		public Builder responseTimeout(Duration responseTimeout) {
			this.responseTimeout = positive(responseTimeout, "responseTimeout");
			return this;
		}

		/**
		 * Set how long a token request may take in all.
		 * @param deadline the time
		 * @return this builder
		 */
		Builder deadline(Duration deadline) {
			this.deadline = positive(deadline, "deadline");
			return this;
		}

		/**
		 * Set the most bytes of a reply that are read.
		 * @param maxReplySize the size in bytes
		 * @return this builder
		 */
		Builder maxReplySize(int maxReplySize) {
			Assert.isTrue(maxReplySize > 0, "'maxReplySize' must be positive");
			this.maxReplySize = maxReplySize;
			return this;
		}

		/**
		 * Set the life of a token whose {@code expires_in} says nothing usable.
		 * @param assumedLife the time, at least a second
		 * @return this builder
		 */
		Builder assumedLife(Duration assumedLife) {
			Assert.isTrue(assumedLife.toSeconds() > 0, "'assumedLife' must be at least a second");
			this.assumedLife = positive(assumedLife, "assumedLife");
			return this;
		}

		/**
		 * Set the longest life of a token that is believed.
		 * @param maxLife the time, at least a second
		 * @return this builder
		 */
		Builder maxLife(Duration maxLife) {
			Assert.isTrue(maxLife.toSeconds() > 0, "'maxLife' must be at least a second");
			this.maxLife = positive(maxLife, "maxLife");
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 */
		public TokenSettings build() {
			Assert.isTrue(this.maxFailureFloor.compareTo(this.failureFloor) >= 0,
					"'maxFailureFloor' must not be shorter than 'failureFloor'");
			return new TokenSettings(this);
		}

		private static Duration positive(Duration duration, String name) {
			Assert.isTrue(!duration.isNegative() && !duration.isZero() && duration.compareTo(A_YEAR) <= 0,
					() -> "'" + name + "' must be positive and at most a year");
			return duration;
		}

	}

}
