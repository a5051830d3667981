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

package io.automatum.spring.test.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the last object's sort values and id rather than an offset, so that
 * objects deleted between two pages make no other one be left out.
 *
 * @param sort the sort parameter of the list
 * @param values the last object's values of the sort fields, as in JSON
 * @param createdAt the last object's time of creation
 * @param id the last object's id
 */
record Cursor(String sort, List<?> values, String createdAt, String id) {

	// Each of these breaks a client that pastes a cursor into a URL as it is.
	private static final String AWKWARD = "+/=%&# \u00fc?";

	String encode(boolean awkward) {
		List<@Nullable Object> parts = new ArrayList<>(List.of(this.sort, this.createdAt, this.id));
		parts.addAll(this.values);
		byte[] json = Json.write(parts);
		String token = Base64.getUrlEncoder().withoutPadding().encodeToString(json) + "." + checksum(json);
		return (awkward) ? AWKWARD + token : token;
	}

	static Cursor decode(String cursor) {
		String token = (cursor.startsWith(AWKWARD)) ? cursor.substring(AWKWARD.length()) : cursor;
		int dot = token.indexOf('.');
		if (dot < 0) {
			throw malformed();
		}
		try {
			byte[] json = Base64.getUrlDecoder().decode(token.substring(0, dot).getBytes(StandardCharsets.ISO_8859_1));
			if (!checksum(json).equals(token.substring(dot + 1))) {
				throw malformed();
			}
			List<?> parts = Json.readArray(json);
			return new Cursor(String.valueOf(parts.get(0)), parts.subList(3, parts.size()),
					String.valueOf(parts.get(1)), String.valueOf(parts.get(2)));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw malformed();
		}
	}

	static Refusal malformed() {
		return Refusal.badRequest("INVALID_CURSOR", "The cursor is malformed or belongs to another list");
	}

	private static String checksum(byte[] json) {
		CRC32 crc = new CRC32();
		crc.update(json);
		return Long.toHexString(crc.getValue());
	}

}
