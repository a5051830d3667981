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
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dashboard of the documentation.
 *
 * @param id its number in one Grafana, which none should have
 * @param queries what its panels ask for
 * @param variables what its variables ask for
 * @param datasources where all of them ask
 */
record Dashboard(@Nullable String id, List<Query> queries, List<String> variables, List<String> datasources) {

	static Dashboard read() throws IOException {
		JsonNode dashboard = JsonMapper.shared()
			.readTree(Path.of("..", "..", "docs", "grafana", "automatum-dashboard.json").toFile());
		List<Query> queries = dashboard.get("panels")
			.valueStream()
			.flatMap((panel) -> panel.path("targets").valueStream())
			.map((target) -> new Query(target.get("expr").asString(), target.get("legendFormat").asString()))
			.toList();
		List<String> variables = dashboard.get("templating")
			.get("list")
			.valueStream()
			.filter((variable) -> variable.get("type").asString().equals("query"))
			.map((variable) -> variable.get("query").get("query").asString())
			.toList();
		List<String> datasources = dashboard.findValues("datasource")
			.stream()
			.flatMap((datasource) -> Stream.of(datasource.get("uid").asString()))
			.toList();
		JsonNode id = dashboard.get("id");
		return new Dashboard(id.isNull() ? null : id.asString(), queries, variables, datasources);
	}

	/**
	 * What one line of a panel shows.
	 *
	 * @param expression the PromQL
	 * @param legend what it is called, with labels in braces
	 */
	record Query(String expression, String legend) {
	}

}
