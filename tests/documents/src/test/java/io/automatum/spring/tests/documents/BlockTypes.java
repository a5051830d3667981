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

import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types of a block that was compiled.
 *
 * @param loader their class loader
 * @param names the names of those that it declares
 * @param application the names of those that the reader's application has
 */
record BlockTypes(URLClassLoader loader, List<String> names, List<String> application) {

	Stream<Class<?>> declared() {
		return this.names.stream().map(this::type);
	}

	Stream<Class<?>> ofTheApplication() {
		return this.application.stream().map(this::type);
	}

	private Class<?> type(String name) {
		try {
			return this.loader.loadClass(BlockCompiler.PACKAGE + "." + name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
