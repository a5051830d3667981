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

package io.automatum.spring.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever reads a WARN or an ERROR is told what to do: every one of them is read from the
 * sources, and has to have an instruction in it.
 */
class NextStepTests {

	private static final Path SOURCES = Path.of("src", "main", "java");

	/** Those whose instruction comes from what they are given. */
	private static final Set<String> GIVEN = Set.of(
			// TokenRejections and BrokenTokenRequests end with what to check
			"Could not renew the access token", "There is no access token and every call fails",
			// The action of the failure analysis
			"{}. {}");

	/** The constants of these are what is warned of. */
	private static final Set<String> PROBLEMS = Set.of("WebhookProblem", "Problem");

	private static final Pattern INSTRUCTION = Pattern.compile(
			"(?i)[:;.,(] ?(and |or |then |if it comes from Automatum, )?(set|look|mend|give|add|raise|compare|list|"
					+ "replay|make|mark|grant|let|hand out|report|repeat|check|register|a thread dump shows)\\b");

	@Test
	void everyWarningSaysWhatToDo() throws IOException {
		List<String> messages = messages();
		System.out.println(messages.size() + " warnings were read");
		assertThat(messages).hasSizeGreaterThan(70)
			.allMatch((message) -> GIVEN.stream().anyMatch(message::startsWith) || isInstructive(message));
	}

	@Test
	void theDocumentQuotesLinesThatThereAre() throws IOException {
		List<String> messages = messages().stream().map((message) -> message.replace("{}", "…")).toList();
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		String table = page.substring(page.indexOf("| begins with | do |"), page.indexOf("### Bodies"));
		List<String> beginnings = table.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.toList();
		assertThat(beginnings).hasSizeGreaterThan(10)
			.allSatisfy((beginning) -> assertThat(messages)
				.anyMatch((message) -> message.startsWith(beginning.replace(" …", ""))));
	}

	@Test
	void aWarningWithoutAnInstructionWouldBeNoticed() {
		assertThat(isInstructive("Dead letter '{}' was dropped, there is no room for more in memory (since the last "
				+ "such message: {})"))
			.isFalse();
		assertThat(isInstructive("The executor of the handlers of webhooks takes no more: events wait")).isFalse();
		assertThat(isInstructive("It failed. Look at the database")).isTrue();
	}

	private static boolean isInstructive(String message) {
		return INSTRUCTION.matcher(message).find();
	}

	private static List<String> messages() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> messages = new ArrayList<>();
		try (Stream<Path> files = Files.walk(SOURCES);
				StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java")).toList();
			JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
					manager.getJavaFileObjectsFromPaths(sources));
			for (CompilationUnitTree unit : task.parse()) {
				new Scanner(messages).scan(unit, null);
			}
		}
		return messages;
	}

	private static final class Scanner extends TreeScanner<Void, Void> {

		private final List<String> messages;

		private Scanner(List<String> messages) {
			this.messages = messages;
		}

		@Override
		public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
			if (Set.of("warn", "error").contains(name(call.getMethodSelect()))) {
				add(call.getArguments());
			}
			return super.visitMethodInvocation(call, unused);
		}

		@Override
		public Void visitNewClass(NewClassTree constant, Void unused) {
			if (PROBLEMS.contains(name(constant.getIdentifier())) && !constant.getArguments().isEmpty()) {
				add(constant.getArguments().subList(0, 1));
			}
			return super.visitNewClass(constant, unused);
		}

		private void add(List<? extends ExpressionTree> arguments) {
			for (ExpressionTree argument : arguments) {
				String text = text(argument);
				// Not what only has the message of another line, or ends one, in it
				if (text.matches("(?s).*[a-z]{3} [a-z]{2}.*") && !text.startsWith("{} (")
						&& !text.startsWith("this one ") && !text.startsWith("the pause ")) {
					this.messages.add(text);
				}
			}
		}

		private static String text(ExpressionTree expression) {
			if (expression instanceof LiteralTree literal && literal.getValue() instanceof String value) {
				return value;
			}
			if (expression instanceof BinaryTree binary) {
				return text(binary.getLeftOperand()) + text(binary.getRightOperand());
			}
			if (expression instanceof ParenthesizedTree parentheses) {
				return text(parentheses.getExpression());
			}
			if (expression instanceof MethodInvocationTree call
					&& call.getMethodSelect() instanceof MemberSelectTree select) {
				return text(select.getExpression());
			}
			return "";
		}

		private static String name(ExpressionTree expression) {
			if (expression instanceof MemberSelectTree select) {
				return select.getIdentifier().toString();
			}
			return (expression instanceof IdentifierTree identifier) ? identifier.getName().toString() : "";
		}

	}

}
