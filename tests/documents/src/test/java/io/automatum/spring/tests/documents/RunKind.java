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

import java.util.stream.Stream;

/**
 * How a block of the documents is run.
 */
enum RunKind {

	/** Test classes, by JUnit. */
	TEST,

	/** The same, with a Docker engine. */
	CONTAINER_TEST,

	/** A main method. */
	APPLICATION,

	/** What replaces beans: in an application of its own. */
	CONFIGURATION,

	/** What a test of its own runs, with more to compare. */
	ELSEWHERE,

	/** Beans and plain methods: in one application with all others. */
	COMPONENT,

	/** Properties of an application. */
	PROPERTIES,

	/** Commands of a shell. */
	COMMANDS,

	/** The specification's own programs, which SpecificationExamplesTests runs. */
	PROGRAM,

	/** Dependencies, which are compared with the build's. */
	DEPENDENCIES;

	static RunKind of(DocumentedBlock block) {
		return switch (block.language()) {
			case "java" -> ofJava(block.code());
			case "yaml", "properties" -> PROPERTIES;
			case "shell" -> COMMANDS;
			case "xml" -> DEPENDENCIES;
			case "bash", "javascript", "python" -> PROGRAM;
			default -> throw new IllegalArgumentException(block.language());
		};
	}

	private static RunKind ofJava(String code) {
		if (code.contains("@Test\n")) {
			return (code.contains("AutomatumEmulatorContainer")) ? CONTAINER_TEST : TEST;
		}
		if (code.contains("static void main(")) {
			return APPLICATION;
		}
		if (DocumentedRunsTests.RUN_ELSEWHERE.keySet().stream().anyMatch(code::contains)) {
			return ELSEWHERE;
		}
		boolean own = Stream.of("@Configuration", "@Bean", "implements WebhookSecrets").anyMatch(code::contains);
		return (own) ? CONFIGURATION : COMPONENT;
	}

	Stream<DocumentedBlock> blocks() {
		return DocumentedBlock.all().filter((block) -> of(block) == this);
	}

}
