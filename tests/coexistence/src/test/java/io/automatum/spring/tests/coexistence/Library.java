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

package io.automatum.spring.tests.coexistence;

/**
 * What an application may leave out: with it goes what needs it, and what the documents
 * of Spring Boot would have one leave out along with it.
 */
enum Library {

	NONE,

	ACTUATOR("spring-boot-actuator", "spring-boot-actuator-autoconfigure", "spring-boot-starter-actuator"),

	HEALTH("spring-boot-health"),

	MICROMETER_CORE("micrometer-core", "micrometer-jakarta9", "spring-boot-micrometer-metrics",
			"spring-boot-starter-micrometer-metrics", "resilience4j-micrometer", "spring-boot-micrometer-tracing*",
			"micrometer-tracing*"),

	TRACING("micrometer-tracing*", "spring-boot-micrometer-tracing*", "opentelemetry-*", "spring-boot-opentelemetry"),

	OBSERVATION_OF_SPRING_BOOT("spring-boot-micrometer-observation", "spring-boot-micrometer-metrics",
			"spring-boot-starter-micrometer-metrics", "spring-boot-micrometer-tracing*"),

	SPRING_JDBC("spring-jdbc", "spring-boot-jdbc", "spring-boot-starter-jdbc", "HikariCP", "h2", "spring-tx",
			"spring-boot-transaction", "spring-boot-sql", "spring-boot-persistence"),

	SERVLET("tomcat-embed-*", "spring-webmvc", "spring-boot-webmvc", "spring-boot-servlet", "spring-boot-tomcat",
			"spring-boot-starter-webmvc", "spring-boot-starter-tomcat*"),

	WEBFLUX_SERVER("spring-boot-webflux", "spring-boot-reactor-netty", "spring-boot-starter-webflux",
			"spring-boot-starter-reactor-netty"),

	SPRING_SECURITY_CONFIG("spring-security-config", "spring-boot-security*", "spring-boot-starter-security*"),

	CAFFEINE("caffeine"),

	RESILIENCE4J_SPRING_BOOT("resilience4j-spring-boot4", "resilience4j-spring6", "resilience4j-framework-common",
			"resilience4j-annotations"),

	RESILIENCE4J_MICROMETER("resilience4j-micrometer"),

	BLOCKHOUND("blockhound"),

	JACKSON_OF_SPRING_BOOT("spring-boot-jackson", "spring-boot-starter-jackson"),

	JACKSON_2("jackson-databind-2*", "jackson-core-2*", "jackson-datatype-*", "jackson-module-*",
			"spring-boot-jackson2"),

	REST_CLIENT("spring-boot-restclient", "spring-boot-starter-restclient");

	private final String[] artifacts;

	Library(String... artifacts) {
		this.artifacts = artifacts;
	}

	String[] artifacts() {
		return this.artifacts.clone();
	}

}
