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

package io.automatum.testing;

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class in which something secret was logged. JUnit finds it by itself.
 */
public final class SecretWatchExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		SecretWatch.INSTANCE.install();
		if (context.getRequiredTestClass().isAnnotationPresent(Unwatched.class)) {
			Signatures.stopRecording();
		}
		else {
			Signatures.record();
		}
		context.getRoot()
			.getStore(ExtensionContext.Namespace.GLOBAL)
			.computeIfAbsent(SecretWatchExtension.class, (key) -> (AutoCloseable) SecretWatchExtension::end);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		SecretWatch.INSTANCE
			.pause(context.getTestMethod().filter((method) -> method.isAnnotationPresent(Unwatched.class)).isPresent());
	}

	@Override
	public void afterEach(ExtensionContext context) {
		SecretWatch.INSTANCE.pause(false);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		check("while " + context.getDisplayName() + " ran");
	}

	private static void end() {
		if (Boolean.getBoolean("automatum.proof")) {
			System.out.println("Looked for secrets in " + SecretWatch.INSTANCE.lines() + " lines of the log, which took "
					+ SecretWatch.INSTANCE.millis() + " ms");
		}
		check("at the end");
	}

	private static void check(String when) {
		List<String> findings = SecretWatch.INSTANCE.takeFindings();
		if (!findings.isEmpty()) {
			throw new AssertionError("Something secret was logged " + when + ", " + findings.size() + " times:\n"
					+ String.join("\n", findings.subList(0, Math.min(10, findings.size()))));
		}
	}

}
