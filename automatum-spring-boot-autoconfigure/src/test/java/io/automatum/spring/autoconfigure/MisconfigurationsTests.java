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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.actuate.AutomatumHealthContributorAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookJdbcAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.AutomatumWebhookStatusAutoConfiguration;
import io.automatum.spring.autoconfigure.webhook.ProcessedWithDatabase;
import io.automatum.spring.autoconfigure.webhook.WrongHandlers;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.webhook.inbox.jdbc.JdbcInbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every misconfiguration that is refused, with all that Spring Boot prints of it, in
 * {@code misconfigurations.txt}. Write a new one into that file, with the properties, and
 * run with {@code -Dautomatum.docs.write=true} to add what is printed.
 */
class MisconfigurationsTests {

	private static final Path FILE = Path
		.of("src/test/resources/io/automatum/spring/autoconfigure/misconfigurations.txt");

	private static final Path SOURCES = Path.of("src/main/java/io/automatum/spring");

	private static final String CASE = "### ";

	/** What else there is in an application, by the first word of a case. */
	private static final Map<String, UnaryOperator<ApplicationContextRunner>> SURROUNDINGS = Map.of("inbox",
			(runner) -> runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class)), "guest",
			MisconfigurationsTests::withGuest, "two-databases",
			(runner) -> runner.withBean("orders", DriverManagerDataSource.class)
				.withBean("billing", DriverManagerDataSource.class),
			"no-jdbc",
			(runner) -> runner.withClassLoader(new FilteredClassLoader(DatabaseInitializationProperties.class)),
			"other-database", (runner) -> runner.withBean(OtherDatabase.class), "processed", ProcessedWithDatabase::in,
			"details", (runner) -> runner.withBean(UserInfoDetails.class), "health",
			(runner) -> runner.withConfiguration(AutoConfigurations
				.of(AutomatumHealthContributorAutoConfiguration.class, AutomatumWebhookStatusAutoConfiguration.class)),
			"asking", (runner) -> runner.withBean(Asking.class), "not-a-text",
			(runner) -> runner.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(
						new MapPropertySource("map", Map.of("automatum.client-secret", Map.of("value", "hunter2"))))));

	/** Files whose texts say what is refused and what to do. */
	private static final Pattern REFUSES = Pattern.compile("\\b(ConfigurationProblems|InvalidEventHandlerException|"
			+ "UnsuitableDatabaseException|InboxDatabaseException|MissingInboxDatabaseException|FailureAnalysis)\\("
			+ "|extends InboxDatabaseException|\\bString (path)?[vV]iolation\\(|\\.invalid\\(|\\brefuse\\(\"automatum");

	private static final Pattern NO_REFUSAL = Pattern
		.compile(
				"//[^\\n]*|/\\*.*?\\*/|compile\\(\\s*\"(?:[^\"\\\\]|\\\\.)*\"|\\blogger\\.\\w+\\(.*?;"
						+ "|\\bAssert\\.\\w+\\(.*?;|new Statement\\(.*?\\)[,;)]|\"(select|insert) .*?;",
				Pattern.DOTALL);

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	/** Seen in a database that runs in a container, or by a test of its own. */
	private static final Set<String> ELSEWHERE = Set.of(
			// Compared by MariaDbJdbcInboxTests, with the database in a container
			"Remove EMPTY_STRING_IS_NULL from sql_mode.",
			"Create the tables as the inbox's script does, which names the collation.",
			// No refusals: a name in the report of conditions, a log, and what is thrown
			// when an event is there
			"Automatum webhook inbox", "application event", "The listener of bean '",
			"' cannot be called through the proxy of its bean; the log says what to do");

	private static final List<String> written = new ArrayList<>();

	static Stream<Misconfiguration> misconfigurations() throws IOException {
		return Stream.of(Files.readString(FILE).split("(?m)^" + CASE)).skip(1).map(Misconfiguration::parse);
	}

	@ParameterizedTest
	@MethodSource("misconfigurations")
	void isRefusedWithAllThatIsToBeSaid(Misconfiguration misconfiguration) {
		String printed = misconfiguration.printed();
		try {
			printed = RenderedFailure.of(misconfiguration.application());
		}
		finally {
			written.add(misconfiguration.with(printed));
		}
		if (!Boolean.getBoolean("automatum.docs.write")) {
			assertThat(printed).isEqualTo(misconfiguration.printed());
		}
	}

	@AfterAll
	static void write() throws IOException {
		if (Boolean.getBoolean("automatum.docs.write")) {
			String text = Files.readString(FILE);
			Files.writeString(FILE, text.substring(0, text.indexOf(CASE)) + String.join("\n", written));
		}
	}

	@Test
	void everyRefusalIsAmongThem() throws IOException {
		String printed = printed();
		Set<String> missing = new TreeSet<>();
		for (Path source : sources()) {
			for (String text : texts(Files.readString(source))) {
				if (!printed.contains(text)) {
					missing.add(source.getFileName() + ": " + text);
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void everyPropertyThatIsCheckedIsAmongThem() throws IOException {
		Set<String> refused = Pattern.compile("(?m)^    Property: (\\S+)$")
			.matcher(printed())
			.results()
			.map((property) -> property.group(1).replaceAll("\\[\\d+]", "[]"))
			.collect(Collectors.toSet());
		Set<String> checked = new TreeSet<>();
		for (Path source : sources()) {
			Pattern.compile("\\b(?:refuse|check\\w*)\\(\\s*\"(automatum\\.[a-z.-]+[a-z])\"")
				.matcher(Files.readString(source))
				.results()
				.map((property) -> property.group(1))
				.forEach(checked::add);
		}
		assertThat(checked).hasSizeGreaterThan(30).isSubsetOf(refused);
	}

	@Test
	void aRefusalThatNobodyComparesIsNoticed() throws IOException {
		String source = """
				void check() { // not "a comment"
					logger.warn("no refusal, \\"only\\" a warning");
					refuse("automatum.new", "It is new and " + "bad.", "Set it to another \\"value\\", or remove it.");
				}
				""";
		assertThat(texts(source)).containsExactly("It is new and", "Set it to another \"value\", or remove it.");
		assertThat(printed()).doesNotContain("It is new and");
		assertThat(sources()).extracting((path) -> path.getFileName().toString())
			.contains("AutomatumConfigurationValidator.java", "AutomatumWebhookValidator.java",
					"ConfigurationProblems.java", "UrlRule.java", "ListenerSignature.java", "HandlerBeans.java",
					"SettingsCheck.java", "PrivilegeCheck.java", "MissingTableException.java",
					"MissingInboxDatabaseException.java", "SecretBindFailureAnalyzer.java");
	}

	@Test
	void everyActionSaysWhatToDo() throws IOException {
		Stream<Misconfiguration> ours = misconfigurations()
			.filter((misconfiguration) -> !misconfiguration.printed().startsWith("Failed to bind "));
		ours.forEach((misconfiguration) -> {
			String action = misconfiguration.printed().substring(misconfiguration.printed().indexOf("Action: ") + 8);
			assertThat(action).as(misconfiguration.name()).matches("(?s)[A-Z].*[.:)]|(?s)[A-Z].*\\n.*");
		});
	}

	private static String printed() throws IOException {
		return misconfigurations().map(Misconfiguration::printed).collect(Collectors.joining("\n"));
	}

	private static List<Path> sources() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			return files.filter((file) -> file.toString().matches(".*[/\\\\](autoconfigure|webhook)[/\\\\].*\\.java"))
				.filter((file) -> REFUSES.matcher(read(file)).find())
				.toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// The parts between what is put in, of which a sentence has at least two words.
	private static Set<String> texts(String source) {
		Set<String> texts = new LinkedHashSet<>();
		for (MatchResult literal : LITERAL.matcher(NO_REFUSAL.matcher(source).replaceAll("")).results().toList()) {
			Stream.of(literal.group(1).replace("\\\"", "\"").split("%[sn]|\\\\n"))
				.map(String::strip)
				.filter((text) -> text.matches("(?s).*[A-Za-z'.,] [A-Za-z'@].*"))
				.filter((text) -> !ELSEWHERE.contains(text))
				.forEach(texts::add);
		}
		return texts;
	}

	private static ApplicationContextRunner withGuest(ApplicationContextRunner runner) {
		String url = "jdbc:h2:mem:guests;DB_CLOSE_DELAY=-1";
		DriverManagerDataSource dataSource = new DriverManagerDataSource(url);
		new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcInbox.class)).execute(dataSource);
		new JdbcTemplate(dataSource).execute("create user if not exists guest password ''");
		return SURROUNDINGS.get("inbox").apply(runner);
	}

	/**
	 * What asks for a repository.
	 */
	static class Asking {

		Asking(CustomerRepository customers) {
		}

	}

	/**
	 * Connection details with a password in a URL.
	 */
	static class UserInfoDetails implements AutomatumConnectionDetails {

		@Override
		public String getClientId() {
			return "app_1";
		}

		@Override
		public String getClientSecret() {
			return "hunter2";
		}

		@Override
		public String getBaseUrl() {
			return "http://user:hunter2@container";
		}

	}

	/**
	 * One of them.
	 *
	 * @param name what is wrong, its first word what else there is in the application
	 * @param properties the file of properties
	 * @param printed what is printed
	 */
	record Misconfiguration(String name, String properties, String printed) {

		static Misconfiguration parse(String text) {
			String[] parts = text.split("\n", 2);
			String[] blocks = parts[1].split("\n\n", 2);
			return new Misconfiguration(parts[0], blocks[0] + "\n",
					(blocks.length > 1) ? blocks[1].stripTrailing() : "");
		}

		ApplicationContextRunner application() {
			ApplicationContextRunner runner = new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(SslAutoConfiguration.class, AutomatumResilienceAutoConfiguration.class,
								AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class,
								AutomatumWebhookAutoConfiguration.class, AutomatumWebhookJdbcAutoConfiguration.class))
				.withInitializer(RenderedFailure.file(this.properties));
			String[] words = this.name.split(":? ");
			if (words[0].equals("listener")) {
				return WrongHandlers.in(runner, words[1]);
			}
			return SURROUNDINGS.getOrDefault(words[0], UnaryOperator.identity()).apply(runner);
		}

		String with(String newlyPrinted) {
			return CASE + this.name + "\n" + this.properties + "\n" + newlyPrinted + "\n";
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
