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

package io.automatum.spring.observation;

import io.micrometer.common.docs.KeyName;

/**
 * The keys of the client's meters.
 *
 * @since 1.0.0
 */
public enum ClientMeterKeys implements KeyName {

	/**
	 * The window's length, {@code minute} and {@code hour} unless others are configured.
	 */
	WINDOW("window"),

	/**
	 * {@code client} as this instance counts, {@code server} as the service said last;
	 * NaN as long as it said nothing.
	 */
	SOURCE("source"),

	/**
	 * {@code connection}, {@code timeout}, {@code reset}, {@code request_timeout},
	 * {@code rate_limited} or {@code server_error}.
	 */
	REASON("reason"),

	/**
	 * One of the outcomes of token requests.
	 */
	OUTCOME("outcome"),

	/**
	 * The resource's name, {@code other} if the client does not know it.
	 */
	RESOURCE("resource");

	private final String key;

	ClientMeterKeys(String key) {
		this.key = key;
	}

	@Override
	public String asString() {
		return this.key;
	}

}
