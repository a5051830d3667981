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

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * An object that {@link StrictJson} has read. Values stay what they are, bytes, so that
 * whoever reads them may choose a type and loses nothing; there is no need to check them
 * again.
 */
final class JsonObject {

	private final byte[] json;

	private final Map<String, Member> members = new LinkedHashMap<>();

	JsonObject(byte[] json) {
		this.json = json;
	}

	void add(String name, Member member) {
		this.members.put(name, member);
	}

	/**
	 * Return the names of the members.
	 * @return the names in their order, unmodifiable
	 */
	Set<String> names() {
		return Collections.unmodifiableSet(this.members.keySet());
	}

	/**
	 * Return the text of a string or the digits of an integer.
	 * @param name the member's name
	 * @return the text, which may hold lone surrogates; null where there is no such
	 * member or its value is another
	 */
	@Nullable String text(String name) {
		Member member = this.members.get(name);
		return (member != null) ? member.text() : null;
	}

	/**
	 * Return the text of a string.
	 * @param name the member's name
	 * @return the text, which may hold lone surrogates; null where there is no such
	 * member or its value is no string
	 */
	@Nullable String string(String name) {
		Member member = this.members.get(name);
		return (member != null && member.token() == JsonToken.VALUE_STRING) ? member.text() : null;
	}

	/**
	 * Return an object within this, if this is the event itself; its own values are not
	 * taken apart further.
	 * @param name the member's name
	 * @return the object, null where there is no such member or its value is no object
	 */
	@Nullable JsonObject object(String name) {
		Member member = this.members.get(name);
		return (member != null) ? member.object() : null;
	}

	/**
	 * Return whether a member is there and null.
	 * @param name the member's name
	 * @return whether its value is JSON's null
	 */
	boolean isNull(String name) {
		Member member = this.members.get(name);
		return member != null && member.token() == JsonToken.VALUE_NULL;
	}

	/**
	 * Return the bytes of a value.
	 * @param name the member's name
	 * @return the value's JSON as it is in the body, null where there is no such member
	 */
	byte @Nullable [] bytes(String name) {
		Member member = this.members.get(name);
		return (member != null) ? Arrays.copyOfRange(this.json, member.start(), member.end()) : null;
	}

	/**
	 * A value.
	 *
	 * @param token its first token
	 * @param start where it begins in the body
	 * @param end where it has ended
	 * @param text the text of a string or the digits of an integer, null for others
	 * @param object the object it is, null where it is none or is not taken apart
	 */
	record Member(JsonToken token, int start, int end, @Nullable String text, @Nullable JsonObject object) {

	}

}
