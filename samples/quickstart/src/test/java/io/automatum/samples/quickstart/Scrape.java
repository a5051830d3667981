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

package io.automatum.samples.quickstart;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /actuator/prometheus} shows: the names of series, and the values that each
 * label of theirs has.
 */
final class Scrape {

	private static final Pattern SERIES = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:\\\\.|[^\"\\\\])*)\"");

	private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

	static Scrape of(String text) {
		Scrape scrape = new Scrape();
		Matcher lines = SERIES.matcher(text);
		while (lines.find()) {
			scrape.add(lines.group(1), (lines.group(2) != null) ? lines.group(2) : "");
		}
		return scrape;
	}

	private void add(String name, String text) {
		Map<String, Set<String>> labels = this.series.computeIfAbsent(name, (key) -> new LinkedHashMap<>());
		Matcher label = LABEL.matcher(text);
		while (label.find()) {
			labels.computeIfAbsent(label.group(1), (key) -> new TreeSet<>()).add(label.group(2));
		}
	}

	Set<String> names() {
		return this.series.keySet();
	}

	boolean has(String name) {
		return this.series.containsKey(name);
	}

	/**
	 * Return the labels of a series, with those that Prometheus adds.
	 * @param name the name of the series, null where any is meant
	 * @return the labels and the values that were seen
	 */
	Map<String, Set<String>> labels(@Nullable String name) {
		Map<String, Set<String>> labels = new HashMap<>();
		if (name != null) {
			labels.putAll(this.series.getOrDefault(name, Map.of()));
		}
		labels.put("job", Set.of());
		labels.put("instance", Set.of());
		return labels;
	}

}
