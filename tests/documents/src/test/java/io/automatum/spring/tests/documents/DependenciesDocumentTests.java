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

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of dependencies, which is made for a release, is not behind what the modules
 * that are published declare.
 */
class DependenciesDocumentTests {

	private static final String PAGE = "docs/dependencies.md";

	@ParameterizedTest
	@ValueSource(strings = { "automatum-spring-boot-autoconfigure", "automatum-spring-boot-starter",
			"automatum-spring-boot-starter-test" })
	void everyLibraryThatAModuleDeclaresIsListed(String module) throws Exception {
		assertThat(declared(DocumentedBlock.read(module + "/pom.xml"))).isNotEmpty()
			.allSatisfy((library) -> assertThat(versions(library)).as(library).isNotEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "spring-boot.version,org.springframework.boot:spring-boot",
			"resilience4j.version,io.github.resilience4j:resilience4j-retry", "netty.version,io.netty:netty-codec-http",
			"blockhound.version,io.projectreactor.tools:blockhound" })
	void theVersionsAreThoseOfTheBuild(String property, String library) throws Exception {
		Element properties = child(root(DocumentedBlock.read("pom.xml")), "properties");
		assertThat(versions(library)).containsOnly(text(properties, property));
	}

	@Test
	void aLibraryThatIsNotListedIsNoticed() throws Exception {
		List<String> libraries = declared(
				"""
						<project>
							<dependencyManagement>
								<dependencies>
									<dependency><groupId>managed</groupId><artifactId>only</artifactId></dependency>
								</dependencies>
							</dependencyManagement>
							<dependencies>
								<dependency><groupId>io.automatum</groupId><artifactId>own</artifactId></dependency>
								<dependency><groupId>of</groupId><artifactId>tests</artifactId><scope>test</scope></dependency>
								<dependency><groupId>a</groupId><artifactId>new-one</artifactId><optional>true</optional></dependency>
							</dependencies>
						</project>
						""");
		assertThat(libraries).containsExactly("a:new-one");
		assertThat(versions("a:new-one")).isEmpty();
	}

	private static List<String> declared(String pom) throws Exception {
		return children(child(root(pom), "dependencies"))
			.filter((dependency) -> !text(dependency, "groupId").equals("io.automatum"))
			.filter((dependency) -> !text(dependency, "scope").equals("test"))
			.map((dependency) -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
			.toList();
	}

	private static List<String> versions(String library) {
		return Pattern.compile("^\\| `" + Pattern.quote(library) + "` \\| (\\S+) \\|", Pattern.MULTILINE)
			.matcher(DocumentedBlock.read(PAGE))
			.results()
			.map((row) -> row.group(1))
			.toList();
	}

	private static Element root(String pom) throws Exception {
		return DocumentBuilderFactory.newDefaultInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(pom)))
			.getDocumentElement();
	}

	private static Element child(Element parent, String name) {
		return children(parent).filter((element) -> element.getTagName().equals(name)).findFirst().orElseThrow();
	}

	private static String text(Element parent, String name) {
		return children(parent).filter((element) -> element.getTagName().equals(name))
			.map((element) -> element.getTextContent().strip())
			.findFirst()
			.orElse("");
	}

	private static Stream<Element> children(Element parent) {
		return IntStream.range(0, parent.getChildNodes().getLength())
			.mapToObj(parent.getChildNodes()::item)
			.filter(Element.class::isInstance)
			.map(Element.class::cast);
	}

}
