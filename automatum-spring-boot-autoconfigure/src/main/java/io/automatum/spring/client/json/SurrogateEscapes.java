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

package io.automatum.spring.client.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;

/**
 * Writes surrogates as escapes, one by one. A text that was cut in the middle of a pair
 * can be read, but has no UTF-8 form, and Jackson would refuse to write it back.
 *
 */
final class SurrogateEscapes extends CharacterEscapes {

	private static final long serialVersionUID = 1L;

	private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

	@Override
	public int[] getEscapeCodesForAscii() {
		return this.ascii;
	}

	@Override
	public @Nullable SerializableString getEscapeSequence(int character) {
		if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
			return null;
		}
		return new SerializedString("\\u" + Integer.toHexString(character));
	}

}
