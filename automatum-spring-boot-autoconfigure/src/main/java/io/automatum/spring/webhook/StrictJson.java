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

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import io.automatum.spring.webhook.JsonObject.Member;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a body that is one JSON object and nothing else, in a way that leaves no room for
 * two readings: UTF-8 without a byte order mark, no name twice in one object at any
 * depth, no number that no reader can hold. Jackson by itself would take overlong UTF-8,
 * UTF-16, surrogates as UTF-8, a mark, and the last of several values of one name.
 * Nesting is bounded, so that those who read the values afterwards may recurse; this does
 * not.
 */
final class StrictJson {

	static final int DEEPEST = 100;

	private static final int LONGEST_NAME = 1000;

	private static final int LONGEST_NUMBER = 1000;

	/** Far beyond a double, and a size that can be written out in digits. */
	private static final int LONGEST_EXPONENT = 4;

	/** How deep members are kept: those of the event, and those of its data. */
	private static final int DEEPEST_KEPT = 2;

	private static final JsonFactory factory = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(DEEPEST)
			.maxNameLength(LONGEST_NAME)
			.maxNumberLength(LONGEST_NUMBER)
			.build())
		.build();

	private StrictJson() {
	}

	/**
	 * Read a body.
	 * @param json the body; kept and not to be changed
	 * @return the object
	 * @throws MalformedEventException if it is not what is described above
	 */
	static JsonObject parse(byte[] json) throws MalformedEventException {
		checkEncoding(json);
		try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
			return read(parser, json);
		}
		catch (StreamConstraintsException ex) {
			throw new MalformedEventException("JSON nested too deeply, or with too long a name or number" + at(ex));
		}
		catch (JacksonException ex) {
			String problem = String.valueOf(ex.getOriginalMessage());
			throw new MalformedEventException(
					(problem.startsWith("Duplicate ") ? "JSON with a name twice in one object" : "Not JSON") + at(ex));
		}
		catch (RuntimeException ex) {
			throw new MalformedEventException("Not JSON: " + ex.getClass().getName());
		}
	}

	private static String at(JacksonException failure) {
		return (failure.getLocation() != null && failure.getLocation().getByteOffset() >= 0)
				? ", near byte " + failure.getLocation().getByteOffset() : "";
	}

	private static void checkEncoding(byte[] json) throws MalformedEventException {
		if (json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF) {
			throw new MalformedEventException("A byte order mark before the JSON");
		}
		for (byte value : json) {
			// Jackson takes it for a sign of UTF-16 or UTF-32.
			if (value == 0) {
				throw new MalformedEventException("A byte of zero in the JSON");
			}
		}
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		ByteBuffer bytes = ByteBuffer.wrap(json);
		CharBuffer chars = CharBuffer.allocate(Math.min(json.length + 2, 2048));
		CoderResult result;
		do {
			chars.clear();
			result = decoder.decode(bytes, chars, true);
		}
		while (result.isOverflow());
		if (result.isError()) {
			throw new MalformedEventException("Not UTF-8, near byte " + bytes.position());
		}
	}

	private static JsonObject read(JsonParser parser, byte[] json) throws MalformedEventException {
		JsonToken first = parser.nextToken();
		if (first != JsonToken.START_OBJECT) {
			throw new MalformedEventException((first != null) ? "JSON that is no object" : "An empty body");
		}
		JsonObject object = readObject(parser, json, 1);
		if (parser.nextToken() != null) {
			throw new MalformedEventException("More than one JSON value");
		}
		return object;
	}

	// Calls itself as often as members are kept, whatever the nesting.
	private static JsonObject readObject(JsonParser parser, byte[] json, int depth) throws MalformedEventException {
		JsonObject object = new JsonObject(json);
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			JsonToken token = parser.nextToken();
			int start = (int) parser.currentTokenLocation().getByteOffset();
			JsonObject child = null;
			String text = null;
			if (token == JsonToken.START_OBJECT && depth < DEEPEST_KEPT) {
				child = readObject(parser, json, depth + 1);
			}
			else if (token.isStructStart()) {
				skip(parser);
			}
			else {
				check(parser, token);
				text = (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) ? parser.getString()
						: null;
			}
			int end = (int) parser.currentLocation().getByteOffset();
			object.add(name, new Member(token, start, end, text, child));
		}
		return object;
	}

	private static void skip(JsonParser parser) throws MalformedEventException {
		int open = 1;
		while (open > 0) {
			JsonToken token = parser.nextToken();
			if (token.isStructStart()) {
				open++;
			}
			else if (token.isStructEnd()) {
				open--;
			}
			else {
				check(parser, token);
			}
		}
	}

	private static void check(JsonParser parser, JsonToken token) throws MalformedEventException {
		parser.finishToken();
		if (token == JsonToken.VALUE_NUMBER_FLOAT && exponentLength(parser.getString()) > LONGEST_EXPONENT) {
			throw new MalformedEventException("JSON with a number beyond all measure");
		}
	}

	private static int exponentLength(String number) {
		int exponent = Math.max(number.lastIndexOf('e'), number.lastIndexOf('E'));
		if (exponent == -1) {
			return 0;
		}
		int digits = exponent + 1;
		while (digits < number.length() && "+-0".indexOf(number.charAt(digits)) != -1) {
			digits++;
		}
		return number.length() - digits;
	}

}
