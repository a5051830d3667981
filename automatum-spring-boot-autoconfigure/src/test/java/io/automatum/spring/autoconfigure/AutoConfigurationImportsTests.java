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

package io.automatum.spring.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.classreading.MetadataReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the list by which Spring Boot finds the auto-configurations.
 */
class AutoConfigurationImportsTests {

	private static final String IMPORTS = "META-INF/spring/" + AutoConfiguration.class.getName() + ".imports";

	@Test
	void listIsSortedAndComplete() throws IOException {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {

			@Override
			protected boolean isCandidateComponent(MetadataReader metadataReader) {
				// Whatever its conditions say of this class path.
				return metadataReader.getAnnotationMetadata().hasAnnotation(AutoConfiguration.class.getName());
			}

		};
		List<String> expected = scanner.findCandidateComponents("io.automatum.spring.autoconfigure")
			.stream()
			.map(BeanDefinition::getBeanClassName)
			.map(String::valueOf)
			// Those of tests are nested or not named after the product.
			.filter((name) -> name.matches("[a-z.]+\\.Automatum\\w+"))
			.sorted()
			.toList();
		assertThat(expected).hasSizeGreaterThanOrEqualTo(3);
		assertThat(ours()).containsExactlyElementsOf(expected);
	}

	private static List<String> ours() throws IOException {
		// Every library has a file of this name.
		URI classes = URI.create(
				AutomatumClientAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation().toString());
		return Files.readAllLines(Path.of(classes).resolve(IMPORTS));
	}

}
