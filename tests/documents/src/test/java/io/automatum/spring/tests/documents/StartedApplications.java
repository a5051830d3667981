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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a main method starts and gives nobody.
 */
public final class StartedApplications implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final List<ConfigurableApplicationContext> started = new ArrayList<>();

	/**
	 * Have applications noticed.
	 * @param classes the directory of their classes
	 * @throws IOException if it cannot be written to
	 */
	static void watch(Path classes) throws IOException {
		Path directory = Files.createDirectories(classes.resolve("META-INF"));
		Files.writeString(directory.resolve("spring.factories"),
				ApplicationContextInitializer.class.getName() + "=" + StartedApplications.class.getName());
	}

	static List<ConfigurableApplicationContext> of(Callable<?> main) throws Exception {
		started.clear();
		main.call();
		return List.copyOf(started);
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		started.add(context);
	}

}
