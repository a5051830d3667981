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

package io.automatum.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/**
 * Shows by how much the client makes an application's jar larger, and which libraries do.
 */
final class JarSize {

	private static final double MEGABYTE = 1024 * 1024;

	private JarSize() {
	}

	static void run(Options options) throws IOException {
		Path directory = Path.of(options.text("directory", "benchmarks"));
		Path bare = directory.resolve("startup-bare/target/startup-bare.jar");
		Path starter = directory.resolve("startup-starter/target/startup-starter.jar");
		System.out.printf(Locale.ROOT, "bare %.1f MB, with the client %.1f MB, larger by %.1f MB%n%n",
				Files.size(bare) / MEGABYTE, Files.size(starter) / MEGABYTE,
				(Files.size(starter) - Files.size(bare)) / MEGABYTE);
		Set<String> known = libraries(bare).stream().map(ZipEntry::getName).collect(Collectors.toSet());
		List<ZipEntry> added = libraries(starter).stream()
			.filter((library) -> !known.contains(library.getName()))
			.sorted(Comparator.comparingLong(ZipEntry::getSize).reversed())
			.toList();
		added.forEach((library) -> System.out.printf(Locale.ROOT, "%8.2f MB  %s%n", library.getSize() / MEGABYTE,
				library.getName().substring("BOOT-INF/lib/".length())));
	}

	private static List<ZipEntry> libraries(Path jar) throws IOException {
		try (JarFile file = new JarFile(jar.toFile())) {
			return file.stream()
				.filter((entry) -> entry.getName().startsWith("BOOT-INF/lib/") && entry.getName().endsWith(".jar"))
				.map(ZipEntry.class::cast)
				.toList();
		}
	}

}
