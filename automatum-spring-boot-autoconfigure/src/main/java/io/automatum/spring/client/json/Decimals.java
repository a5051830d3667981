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

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads quantities from JSON numbers and from text that would be one, and writes them
 * without an exponent. A number whose plain form is longer than {@value #LONGEST}
 * characters is refused: twelve characters of {@code 1e999999999} would otherwise become
 * a gigabyte as soon as somebody prints or rounds them.
 *
 */
final class Decimals {

	/** What Jackson reads as one number, so that whatever is written can be read. */
	private static final int LONGEST = 1000;

	private Decimals() {
	}

	/**
	 * Read the current token.
	 * @param parser the parser
	 * @return the number, or null where the token is none or an absurd one
	 */
	static @Nullable BigDecimal read(JsonParser parser) {
		try {
			return switch (parser.currentToken()) {
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> quantity(parser.getDecimalValue());
				case VALUE_STRING -> parse(parser.getString());
				default -> null;
			};
		}
		catch (JacksonException | ArithmeticException | NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Return the digits of a number without an exponent, where that is sensible.
	 * @param number the number
	 * @return the text, a JSON number in any case
	 */
	static String plain(BigDecimal number) {
		return isSane(number) ? number.toPlainString() : number.toString();
	}

	// 1e3 becomes 1000, which is also how it is written and so read the next time.
	private static @Nullable BigDecimal quantity(BigDecimal number) {
		if (!isSane(number)) {
			return null;
		}
		return (number.scale() < 0) ? number.setScale(0) : number;
	}

	private static boolean isSane(BigDecimal number) {
		return number.precision() + Math.abs((long) number.scale()) < LONGEST;
	}

	private static @Nullable BigDecimal parse(String text) {
		return isNumber(text) ? quantity(new BigDecimal(text)) : null;
	}

	// BigDecimal alone would take a leading plus, a point at either end, and digits of
	// every script, none of which would be sent back as it came.
	private static boolean isNumber(String text) {
		int length = text.length();
		if (length > LONGEST) {
			return false;
		}
		int position = (length > 0 && text.charAt(0) == '-') ? 1 : 0;
		int end = digits(text, position);
		if (end == position || (text.charAt(position) == '0' && end > position + 1)) {
			return false;
		}
		position = end;
		if (position < length && text.charAt(position) == '.') {
			end = digits(text, position + 1);
			if (end == position + 1) {
				return false;
			}
			position = end;
		}
		if (position < length && (text.charAt(position) == 'e' || text.charAt(position) == 'E')) {
			position++;
			if (position < length && (text.charAt(position) == '+' || text.charAt(position) == '-')) {
				position++;
			}
			end = digits(text, position);
			if (end == position) {
				return false;
			}
			position = end;
		}
		return position == length;
	}

	private static int digits(String text, int start) {
		int position = start;
		while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
			position++;
		}
		return position;
	}

}
