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

package io.automatum.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The JSON that the stub sends: ten customers are a page of 2 KB with twenty instants.
 */
public final class Samples {

	private static final Instant FIRST = Instant.parse("2026-01-15T10:30:00.123Z");

	private Samples() {
	}

	/**
	 * Return a page of customers.
	 * @param first the number of the first customer
	 * @param size the number of customers
	 * @param nextCursor the cursor of the page after this one, or {@code null}
	 * @return the JSON in UTF-8
	 */
	public static byte[] page(int first, int size, @Nullable String nextCursor) {
		StringBuilder json = new StringBuilder(size * 210).append("{\"data\":[");
		for (int i = 0; i < size; i++) {
			int number = first + i;
			json.append((i > 0) ? "," : "")
				.append(String
					.format(Locale.ROOT, "{\"id\":\"cust_%08d\",\"vendor\":\"%s\",\"email\":\"buyer%d@example.com\","
							+ "\"companyName\":\"Company %d\",\"status\":\"active\",\"createdAt\":\"%s\",\"updatedAt\":\"%s\"}",
							number, (number % 2 == 0) ? "AWS" : "AZURE", number, number, FIRST.plusSeconds(number),
							FIRST.plusSeconds(86_400L + number)));
		}
		json.append("],\"nextCursor\":").append((nextCursor != null) ? "\"" + nextCursor + "\"" : "null").append('}');
		return json.toString().getBytes(StandardCharsets.UTF_8);
	}

}
