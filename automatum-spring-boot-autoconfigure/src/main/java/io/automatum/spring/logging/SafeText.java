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

package io.automatum.spring.logging;

/**
 * Makes texts that come from outside fit for a line of the log: on one line, shown in the
 * order in which they are written, and of a bounded length.
 *
 * @since 1.0.0
 */
public final class SafeText {

	private SafeText() {
	}

	/**
	 * Replace everything that could begin a new line, command a terminal or turn round
	 * the direction of what follows: control characters, line and paragraph separators,
	 * format characters, half surrogate pairs and what is no character.
	 * @param text the text
	 * @return the text with a space for each of those
	 */
	public static String of(String text) {
		return isSafe(text) ? text : replaced(text);
	}

	/**
	 * Replace what {@link #of(String)} replaces, and cut the text.
	 * @param text the text
	 * @param length how many characters to keep
	 * @return the text; what was cut is marked with an ellipsis
	 */
	public static String of(String text, int length) {
		return (text.length() <= length) ? of(text) : of(text.substring(0, length)) + "…";
	}

	private static boolean isSafe(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character < ' ' || character > '~') {
				return false;
			}
		}
		return true;
	}

	private static String replaced(String text) {
		StringBuilder result = new StringBuilder(text.length());
		text.codePoints().forEach((codePoint) -> result.appendCodePoint(isPrintable(codePoint) ? codePoint : ' '));
		return result.toString();
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
