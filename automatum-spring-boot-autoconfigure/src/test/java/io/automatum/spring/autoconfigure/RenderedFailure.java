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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Boot prints of an application that does not start. Where a value holds
 * {@code hunter2}, neither that nor the stack trace may.
 */
public final class RenderedFailure {

	private RenderedFailure() {
	}

	/**
	 * Start an application, which has to fail, and render the analysis that Boot would
	 * print: the first that any registered analyzer gives.
	 * @param runner the application
	 * @return description and action, with line feeds
	 */
	public static String of(ApplicationContextRunner runner) {
		StringBuilder rendered = new StringBuilder();
		runner.run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			FailureAnalysis analysis = analyzers().stream()
				.map((analyzer) -> analyzer.analyze(failure))
				.filter((candidate) -> candidate != null)
				.findFirst()
				.orElseThrow(() -> new AssertionError("No analysis", failure));
			rendered.append(analysis.getDescription()).append("\n\nAction: ").append(analysis.getAction());
			if (analysis.getCause() instanceof InvalidAutomatumConfigurationException) {
				StringWriter stackTrace = new StringWriter();
				failure.printStackTrace(new PrintWriter(stackTrace));
				assertThat(stackTrace.toString()).doesNotContainIgnoringCase("hunter2");
			}
		});
		assertThat(rendered.toString()).doesNotContainIgnoringCase("hunter2");
		return rendered.toString().replaceAll("\\R", "\n");
	}

	private static List<FailureAnalyzer> analyzers() {
		List<FailureAnalyzer> analyzers = new ArrayList<>(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, new StandardEnvironment()),
					FailureHandler.handleMessage((message, failure) -> {
					})));
		// As if ours came last on the class path.
		Collections.reverse(analyzers);
		AnnotationAwareOrderComparator.sort(analyzers);
		return analyzers;
	}

	/**
	 * Have an application read a file of properties, whose lines are the origins of them.
	 * @param content the file, named app.properties
	 * @return what adds it
	 */
	public static ApplicationContextInitializer<ConfigurableApplicationContext> file(String content) {
		ByteArrayResource resource = new ByteArrayResource(content.getBytes(StandardCharsets.ISO_8859_1)) {

			@Override
			public String getDescription() {
				return "app.properties";
			}

			@Override
			public String getFilename() {
				return "app.properties";
			}

		};
		try {
			List<PropertySource<?>> sources = new PropertiesPropertySourceLoader().load("file", resource);
			return (context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
