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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A secret that deliveries are signed with.
 *
 * @param name what metrics call it; never a part of the value
 * @param value the secret as Automatum shows it; its UTF-8 bytes are the key
 * @param notAfter until when it is accepted, null for ever
 * @since 1.0.0
 */
public record WebhookSecret(String name, String value, @Nullable Instant notAfter) {

	/** Of how many bytes a secret is at least; a shorter one is not used. */
	public static final int MINIMUM_BYTES = 16;

	/**
	 * All but the value.
	 */
	@Override
	public String toString() {
		return "WebhookSecret[name=" + this.name + ", notAfter=" + this.notAfter + "]";
	}

}
