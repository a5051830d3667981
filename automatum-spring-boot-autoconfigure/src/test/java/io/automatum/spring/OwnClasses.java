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

package io.automatum.spring;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * The classes of this module, read once for all tests that look at them.
 */
final class OwnClasses {

	static final JavaClasses ALL;

	static {
		// Names are all that the rules need, and reading the libraries takes half a
		// minute.
		ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
		ALL = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.automatum.spring");
	}

	private OwnClasses() {
	}

	static JavaClasses of(Class<?>... types) {
		// With those around them: a rule may ask what they are nested in.
		return new ClassFileImporter().importClasses(types);
	}

}
