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

package io.automatum.spring.webhook.inbox.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Verified events, as a receiver hands them to an inbox.
 */
final class Deliveries {

	static final Instant RECEIVED = Instant.parse("2026-03-01T10:15:30Z");

	private Deliveries() {
	}

	static ReceivedEvent event(String id, String key) {
		return event(id, key, "{\"id\":\"" + id + "\"}");
	}

	static ReceivedEvent event(String id, String key, String body) {
		return event(id, key, body.getBytes(StandardCharsets.UTF_8), null);
	}

	static ReceivedEvent event(String id, String key, byte[] body, @Nullable String defect) {
		return new ReceivedEvent(id, "entitlement.created", key, digest(body), body, RECEIVED, "00-trace-01", defect);
	}

	static String digest(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
