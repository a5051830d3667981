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

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Strict JSON of random shape, in characters of every script. A seed gives the same.
 */
final class RandomJson {

	private static final String[] BLANKS = { "", "", "", " ", "\n", "\t ", "\r\n" };

	private static final int[][] SCRIPTS = { { 0x20, 0x7E }, { 0xA1, 0x24F }, { 0x370, 0x5FF }, { 0x600, 0x6FF },
			{ 0x900, 0xDFF }, { 0x2000, 0x2FFF }, { 0x3040, 0x9FFF }, { 0xAC00, 0xD7A3 }, { 0xE000, 0xFFFD },
			{ 0x10000, 0x1FFFF }, { 0x20000, 0x10FFFF } };

	private final Random random;

	RandomJson(Random random) {
		this.random = random;
	}

	/**
	 * Return an event: an object with a type, data and, at times, an id.
	 * @return its JSON
	 */
	String event() {
		StringBuilder json = new StringBuilder();
		json.append(blank()).append('{');
		if (this.random.nextBoolean()) {
			json.append("\"id\":\"evt_").append(this.random.nextInt()).append("\",");
		}
		json.append("\"type\":\"entitlement.created\",\"data\":").append(blank());
		object(json, 0);
		json.append(blank()).append('}').append(blank());
		return json.toString();
	}

	private void value(StringBuilder json, int depth) {
		switch (this.random.nextInt((depth < 6) ? 8 : 6)) {
			case 0 -> json.append("null");
			case 1 -> json.append(this.random.nextBoolean());
			case 2 -> json.append(this.random.nextLong());
			case 3 -> json.append(this.random.nextInt(1000))
				.append('.')
				.append(this.random.nextInt(1000))
				.append(this.random.nextBoolean() ? "E-" + this.random.nextInt(400) : "");
			case 4, 5 -> string(json, text());
			case 6 -> array(json, depth);
			default -> object(json, depth);
		}
	}

	private void object(StringBuilder json, int depth) {
		Set<String> names = new HashSet<>();
		json.append('{');
		int members = this.random.nextInt(6);
		for (int i = 0; i < members; i++) {
			String name = text();
			if (names.add(name)) {
				json.append((names.size() > 1) ? "," : "").append(blank());
				string(json, name);
				json.append(blank()).append(':').append(blank());
				value(json, depth + 1);
			}
		}
		json.append(blank()).append('}');
	}

	private void array(StringBuilder json, int depth) {
		json.append('[');
		int elements = this.random.nextInt(5);
		for (int i = 0; i < elements; i++) {
			json.append((i > 0) ? "," : "").append(blank());
			value(json, depth + 1);
		}
		json.append(']');
	}

	private String blank() {
		return BLANKS[this.random.nextInt(BLANKS.length)];
	}

	private String text() {
		int[] script = SCRIPTS[this.random.nextInt(SCRIPTS.length)];
		int length = this.random.nextInt(20);
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.appendCodePoint(script[0] + this.random.nextInt(script[1] - script[0] + 1));
		}
		return text.toString();
	}

	private void string(StringBuilder json, String text) {
		json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			boolean surrogate = Character.isSurrogate(character);
			if (character == '"' || character == '\\') {
				json.append('\\').append(character);
			}
			else if (!surrogate && this.random.nextInt(20) == 0) {
				json.append("\\u%04x".formatted((int) character));
			}
			else {
				json.append(character);
			}
		}
		json.append('"');
	}

}
