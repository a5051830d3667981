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

package io.automatum.spring.client;

import org.springframework.util.Assert;

/**
 * One field to sort by, and which way; for {@link ListQuery#sort(SortOrder...)}.
 *
 * @param field the field's name
 * @param descending whether the largest value comes first
 * @since 1.0.0
 */
public record SortOrder(String field, boolean descending) {

	/**
	 * Creates the order.
	 */
	public SortOrder {
		Assert.hasText(field, "'field' must not be empty");
		Assert.isTrue(field.indexOf(',') < 0 && field.charAt(0) != '-',
				"'field' must not contain a comma or begin with a minus: use desc(…) and several orders");
	}

	/**
	 * Sort by a field, smallest value first.
	 * @param field the field's name
	 * @return the order
	 */
	public static SortOrder asc(String field) {
		return new SortOrder(field, false);
	}

	/**
	 * Sort by a field, largest value first.
	 * @param field the field's name
	 * @return the order
	 */
	public static SortOrder desc(String field) {
		return new SortOrder(field, true);
	}

	@Override
	public String toString() {
		return (this.descending ? "-" : "") + this.field;
	}

}
