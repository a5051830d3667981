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

package io.automatum.spring.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

/**
 * Makes text that may have come from outside fit for a console: short and on one line.
 */
final class PlainText {

	private static final int LENGTH = 300;

	private PlainText() {
	}

	static String of(@Nullable String text) {
		if (text == null) {
			return "";
		}
		int end = Math.min(text.length(), LENGTH);
		StringBuilder result = new StringBuilder(end + 1);
		for (int i = 0; i < end; i++) {
			char character = text.charAt(i);
			result.append(isUnsafe(character) ? ' ' : character);
		}
		return (text.length() > LENGTH) ? result.append('…').toString() : result.toString();
	}

	private static boolean isUnsafe(char character) {
		return Character.isISOControl(character) || character == '\u2028' || character == '\u2029'
				|| Character.getType(character) == Character.FORMAT;
	}

}
