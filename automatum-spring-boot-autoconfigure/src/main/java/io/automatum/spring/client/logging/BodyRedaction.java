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

package io.automatum.spring.client.logging;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.logging.SafeText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes of a body what may be logged of it: its JSON on one line, without the values of
 * certain fields at whatever depth and without what looks like a secret wherever it
 * stands; of anything else the size.
 */
final class BodyRedaction {

	static final String MASK = "***";

	/** As much of a body as a line should hold, in characters. */
	static final int LONGEST = 10_000;

	/** Larger ones are not worth the work, in bytes. */
	private static final int LARGEST = 1 << 20;

	/** What names of secrets contain, whatever the configuration says. */
	private static final List<String> SECRETS = List.of("secret", "token", "password", "passwd", "passphrase",
			"credential", "authorization", "signature", "privatekey", "cookie");

	private static final Pattern SECRET = Pattern.compile("\\b(?:secret|whsec)_[A-Za-z0-9+/=_-]+"
			+ "|\\b(?:Bearer|Basic)\\s+[A-Za-z0-9._~+/=-]+|\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"
			+ "|(?<=://)[^/@\\s]+(?=@)"
			+ "|(?<=[?&])(?:[A-Za-z_-]*(?:secret|token|password|signature|key)|sig)=[^&#\\s]*",
			Pattern.CASE_INSENSITIVE);

	private final AutomatumJson json;

	private final Set<String> fields;

	BodyRedaction(AutomatumJson json, Collection<String> fields) {
		this.json = json;
		this.fields = fields.stream().map(BodyRedaction::plain).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Describe a body.
	 * @param body the body
	 * @param clean takes out of a text what only the call knows to be secret
	 * @return the description, on one line
	 */
	String describe(byte[] body, UnaryOperator<String> clean) {
		if (body.length == 0) {
			return "nothing";
		}
		if (body.length > LARGEST) {
			return body.length + " bytes, too many to be shown";
		}
		try {
			JsonNode masked = masked(null, this.json.readObject(body, JsonNode.class), clean);
			return SafeText.of(masked.toString(), LONGEST);
		}
		catch (JacksonException ex) {
			return body.length + " bytes that are not JSON";
		}
	}

	private JsonNode masked(@Nullable String name, JsonNode node, UnaryOperator<String> clean) {
		if (name != null && !node.isNull() && isSecret(plain(name))) {
			return StringNode.valueOf(MASK);
		}
		if (node instanceof ObjectNode object) {
			ObjectNode result = JsonNodeFactory.instance.objectNode();
			object.properties()
				.forEach((property) -> result.set(text(property.getKey(), clean),
						masked(property.getKey(), property.getValue(), clean)));
			return result;
		}
		if (node instanceof ArrayNode array) {
			ArrayNode result = JsonNodeFactory.instance.arrayNode();
			array.forEach((element) -> result.add(masked(null, element, clean)));
			return result;
		}
		return (node.isString()) ? StringNode.valueOf(text(node.stringValue(), clean)) : node;
	}

	private static String text(String text, UnaryOperator<String> clean) {
		return SECRET.matcher(clean.apply(text)).replaceAll(MASK);
	}

	private boolean isSecret(String name) {
		return this.fields.contains(name) || SECRETS.stream().anyMatch(name::contains);
	}

	// As the fields of one thing are spelled here and there: taxId, tax_id, TAX-ID.
	private static String plain(String name) {
		return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
	}

}
