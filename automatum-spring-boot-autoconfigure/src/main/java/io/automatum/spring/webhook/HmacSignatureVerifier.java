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

package io.automatum.spring.webhook;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.RareWarnings;
import io.automatum.spring.webhook.VerificationKeys.Key;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.Assert;

/**
 * Verifies HMAC-SHA256 over the bytes of a body, with as many secrets as there are. The
 * one signature is written in hexadecimal digits of either case or in Base64, with or
 * without {@code sha256=} before it; or, where that has been asked for and then alone, as
 * {@code t=…,v1=…}, which covers the seconds since 1970, a dot and the body.
 * <p>
 * Every active secret is tried and compared in constant time, whether or not an earlier
 * one matched. A secret that is null, blank, shorter than
 * {@link WebhookSecret#MINIMUM_BYTES} or over is never used. Safe for use by any number
 * of threads; never blocks.
 *
 * @since 1.0.0
 */
public final class HmacSignatureVerifier implements WebhookSignatureVerifier {

	/** The name of the header that Automatum documents. */
	public static final String DEFAULT_HEADER_NAME = "X-Automatum-Signature";

	private static final Logger logger = LoggerFactory.getLogger(HmacSignatureVerifier.class);

	private final WebhookSecrets secrets;

	private final String headerName;

	private final @Nullable Duration tolerance;

	private final Clock clock;

	private final RareWarnings warnings;

	private volatile VerificationKeys keys = VerificationKeys.NONE;

	private HmacSignatureVerifier(Builder builder) {
		this.secrets = builder.secrets;
		this.headerName = builder.headerName;
		this.tolerance = builder.tolerance;
		this.clock = builder.clock;
		this.warnings = new RareWarnings(builder.ticker);
	}

	/**
	 * Create a builder.
	 * @param secrets hands out the secrets; asked for every delivery
	 * @return the builder
	 */
	public static Builder builder(WebhookSecrets secrets) {
		return new Builder(secrets);
	}

	@Override
	public String headerName() {
		return this.headerName;
	}

	@Override
	public Verdict verify(byte[] body, List<String> signatures) {
		try {
			return verdict(body, signatures);
		}
		catch (Throwable ex) {
			warn(Warning.FAILED,
					"A webhook could not be verified and was refused; look at the JVM's providers of cryptography", ex);
			return refused(Reason.MALFORMED);
		}
	}

	private Verdict verdict(@Nullable byte[] body, @Nullable List<@Nullable String> signatures)
			throws GeneralSecurityException {
		if (signatures == null || signatures.isEmpty()) {
			return refused(Reason.MISSING);
		}
		if (signatures.size() > 1) {
			return refused(Reason.SEVERAL);
		}
		String value = signatures.get(0);
		if (value == null || value.isEmpty()) {
			return refused(Reason.MISSING);
		}
		SignatureHeader header = (this.tolerance != null) ? SignatureHeader.timestamped(value)
				: SignatureHeader.plain(value);
		if (header == null || body == null) {
			return refused(Reason.MALFORMED);
		}
		Instant now = this.clock.instant();
		Verdict verdict = match(body, header, now);
		if (!verdict.genuine() || header.timestamp() == null || this.tolerance == null) {
			return verdict;
		}
		Instant signed = Instant.ofEpochSecond(Long.parseLong(header.timestamp()));
		return inTime(verdict, Duration.between(signed, now), this.tolerance);
	}

	private Verdict match(byte[] body, SignatureHeader header, Instant now) throws GeneralSecurityException {
		Key match = null;
		boolean active = false;
		for (Key key : keys()) {
			if (key.isActive(now)) {
				active = true;
				boolean matches = matches(key.key().sign(header.timestamp(), body), header.digests());
				match = (matches && match == null) ? key : match;
			}
		}
		if (match != null) {
			return match.genuine();
		}
		return refused(active ? Reason.MISMATCH : Reason.NO_SECRET);
	}

	private static boolean matches(byte[] expected, byte[][] digests) {
		boolean matches = false;
		for (byte[] digest : digests) {
			matches |= MessageDigest.isEqual(expected, digest);
		}
		return matches;
	}

	// Only of what was signed: a time that anybody could have written says nothing.
	private static Verdict inTime(Verdict verdict, Duration age, Duration tolerance) {
		if (age.compareTo(tolerance) > 0) {
			return new Verdict(Reason.TOO_OLD, verdict.secret());
		}
		if (age.negated().compareTo(tolerance) > 0) {
			return new Verdict(Reason.TOO_NEW, verdict.secret());
		}
		return verdict;
	}

	private Key[] keys() {
		try {
			@Nullable Object[] secrets = this.secrets.secrets().toArray();
			VerificationKeys keys = this.keys;
			if (!keys.areOf(secrets)) {
				keys = VerificationKeys.of(secrets);
				this.keys = keys;
				if (keys.refused() > 0) {
					warn(Warning.WEAK_SECRET,
							("%d of %d webhook secrets are not used, because they are null, blank, "
									+ "not Unicode or shorter than %d bytes; hand out those that Automatum shows")
								.formatted(keys.refused(), secrets.length, WebhookSecret.MINIMUM_BYTES));
				}
			}
			return keys.all();
		}
		catch (Throwable ex) {
			warn(Warning.NO_SECRETS,
					"The WebhookSecrets bean failed, and every webhook is refused as long as it does; mend it", ex);
			return VerificationKeys.NONE.all();
		}
	}

	// Of a failure its class and place: its message may repeat a secret.
	private void warn(Warning kind, String message, Throwable failure) {
		try {
			StackTraceElement[] trace = failure.getStackTrace();
			warn(kind, message + ": " + failure.getClass().getName() + ((trace.length > 0) ? " at " + trace[0] : ""));
		}
		catch (Throwable ex) {
			// There is nobody left to tell, and a verdict is due.
		}
	}

	private void warn(Warning kind, String message) {
		long count = this.warnings.due(kind);
		if (count > 0) {
			logger.warn("{} ({} since the last such line)", message, count);
		}
	}

	private static Verdict refused(Reason reason) {
		return new Verdict(reason, null);
	}

	/**
	 * What is warned of.
	 */
	private enum Warning {

		FAILED, NO_SECRETS, WEAK_SECRET

	}

	/**
	 * Builds a verifier.
	 */
	public static final class Builder {

		private final WebhookSecrets secrets;

		private String headerName = DEFAULT_HEADER_NAME;

		private @Nullable Duration tolerance;

		private Clock clock = Clock.systemUTC();

		private LongSupplier ticker = System::nanoTime;

		private Builder(WebhookSecrets secrets) {
			Assert.notNull(secrets, "'secrets' must not be null");
			this.secrets = secrets;
		}

		/**
		 * Set the name of the header that carries the signature, by default
		 * {@value HmacSignatureVerifier#DEFAULT_HEADER_NAME}.
		 * @param headerName the name
		 * @return this builder
		 */
		public Builder headerName(String headerName) {
			Assert.hasText(headerName, "'headerName' must not be blank");
			this.headerName = headerName;
			return this;
		}

		/**
		 * Take signatures of the timestamped form, and no others.
		 * @param tolerance by how much their time may differ from the clock's, in either
		 * direction; not negative
		 * @return this builder
		 */
		public Builder timestamped(Duration tolerance) {
			Assert.isTrue(!tolerance.isNegative(), "'tolerance' must not be negative");
			this.tolerance = tolerance;
			return this;
		}

		/**
		 * Set the clock that ends secrets and dates signatures, by default the system's.
		 * @param clock the clock
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set what tells when a warning may be repeated.
		 * @param ticker gives nanoseconds
		 * @return this builder
		 */
		Builder ticker(LongSupplier ticker) {
			this.ticker = ticker;
			return this;
		}

		/**
		 * Build the verifier.
		 * @return the verifier
		 */
		public HmacSignatureVerifier build() {
			return new HmacSignatureVerifier(this);
		}

	}

}
