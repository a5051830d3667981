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

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Finds in an event's JSON its type, its id and the key in whose order it is handled.
 * Only {@code type} and {@code data} are documented; everything else is used where it is
 * there and left where it is not.
 */
final class JsonEventDecoder implements EventDecoder {

	/** Begins the ids that are made of digests. */
	static final String DIGEST_PREFIX = "sha256:";

	private static final int LONGEST = 255;

	private static final List<String> TYPE_NAMES = List.of("type", "event", "eventType");

	private static final List<String> ID_NAMES = List.of("id", "eventId");

	/** Kinds of things, in the order in which data that names several is searched. */
	private static final List<Kind> KINDS = List.of(new Kind("entitlement", "entitlementId"),
			new Kind("customer", "customerId"), new Kind("private_offer", "offerId"));

	private static final String METERING = "metering";

	@Override
	public ReceivedEvent decode(byte[] body, Instant receivedAt, @Nullable String traceContext) {
		String digest = digest(body);
		try {
			JsonObject event = StrictJson.parse(body);
			String id = id(event, digest);
			String type = type(event);
			JsonObject data = event.object("data");
			String defect = defect(type, data);
			String key = (type != null && data != null) ? key(type, data, id) : id;
			return new ReceivedEvent(id, (type != null) ? type : "", key, digest, body, receivedAt, traceContext,
					defect);
		}
		catch (MalformedEventException ex) {
			String id = DIGEST_PREFIX + digest;
			return new ReceivedEvent(id, "", id, digest, body, receivedAt, traceContext, ex.defect());
		}
	}

	private static String digest(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

	private static String id(JsonObject event, String digest) {
		for (String name : ID_NAMES) {
			String id = event.text(name);
			// One that looks like a digest could take the place of an event without an
			// id.
			if (id != null && isUsable(id) && !id.startsWith(DIGEST_PREFIX)) {
				return id;
			}
		}
		return DIGEST_PREFIX + digest;
	}

	private static @Nullable String type(JsonObject event) {
		for (String name : TYPE_NAMES) {
			String type = event.string(name);
			if (type != null) {
				return isUsable(type) ? type : null;
			}
		}
		return null;
	}

	private static @Nullable String defect(@Nullable String type, @Nullable JsonObject data) {
		if (type == null) {
			return "No type, or one that is not printable or too long";
		}
		return (data != null) ? null : "No data, or none that is an object";
	}

	private static String key(String type, JsonObject data, String id) {
		String name = type.substring(0, Math.max(0, type.indexOf('.')));
		String key = null;
		for (Kind kind : KINDS) {
			if (kind.name().equals(name)) {
				key = key(name, data.text("id"));
				key = (key != null) ? key : key(name, data.text(kind.reference()));
			}
		}
		if (name.equals(METERING)) {
			key = key(name, data.text("id"));
		}
		for (Kind kind : KINDS) {
			key = (key != null) ? key : key(kind.name(), data.text(kind.reference()));
		}
		return (key != null) ? key : id;
	}

	private static @Nullable String key(String kind, @Nullable String id) {
		if (id == null || !isUsable(id)) {
			return null;
		}
		String key = kind + ":" + id;
		return (key.length() <= LONGEST) ? key : null;
	}

	/**
	 * Return whether a text identifies the same thing in logs, headers and every
	 * database: not longer than a column, without what is invisible or half a character,
	 * and without blanks at its ends, which some databases do not compare.
	 * @param text the text
	 * @return whether it does
	 */
	static boolean isUsable(String text) {
		return !text.isEmpty() && text.length() <= LONGEST && text.equals(text.strip())
				&& text.codePoints().allMatch(JsonEventDecoder::isPrintable);
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	/**
	 * A kind of thing that events are about.
	 *
	 * @param name what types of events begin with
	 * @param reference the field of other things' data that names one
	 */
	private record Kind(String name, String reference) {

	}

}
