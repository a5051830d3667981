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

import java.util.function.LongSupplier;

import io.automatum.spring.logging.PacedWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that something in front of the endpoint refuses deliveries and what to add to the
 * application's security: once, and then at most once a minute with how often.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class BlockedDeliveries {

	private static final Logger logger = LoggerFactory.getLogger(BlockedDeliveries.class);

	private static final int UNAUTHORIZED = 401;

	private static final int FORBIDDEN = 403;

	private static final int REDIRECTION = 300;

	private static final int BAD_REQUEST = 400;

	private final String path;

	private final String advice;

	private final PacedWarning warning;

	/**
	 * Create.
	 * @param path the webhook's path
	 * @param advice the lines to add to the application's security
	 */
	public BlockedDeliveries(String path, String advice) {
		this(path, advice, System::nanoTime);
	}

	BlockedDeliveries(String path, String advice, LongSupplier ticker) {
		this.path = path;
		this.advice = advice;
		this.warning = new PacedWarning(ticker);
	}

	/**
	 * A request was answered before it reached the endpoint.
	 * @param status the status of the answer; that which the sender sees may be another
	 * where the application's error page is protected as well
	 */
	public void answered(int status) {
		boolean refused = status == UNAUTHORIZED || status == FORBIDDEN
				|| (status >= REDIRECTION && status < BAD_REQUEST);
		long count = refused ? this.warning.happened() : 0;
		if (count > 0) {
			logger
				.warn("A delivery to POST {} was refused with {} before it reached the webhook's endpoint, which verifies "
						+ "its signature ({} since the last such line): after 10 of these, Automatum disables the webhook. "
						+ "If that was Spring Security, add {}", this.path, status, count, this.advice);
		}
	}

	/**
	 * It is known that deliveries will be refused.
	 */
	public void expected() {
		if (this.warning.happened() > 0) {
			logger.warn(
					"Spring Security will refuse every delivery to POST {} before it reaches the webhook's endpoint, "
							+ "which verifies its signature: after 10 of these, Automatum disables the webhook. Add {}",
					this.path, this.advice);
		}
	}

}
