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
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.automatum.spring.webhook.WebhookHandler;
import io.automatum.spring.webhook.inbox.DeadLetter;
import io.automatum.spring.webhook.inbox.PermanentFailureException;
import io.automatum.spring.webhook.inbox.WebhookInbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.util.AopTestUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the documents show runs: tests by JUnit, beans and methods in an application that
 * calls the emulator and receives webhooks, properties as those of such an application.
 */
class DocumentedRunsTests {

	// Each with the test that runs it and compares what it does.
	static final Map<String, Class<?>> RUN_ELSEWHERE = Map.of("class MountedSecrets", SecretSourcesTests.class,
			"class Catalogue", DocumentedProgramsTests.class);

	// Each with the reason why no test runs it.
	private static final Map<String, String> NOT_RUN = Map.of("mvn -pl samples/quickstart -am spring-boot:run",
			"starts a server that does not end; .ci/run runs it and asks what it serves", "mvn verify",
			"is the build that this test is part of", "java -Djarmode=tools",
			"needs a packaged application and a JDK 25; 'benchmarks/run start-up' runs it",
			"unzip -p automatum-spring-boot-autoconfigure",
			"needs the published jar; PublishedJarTests looks for the script in the built one");

	private static final String QUIET_PERIOD = "spring.reactor.netty.shutdown-quiet-period";

	private static final Pattern WEBHOOK_SECRET = Pattern.compile("^ *secrets?:", Pattern.MULTILINE);

	private static final AutomatumEmulator emulator = RunApplication.emulator();

	private static final Map<DocumentedBlock, BlockTypes> components = new LinkedHashMap<>();

	private static RunApplication shared;

	private ClassLoader before;

	@BeforeAll
	static void startTheApplicationOfAllComponents(@TempDir Path classes) throws IOException {
		RunApplication.Builder application = RunApplication.with(emulator)
			.webhookSecret()
			.credentials()
			.emulatorAsBean();
		for (DocumentedBlock block : RunKind.COMPONENT.blocks().toList()) {
			BlockTypes types = load(block, UnaryOperator.identity(), classes);
			components.put(block, types);
			application.beans(prefix(block), types);
		}
		shared = application.start();
	}

	@AfterAll
	static void stop() {
		if (shared != null) {
			shared.close();
		}
		emulator.close();
	}

	@BeforeEach
	void withoutSpringSecurity() {
		this.before = Thread.currentThread().getContextClassLoader();
		System.setProperty(SpringSecurity.EXCLUDE, SpringSecurity.autoConfigurations());
		// Otherwise each application that ends waits for two seconds.
		System.setProperty(QUIET_PERIOD, "0s");
	}

	@AfterEach
	void restore() {
		System.clearProperty(SpringSecurity.EXCLUDE);
		System.clearProperty(QUIET_PERIOD);
		Thread.currentThread().setContextClassLoader(this.before);
	}

	static Stream<DocumentedBlock> tests() {
		return RunKind.TEST.blocks();
	}

	static Stream<DocumentedBlock> containerTests() {
		return RunKind.CONTAINER_TEST.blocks();
	}

	static Stream<DocumentedBlock> applications() {
		return RunKind.APPLICATION.blocks();
	}

	static Stream<DocumentedBlock> configurations() {
		return RunKind.CONFIGURATION.blocks();
	}

	static Stream<DocumentedBlock> components() {
		return RunKind.COMPONENT.blocks();
	}

	static Stream<List<DocumentedBlock>> properties() throws IOException {
		return BlockProperties.together(RunKind.PROPERTIES.blocks().toList());
	}

	@ParameterizedTest
	@MethodSource("tests")
	void testsPass(DocumentedBlock block, @TempDir Path classes) throws IOException {
		assertThat(failures(load(block, DocumentedRunsTests::withAnApplication, classes))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("containerTests")
	@EnabledIfSystemProperty(named = "automatum.test.emulator-image", matches = ".+",
			disabledReason = "No image of the emulator: build it as CONTRIBUTING.md says")
	void testsWithAContainerPass(DocumentedBlock block, @TempDir Path classes) throws IOException {
		assertThat(failures(load(block, DocumentedRunsTests::withTheImageOfThisBuild, classes))).isEmpty();
	}

	private static String withTheImageOfThisBuild(String code) {
		String image = "org.testcontainers.utility.DockerImageName.parse(\""
				+ System.getProperty("automatum.test.emulator-image")
				+ "\").asCompatibleSubstituteFor(AutomatumEmulatorContainer.IMAGE)";
		return withAnApplication(code.replace("(AutomatumEmulatorContainer.IMAGE)", "(" + image + ")"));
	}

	private static String withAnApplication(String code) {
		return (code.contains("@SpringBootApplication")) ? code
				: code + "\n@SpringBootApplication\nclass ReadersApplication {\n}\n";
	}

	@ParameterizedTest
	@MethodSource("applications")
	void applicationsStart(DocumentedBlock block, @TempDir Path classes) throws Exception {
		BlockTypes types = load(block, UnaryOperator.identity(), classes);
		StartedApplications.watch(classes.resolve(prefix(block)));
		Thread.currentThread().setContextClassLoader(types.loader());
		Method main = types.declared().findFirst().orElseThrow().getDeclaredMethod("main", String[].class);
		ReflectionUtils.makeAccessible(main);
		List<ConfigurableApplicationContext> started = StartedApplications
			.of(() -> main.invoke(null, (Object) new String[] { "--spring.main.web-application-type=none" }));
		assertThat(started).hasSize(1);
		try (ConfigurableApplicationContext context = started.get(0)) {
			// Before it is configured the starter does nothing.
			if (block.code().contains("Emulator")) {
				assertThat(context.getBean(CustomerRepository.class).findById("cust_456")).isPresent();
			}
			else {
				assertThat(context.getBeansOfType(CustomerRepository.class)).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("configurations")
	void configurationsWork(DocumentedBlock block, @TempDir Path directory) throws Exception {
		mountSecrets(directory);
		BlockTypes types = load(block, (code) -> replaceAddresses(code, directory), directory);
		RunApplication.Builder builder = RunApplication.with(emulator).beans(prefix(block), types);
		String code = block.code();
		boolean security = code.contains("HttpSecurity");
		if (security) {
			// Spring Boot makes up a user only where there is no OAuth2 client.
			builder.property("spring.security.user.password", "of-the-reader");
			builder.springSecurity().reactive(code.contains("ServerHttpSecurity"));
		}
		if (!code.contains("AutomatumConnectionDetails")) {
			builder.credentials();
		}
		if (!code.contains("WebhookSecrets")) {
			builder.webhookSecret();
		}
		if (code.contains("DataSource")) {
			builder.property("automatum.webhook.inbox.store", "jdbc");
		}
		System.clearProperty(SpringSecurity.EXCLUDE);
		Thread.currentThread().setContextClassLoader(types.loader());
		try (RunApplication application = builder.start()) {
			types.declared()
				.map((type) -> application.context().getBean(prefix(block) + type.getSimpleName()))
				.forEach(new BlockCalls(application.context())::callAll);
			application.callsAndReceives();
			if (security) {
				assertThat(status(application.port(), "/anything")).isIn(302, 401);
			}
		}
	}

	private static int status(int port, String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	@ParameterizedTest
	@MethodSource("components")
	void componentsWork(DocumentedBlock block) {
		run(block, components.get(block), shared);
	}

	private static void run(DocumentedBlock block, BlockTypes types, RunApplication application) {
		List<Object> beans = types.declared()
			.filter((type) -> !type.isInterface() && !type.isRecord())
			.map((type) -> application.context().getBean(prefix(block) + type.getSimpleName()))
			.toList();
		int runs = 0;
		for (Object bean : beans) {
			Set<String> events = events(bean);
			for (String event : events) {
				assertThat(application.deliver(event).status()).as(event).isEqualTo(202);
			}
			assertThat(handled(application)).as("handlers that succeeded").hasSizeGreaterThanOrEqualTo(events.size());
			runs += events.size() + new BlockCalls(application.context()).callAll(bean);
			if (block.code().contains("DeadLetterEvent")) {
				assertThat(application.sender().deliverRaw("{}").status()).isEqualTo(202);
				runs++;
			}
		}
		assertThat(runs).as("what ran of " + block).isPositive();
		beans.stream().filter((bean) -> !events(bean).isEmpty()).forEach((bean) -> {
			String name = AopTestUtils.getUltimateTargetObject(bean).getClass().getSimpleName();
			assertThat(handled(application)).anyMatch((handler) -> handler.startsWith(prefix(block) + name));
		});
	}

	private static Set<String> events(Object bean) {
		Set<String> events = new TreeSet<>();
		if (bean instanceof WebhookHandler) {
			events.add("customer.updated");
		}
		ReflectionUtils.doWithMethods(bean.getClass(), (method) -> {
			AutomatumEventListener listener = AnnotatedElementUtils.getMergedAnnotation(method,
					AutomatumEventListener.class);
			if (listener != null) {
				Stream.of(listener.types()).map((type) -> type.replace("*", "accepted")).forEach(events::add);
				if (listener.types().length == 0) {
					events.add("new.kind");
				}
			}
		});
		return events;
	}

	private static List<String> handled(RunApplication application) {
		return application.context()
			.getBean(MeterRegistry.class)
			.find("automatum.webhook.handling")
			.tag("outcome", "success")
			.timers()
			.stream()
			.map(Timer::getId)
			.map((id) -> id.getTag("handler"))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("properties")
	void propertiesWork(List<DocumentedBlock> blocks, @TempDir Path directory) throws IOException {
		try (RunApplication application = configured(blocks, directory)) {
			application.callsAndReceives();
		}
	}

	private static RunApplication configured(List<DocumentedBlock> blocks, Path directory) throws IOException {
		mountSecrets(directory);
		List<String> files = new ArrayList<>();
		for (DocumentedBlock block : blocks) {
			Path file = directory.resolve(prefix(block) + "." + block.language());
			Files.writeString(file, replaceAddresses(block.code(), directory), StandardCharsets.UTF_8);
			files.add(file.toUri().toString());
		}
		String properties = blocks.stream().map(DocumentedBlock::code).collect(Collectors.joining("\n"));
		RunApplication.Builder builder = RunApplication.with(emulator);
		// What a reader has in the environment.
		Stream.of("AUTOMATUM", "AUTOMATUM_TEST")
			.forEach((prefix) -> builder.property(prefix + "_CLIENT_ID", emulator.clientId())
				.property(prefix + "_CLIENT_SECRET", emulator.clientSecret()));
		builder.property("AUTOMATUM_WEBHOOK_SECRET", RunApplication.SECRET)
			.property("AUTOMATUM_WEBHOOK_SECRET_BEFORE", "the-one-before-0123456789");
		if (!properties.contains("configtree")) {
			if (!properties.contains("client-id")) {
				builder.credentials();
			}
			if (!WEBHOOK_SECRET.matcher(properties).find()) {
				builder.webhookSecret();
			}
		}
		return builder.start("--spring.config.location=" + String.join(",", files));
	}

	private static void mountSecrets(Path directory) throws IOException {
		Path secrets = Files.createDirectories(directory.resolve("secrets/automatum"));
		Files.writeString(secrets.resolve("client-id"), emulator.clientId() + "\n");
		Files.writeString(secrets.resolve("client-secret"), emulator.clientSecret() + "\n");
		Files.createDirectories(secrets.resolve("webhook"));
		Files.writeString(secrets.resolve("webhook/secret"), RunApplication.SECRET + "\n");
	}

	private static String replaceAddresses(String code, Path directory) {
		return code.replace("/run/secrets/", directory.resolve("secrets") + "/")
			.replace("jdbc:h2:file:./", "jdbc:h2:file:" + directory + "/")
			.replace("jdbc:postgresql://localhost/billing", "jdbc:h2:mem:billing;DB_CLOSE_DELAY=-1");
	}

	@Test
	void commandsThatAskTheEndpointAreAnswered(@TempDir Path directory) throws Exception {
		assumeTrue(new ProcessBuilder("curl", "--version").start().waitFor() == 0);
		DocumentedBlock block = RunKind.COMMANDS.blocks()
			.filter((candidate) -> candidate.code().startsWith("curl "))
			.reduce((first, second) -> fail("Run both"))
			.orElseThrow();
		try (RunApplication application = RunApplication.with(emulator)
			.webhookSecret()
			.bean(Refusing.class)
			.property("management.endpoints.web.exposure.include", "automatum")
			.property("management.endpoint.automatum.access", "unrestricted")
			.start()) {
			application.deliver("customer.created");
			application.deliver("customer.updated");
			WebhookInbox inbox = application.context().getBean(WebhookInbox.class);
			assertThat(inbox.deadLetters(null, 10)).hasSize(2);
			String code = block.code().replace("localhost:8080", "localhost:" + application.port());
			for (DeadLetter dead : inbox.deadLetters(null, 10)) {
				code = code.replaceFirst("\u2026", dead.id());
			}
			Path script = Files.writeString(directory.resolve("block.sh"),
					"set -e\ncurl() { command curl -sS --fail \"$@\"; }\n" + code);
			Process process = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			assertThat(output).contains("customer.created", "customer.updated", "Refusing");
			assertThat(inbox.deadLetters(null, 10)).hasSizeLessThan(2);
		}
	}

	@Test
	void everyBlockRunsOrSaysWhyNot() {
		List<DocumentedBlock> commands = RunKind.COMMANDS.blocks().toList();
		NOT_RUN.keySet()
			.forEach((beginning) -> assertThat(commands).as(beginning)
				.anyMatch((block) -> block.code().startsWith(beginning)));
		assertThat(commands).filteredOn((block) -> NOT_RUN.keySet().stream().noneMatch(block.code()::startsWith))
			.allMatch((block) -> block.code().startsWith("curl "));
		RUN_ELSEWHERE.forEach((beginning,
				test) -> assertThat(RunKind.ELSEWHERE.blocks().filter((block) -> block.code().contains(beginning)))
					.as(beginning)
					.hasSize(1));
		assertThat(Stream.of(RunKind.values()).flatMap(RunKind::blocks)).hasSameSizeAs(DocumentedBlock.all().toList());
	}

	@Test
	void aTestThatFailsIsNoticed(@TempDir Path classes) throws IOException {
		DocumentedBlock block = java("""
				@AutomatumTest
				class FailingTests {

					@Test
					void fails(@Autowired CustomerRepository customers) {
						assertThat(customers.findById("nobody")).isPresent();
					}

				}
				""");
		assertThat(failures(load(block, DocumentedRunsTests::withAnApplication, classes))).isNotEmpty();
	}

	@Test
	void aHandlerAndAMethodThatFailAreNoticed(@TempDir Path classes) throws IOException {
		DocumentedBlock handler = java("""
				class Failing {

					@AutomatumEventListener("entitlement.created")
					void open(AutomatumEvent<Entitlement> event) {
						throw new IllegalStateException("No");
					}

				}
				""");
		DocumentedBlock method = java("""
				void rename(ListingRepository listings, String id) {
					listings.findById("nothing").orElseThrow();
				}
				""");
		BlockTypes handlerTypes = load(handler, UnaryOperator.identity(), classes.resolve("handler"));
		BlockTypes methodTypes = load(method, UnaryOperator.identity(), classes.resolve("method"));
		try (RunApplication application = RunApplication.with(emulator)
			.webhookSecret()
			.credentials()
			.beans(prefix(handler), handlerTypes)
			.beans(prefix(method), methodTypes)
			.start()) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> run(handler, handlerTypes, application))
				.withMessageContaining("503");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> run(method, methodTypes, application))
				.withMessageContaining("rename");
		}
	}

	@Test
	void propertiesThatAreRefusedAreNoticed(@TempDir Path directory) {
		assertThatException()
			.isThrownBy(() -> configured(
					List.of(new DocumentedBlock("README.md", 1, "yaml", "automatum.webhook.inbox.store: nowhere\n")),
					directory)
				.close())
			.withStackTraceContaining("automatum.webhook.inbox.store");
	}

	private static DocumentedBlock java(String code) {
		return new DocumentedBlock("README.md", 1, "java", code);
	}

	private static BlockTypes load(DocumentedBlock block, UnaryOperator<String> edit, Path classes) throws IOException {
		Path directory = Files.createDirectories(classes.resolve(prefix(block)));
		return BlockCompiler.load(block, edit, directory);
	}

	private static String prefix(DocumentedBlock block) {
		return block.document().replaceAll("\\W", "_") + block.line() + "_";
	}

	private static List<String> failures(BlockTypes types) {
		Thread.currentThread().setContextClassLoader(types.loader());
		Class<?> test = types.declared().findFirst().orElseThrow();
		EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(test))
			.execute();
		// The class path of the block ends with this test, and so does its application.
		new TestContextManager(test).getTestContext().markApplicationContextDirty(null);
		List<String> failures = new ArrayList<>(results.allEvents().failed().stream().map(Object::toString).toList());
		if (results.testEvents().succeeded().count() == 0
				|| results.testEvents().succeeded().count() != results.testEvents().started().count()) {
			failures.add("Not all tests ran");
		}
		return failures;
	}

	static final class Refusing {

		@AutomatumEventListener("customer.*")
		void refuse(AutomatumEvent<?> event) {
			throw new PermanentFailureException("Never");
		}

	}

}
