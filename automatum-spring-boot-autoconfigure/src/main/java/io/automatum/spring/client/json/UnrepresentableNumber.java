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

/**
 * A JSON number whose exponent no {@link BigDecimal} can hold. It is kept as its text, to
 * be written back as it came.
 *
 */
final class UnrepresentableNumber extends Number {

	private static final long serialVersionUID = 1L;

	private final String text;

	UnrepresentableNumber(String text) {
		this.text = text;
	}

	@Override
	public int intValue() {
		return (int) doubleValue();
	}

	@Override
	public long longValue() {
		return (long) doubleValue();
	}

	@Override
	public float floatValue() {
		return (float) doubleValue();
	}

	/**
	 * Return the nearest double, which is zero or infinite.
	 */
	@Override
	public double doubleValue() {
		return Double.parseDouble(this.text);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof UnrepresentableNumber number && this.text.equals(number.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
