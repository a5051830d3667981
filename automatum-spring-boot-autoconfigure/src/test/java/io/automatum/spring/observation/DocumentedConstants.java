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

package io.automatum.spring.observation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;

/**
 * The comments on the constants of enums, out of their sources.
 */
final class DocumentedConstants {

	private final Map<String, String> comments = new HashMap<>();

	/**
	 * Read the sources of a package.
	 * @param type one of its types
	 */
	DocumentedConstants(Class<?> type) {
		Path directory = Path.of("src", "main", "java").resolve(type.getPackageName().replace('.', '/'));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (Stream<Path> files = Files.list(directory);
				StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java")).toList();
			JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
					manager.getJavaFileObjectsFromPaths(sources));
			DocTrees trees = DocTrees.instance(task);
			for (CompilationUnitTree unit : task.parse()) {
				new Scanner(trees).scan(unit, null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the comment on a constant.
	 * @param constant the constant, of an enum
	 * @return the comment in Markdown, on one line; empty where there is none
	 */
	String description(Object constant) {
		Enum<?> value = (Enum<?>) constant;
		String type = value.getDeclaringClass().getName();
		return this.comments.getOrDefault(type.substring(type.lastIndexOf('.') + 1) + "." + value.name(), "");
	}

	private final class Scanner extends TreePathScanner<Void, Void> {

		private final DocTrees trees;

		private final Deque<String> types = new ArrayDeque<>();

		private Scanner(DocTrees trees) {
			this.trees = trees;
		}

		@Override
		public Void visitClass(ClassTree type, Void unused) {
			this.types.addLast(type.getSimpleName().toString());
			super.visitClass(type, unused);
			this.types.removeLast();
			return null;
		}

		@Override
		public Void visitVariable(VariableTree constant, Void unused) {
			String comment = this.trees.getDocComment(getCurrentPath());
			if (comment != null) {
				DocumentedConstants.this.comments.put(String.join("$", this.types) + "." + constant.getName(),
						markdown(comment));
			}
			return super.visitVariable(constant, unused);
		}

		private static String markdown(String comment) {
			return comment.strip()
				.replaceAll("\\s+", " ")
				.replaceAll("\\{@code ([^}]*)}", "`$1`")
				.replaceAll("\\{@link #?([^}]*)}", "`$1`")
				.replace("|", "\\|");
		}

	}

}
