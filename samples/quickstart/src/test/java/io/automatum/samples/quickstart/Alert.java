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

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.Yaml;

/**
 * An alert rule of the documentation.
 *
 * @param name its name
 * @param expression the PromQL
 * @param annotations what whoever is woken reads
 */
record Alert(String name, String expression, Map<String, String> annotations) {

	static final Path RULES = Path.of("..", "..", "docs", "prometheus", "automatum-alerts.yml");

	static List<Alert> read() throws IOException {
		try (Reader reader = Files.newBufferedReader(RULES)) {
			Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(reader);
			List<Alert> alerts = new ArrayList<>();
			file.get("groups").forEach((group) -> group.get("rules").forEach((rule) -> alerts.add(of(rule))));
			return alerts;
		}
	}

	@SuppressWarnings("unchecked")
	private static Alert of(Map<String, Object> rule) {
		return new Alert((String) rule.get("alert"), (String) rule.get("expr"),
				(Map<String, String>) rule.get("annotations"));
	}

}
