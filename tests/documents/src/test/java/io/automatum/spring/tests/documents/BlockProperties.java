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

package io.automatum.spring.tests.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * Which blocks of properties one application can have at once: those that set nothing to
 * different values. To start one for each would take long.
 */
final class BlockProperties {

	private BlockProperties() {
	}

	static Stream<List<DocumentedBlock>> together(List<DocumentedBlock> blocks) throws IOException {
		List<Map<String, String>> sums = new ArrayList<>();
		List<List<DocumentedBlock>> together = new ArrayList<>();
		for (DocumentedBlock block : blocks) {
			Map<String, String> properties = of(block);
			int fitting = 0;
			while (fitting < sums.size() && !fits(properties, sums.get(fitting))) {
				fitting++;
			}
			if (fitting == sums.size()) {
				sums.add(new HashMap<>());
				together.add(new ArrayList<>());
			}
			sums.get(fitting).putAll(properties);
			together.get(fitting).add(block);
		}
		return together.stream();
	}

	private static boolean fits(Map<String, String> properties, Map<String, String> others) {
		return properties.entrySet()
			.stream()
			.allMatch((property) -> others.getOrDefault(property.getKey(), property.getValue())
				.equals(property.getValue())) && !properties.containsKey("secrets") && !others.containsKey("secrets");
	}

	private static Map<String, String> of(DocumentedBlock block) throws IOException {
		PropertySourceLoader loader = (block.language().equals("yaml")) ? new YamlPropertySourceLoader()
				: new PropertiesPropertySourceLoader();
		Map<String, String> properties = new HashMap<>();
		for (PropertySource<?> source : loader.load(block.toString(),
				new ByteArrayResource(block.code().getBytes(StandardCharsets.UTF_8)))) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				properties.put(name, String.valueOf(source.getProperty(name)));
			}
		}
		// Where they come from would not show beside secrets from elsewhere.
		if (block.code().contains("configtree:") || block.code().contains("secrets:")) {
			properties.put("secrets", block.toString());
		}
		return properties;
	}

}
