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
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles blocks of Java as a reader's IDE does, in a package of their own.
 */
final class BlockCompiler {

	static final String PACKAGE = "documented";

	private static final String MEMBERS = "Members";

	private static final Pattern TYPE = Pattern
		.compile("^(?:public )?(?:final )?(?:class|interface|record|enum) (\\w+)", Pattern.MULTILINE);

	// What an IDE would add. A block has imports where several would fit.
	private static final List<String> IMPORTS = List.of("java.io.IOException", "java.io.UncheckedIOException",
			"java.nio.file.Files", "java.nio.file.Path", "java.time.*", "java.util.*", "java.util.stream.*",
			"java.net.URI", "org.reactivestreams.Publisher", "reactor.core.publisher.Mono",
			"reactor.core.publisher.Flux", "io.automatum.spring.autoconfigure.*", "io.automatum.spring.client.*",
			"io.automatum.spring.client.model.*", "io.automatum.spring.client.repository.*",
			"io.automatum.spring.client.json.*", "io.automatum.spring.webhook.*", "io.automatum.spring.webhook.inbox.*",
			"io.automatum.spring.test.*", "io.automatum.spring.test.emulator.*", "org.slf4j.Logger",
			"org.slf4j.LoggerFactory", "org.springframework.aot.hint.RuntimeHints",
			"org.springframework.aot.hint.RuntimeHintsRegistrar",
			"org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Qualifier", "javax.sql.DataSource",
			"org.springframework.jdbc.datasource.DataSourceTransactionManager",
			"org.springframework.jdbc.datasource.DriverManagerDataSource",
			"org.springframework.transaction.PlatformTransactionManager", "org.springframework.context.annotation.*",
			"org.springframework.context.event.EventListener", "org.springframework.stereotype.*",
			"org.springframework.boot.SpringApplication",
			"org.springframework.boot.autoconfigure.SpringBootApplication",
			"org.springframework.boot.test.context.TestConfiguration", "org.springframework.cache.annotation.*",
			"org.springframework.web.reactive.function.client.WebClient", "org.springframework.web.bind.annotation.*",
			"org.springframework.security.config.Customizer",
			"org.springframework.security.config.annotation.web.builders.HttpSecurity",
			"org.springframework.security.config.web.server.SecurityWebFiltersOrder",
			"org.springframework.security.config.web.server.ServerHttpSecurity",
			"org.springframework.security.web.SecurityFilterChain",
			"org.springframework.security.web.server.SecurityWebFilterChain",
			"org.springframework.boot.test.context.SpringBootTest",
			"org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc",
			"org.springframework.test.web.servlet.MockMvc", "org.junit.jupiter.api.AutoClose",
			"org.junit.jupiter.api.BeforeEach", "org.junit.jupiter.api.Test",
			"org.springframework.boot.test.web.server.LocalServerPort",
			"org.springframework.boot.testcontainers.service.connection.ServiceConnection",
			"org.testcontainers.junit.jupiter.Container", "org.testcontainers.junit.jupiter.Testcontainers",
			"org.junit.jupiter.params.ParameterizedTest", "org.junit.jupiter.params.provider.EnumSource",
			"static io.automatum.spring.client.SortOrder.*", "static org.awaitility.Awaitility.await",
			"static org.assertj.core.api.Assertions.*");

	// What the reader's application has.
	private static final Map<String, String> APPLICATION = Map.of("Accounts", """
			class Accounts {
				void open(String entitlementId) { }
				void close(String entitlementId) { }
			}
			""", "SecretStore", """
			interface SecretStore {
				String get(String name);
			}
			""", "ShopApplication", """
			@SpringBootApplication
			class ShopApplication {
				static void main(String[] args) {
					SpringApplication.run(ShopApplication.class, args);
				}
			}
			""", "Renewals", """
			class Renewals {
				void offer(String customerId) { }
			}
			""", "MyListing", """
			record MyListing(String id) {
			}
			""");

	private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

	// One for all, because reading the class path takes longer than compiling.
	private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

	private BlockCompiler() {
	}

	/**
	 * Compiles a block, with the types of the same page that it uses.
	 * @param block the block
	 * @param classes where to put the classes
	 * @return what the compiler says, empty if nothing is wrong
	 */
	static String compile(DocumentedBlock block, Path classes) {
		return compile(source(block), classes);
	}

	private static String source(DocumentedBlock block) {
		StringBuilder code = new StringBuilder(block.code());
		for (DocumentedBlock earlier : DocumentedBlock.of(block.document())) {
			if (earlier.language().equals("java") && earlier.line() < block.line()
					&& TYPE.matcher(earlier.code()).find() && uses(code, earlier)
					&& TYPE.matcher(block.code()).find()) {
				code.append('\n').append(earlier.code());
			}
		}
		return code.toString();
	}

	private static boolean uses(CharSequence code, DocumentedBlock other) {
		Matcher types = TYPE.matcher(other.code());
		boolean uses = false;
		while (types.find()) {
			if (declares(code, types.group(1))) {
				return false;
			}
			uses |= mentions(code, types.group(1));
		}
		return uses;
	}

	private static boolean declares(CharSequence code, String type) {
		return Pattern.compile("(class|interface|record|enum) " + type + "\\b").matcher(code).find();
	}

	private static boolean mentions(CharSequence code, String type) {
		return Pattern.compile("\\b" + type + "\\b").matcher(code).find();
	}

	static String compile(String code, Path classes) {
		Set<String> imports = code.lines()
			.filter((line) -> line.startsWith("import "))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		String body = code.lines().filter((line) -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
		StringBuilder unit = new StringBuilder("package " + PACKAGE + ";\n");
		IMPORTS.forEach((name) -> unit.append("import ").append(name).append(";\n"));
		imports.forEach((line) -> unit.append(line).append('\n'));
		unit.append((TYPE.matcher(body).find()) ? body : members(body)).append('\n');
		APPLICATION.forEach((type, source) -> {
			if (mentions(body, type) && !declares(body, type)) {
				unit.append(source);
			}
		});
		StringWriter output = new StringWriter();
		synchronized (FILES) {
			try {
				FILES.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			List<String> options = List.of("-proc:none", "-parameters", "-classpath",
					System.getProperty("java.class.path"));
			boolean compiled = COMPILER
				.getTask(output, FILES, null, options, null, List.of(new Source(unit.toString())))
				.call();
			return (compiled) ? "" : output.toString();
		}
	}

	private static String members(String body) {
		String configuration = (body.contains("@Bean")) ? "@Configuration(proxyBeanMethods = false)\n" : "";
		return configuration + "class " + MEMBERS + " {\n" + body + "\n}";
	}

	/**
	 * Compiles a block, with the types of the same page that it uses, for a test to run
	 * it.
	 * @param block the block
	 * @param edit what to change in the code, for instance the path of a file
	 * @param classes where to put the classes
	 * @return its types
	 */
	static BlockTypes load(DocumentedBlock block, UnaryOperator<String> edit, Path classes) {
		String code = edit.apply(source(block));
		List<String> declared = TYPE.matcher(block.code()).results().map((type) -> type.group(1)).toList();
		List<String> application = APPLICATION.keySet()
			.stream()
			.filter((type) -> mentions(code, type) && !declares(code, type))
			.toList();
		return new BlockTypes(load(code, classes), (declared.isEmpty()) ? List.of(MEMBERS) : declared, application);
	}

	/**
	 * Compiles all Java of a page that declares types, for a test to run it.
	 * @param document the page
	 * @param edit what to change in the code, for instance the path of a file
	 * @param classes where to put the classes
	 * @return the class loader of the page's types
	 */
	static URLClassLoader load(String document, UnaryOperator<String> edit, Path classes) {
		String code = DocumentedBlock.of(document)
			.stream()
			.filter((block) -> block.language().equals("java"))
			.map(DocumentedBlock::code)
			.filter((block) -> TYPE.matcher(block).find())
			.collect(Collectors.joining("\n"));
		return load(edit.apply(code), classes);
	}

	private static URLClassLoader load(String code, Path classes) {
		String output = compile(code, classes);
		if (!output.isEmpty()) {
			throw new IllegalStateException(output);
		}
		try {
			return new URLClassLoader(new URL[] { classes.toUri().toURL() }, BlockCompiler.class.getClassLoader());
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
