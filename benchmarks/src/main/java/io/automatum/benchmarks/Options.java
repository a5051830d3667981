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

import java.util.HashMap;
import java.util.Map;

/**
 * What is given after the name of a benchmark, as {@code --name=value}.
 */
final class Options {

	private final Map<String, String> values = new HashMap<>();

	Options(String[] args) {
		for (int i = 1; i < args.length; i++) {
			String[] parts = args[i].split("=", 2);
			if (!parts[0].startsWith("--") || parts.length < 2) {
				throw new IllegalArgumentException("Not of the form --name=value: " + args[i]);
			}
			this.values.put(parts[0].substring(2), parts[1]);
		}
	}

	String text(String name, String defaultValue) {
		return this.values.getOrDefault(name, defaultValue);
	}

	int number(String name, int defaultValue) {
		return Integer.parseInt(text(name, Integer.toString(defaultValue)));
	}

	boolean flag(String name, boolean defaultValue) {
		return Boolean.parseBoolean(text(name, Boolean.toString(defaultValue)));
	}

}
