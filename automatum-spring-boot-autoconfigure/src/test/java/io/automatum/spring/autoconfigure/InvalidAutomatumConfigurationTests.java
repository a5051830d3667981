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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.automatum.spring.client.repository.CustomerRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link AutomatumConfigurationValidator} and what the failure analyzers say of
 * its refusals.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidAutomatumConfigurationTests {

	private static final String ID = "automatum.client-id=app_1\n";

	private static final String CREDENTIALS = ID + "automatum.client-secret=secret_1\n";

	private static final String OFF = " To switch the client off, set automatum.enabled to false.";

	private static final String URL_ACTION = "Set it to an absolute https URL with a host and without user "
			+ "information, query or fragment (http only to localhost), or remove it to use that of "
			+ "automatum.environment. For a container, define an AutomatumConnectionDetails bean.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TestClientAutoConfiguration.class));

	@Test
	void idWithoutSecret() {
		assertThat(render(ID)).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-secret
				    Reason: It is not set, although automatum.client-id is (app.properties - 1:21).

				Action: Set it to the secret of the API client that the id belongs to.""" + OFF);
	}

	@Test
	void secretWithoutId() {
		assertThat(render("automatum.client-secret=hunter2")).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-id
				    Reason: It is not set, although automatum.client-secret is (app.properties - 1:25).

				Action: Set it to the id of the API client that the secret belongs to.""" + OFF)
			.doesNotContain("hunter2");
	}

	@Test
	void blankSecret() {
		assertThat(render(ID + "automatum.client-secret=\\u0020")).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-secret
				    Origin: app.properties - 2:25
				    Reason: It is blank.

				Action: Set it to the secret of your API client.""" + OFF);
	}

	@Test
	void emptySecret() {
		// Of an empty value, Boot gives the position of the next line.
		assertThat(render(ID + "automatum.client-secret=\n")).contains("    Property: automatum.client-secret\n",
				"    Origin: app.properties - 3:0\n", "    Reason: It is blank.\n");
	}

	@Test
	void unresolvedSecret() {
		assertThat(render(ID + "automatum.client-secret=${MY_SECRET}")).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-secret
				    Origin: app.properties - 2:25
				    Reason: It holds a ${...} placeholder that nothing resolves.

				Action: Define the environment variable or property that the placeholder names.""" + OFF)
			.doesNotContain("MY_SECRET");
	}

	@Test
	void placeholderSecret() {
		assertThat(render(ID + "automatum.client-secret=your-client-secret")).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-secret
				    Origin: app.properties - 2:25
				    Reason: It is a placeholder and not a client secret.

				Action: Set it to the secret of your API client.""" + OFF).doesNotContain("your-client-secret");
	}

	@Test
	void secretWithABlankAtItsEnd() {
		assertThat(render(ID + "automatum.client-secret=hunter2 \n")).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.client-secret
				    Origin: app.properties - 2:25
				    Reason: It begins or ends with a blank, or contains a line break or control character.

				Action: Remove that character; it often comes from the end of a line or file.""")
			.doesNotContain("hunter2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "changeme", "CHANGE_ME", "change-it", "replace-me", "placeholder", "todo", "TBD", "xxx",
			"secret_xxx", "secret_xxxxxxxx", "****", "...", "secret_...", "<secret>", "<your client secret>",
			"[secret]", "{{secret}}", "your-client-secret", "YOUR_CLIENT_SECRET", "your_client_secret_here",
			"yourSecret", "your-automatum-client-secret", "prefix-${SECRET}" })
	void placeholdersAreRefused(String secret) {
		assertThat(render(ID + "automatum.client-secret=" + secret)).contains("Property: automatum.client-secret",
				"Origin: app.properties - 2:25", "placeholder");
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret_7g8h9i0j1k2l3m4n5o6p", "secret", "s3cr3t", "todos", "your5ecret8f0a", "xx",
			"a<b>c", "dollar$x{y}", "pa ss", "changeme1", "secret_xxx1", "äöü", "test", "==" })
	void realSecretsAreNot(String secret) {
		this.contextRunner.withInitializer(file(ID + "automatum.client-secret=" + escaped(secret)))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					https://user:hunter2@api.example.com/v1        | It contains user information.
					https://hunter2@api.example.com                | It contains user information.
					https://hunter2@                               | It contains user information.
					https://api.example.com/v1?key=hunter2         | It contains a query.
					https://api.example.com/v1#hunter2             | It contains a fragment.
					ftp://hunter2.example.com/v1                   | Its scheme is neither https nor http.
					file:/hunter2                                  | Its scheme is neither https nor http.
					hunter2.example.com/v1                         | It has no scheme.
					localhost:8080/hunter2                         | Its scheme is neither https nor http.
					https:///hunter2                               | It has no host.
					https:hunter2                                  | It has no host.
					https://hunter2_host/v1                        | Its host is not a valid name or address.
					https://hunter2:port/v1                        | Its host is not a valid name or address.
					https://hunter2:99999/v1                       | Its port is not between 1 and 65535.
					https://hunter2:0/v1                           | Its port is not between 1 and 65535.
					https://hunter2 .example.com                   | It is not a valid URL: Illegal character in authority at index 8.
					https://hunter2.example.com\\\\@localhost      | It is not a valid URL: Illegal character in authority at index 8.
					https://${hunter2}/v1                          | It holds a ${...} placeholder that nothing resolves.
					\\u0020                                         | It is blank.
					https://hunter2.example.com/a/../v1            | It contains a dot segment.
					https://hunter2.example.com/..;/v1             | It contains a dot segment.
					https://hunter2.example.com/a%20b              | Its path contains a character that is not ASCII or is percent-encoded, of which there are two readings.
					https://hunter2.example.com/%2e%2e/v1          | Its path contains a character that is not ASCII or is percent-encoded, of which there are two readings.
					https://hunter2.example.com/\\u00fc              | Its path contains a character that is not ASCII or is percent-encoded, of which there are two readings.
					http://hunter2.example.com/v1                  | It uses http to a host other than this machine, which would send secrets unencrypted.
					HTTP://hunter2.example.com/v1                  | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://localhost.hunter2.com/v1                | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://127.0.0.1.hunter2.com/v1                | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://128.0.0.1/v1                            | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://0.0.0.0/v1                              | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://[::]/v1                                 | It uses http to a host other than this machine, which would send secrets unencrypted.
					http://[fe80::1]/v1                            | It uses http to a host other than this machine, which would send secrets unencrypted.
					""")
	void wrongUrls(String url, String reason) {
		for (String property : List.of("automatum.base-url", "automatum.token-url")) {
			String file = CREDENTIALS + property + "=" + url + "\n";
			int column = property.length() + 2;
			assertThat(render(file)).isEqualTo("""
					The configuration of the Automatum client is not valid:

					    Property: %s
					    Origin: app.properties - 3:%s
					    Reason: %s

					Action: %s""".formatted(property, column, reason, URL_ACTION)).doesNotContain("hunter2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://api.example.com", "HTTPS://api.example.com:8443/v1/", "http://localhost:8080/v1",
			"http://LOCALHOST/", "http://127.0.0.1:1", "http://127.255.255.254", "http://[::1]:8080",
			"http://[0:0:0:0:0:0:0:1]", "https://10.0.0.1/v1", "https://[fe80::1]/v1" })
	void rightUrls(String url) {
		this.contextRunner
			.withInitializer(file(CREDENTIALS + "automatum.base-url=" + url + "\nautomatum.token-url=" + url))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', quoteCharacter = '|', value = { "test test", "app_1 'begins-with-a-quote",
			"app_1 ends-with-a-quote\"", "app_1 a$b", "app_1 'a\"", "0 ******1" })
	void rightCredentials(String id, String secret) {
		this.contextRunner
			.withInitializer(file("automatum.client-id=" + id + "\nautomatum.client-secret=" + secret + "\n"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "1000", "30000", "100ms", "PT0.5S", "1s" })
	void rightTimes(String time) {
		this.contextRunner
			.withInitializer(file(
					CREDENTIALS + "automatum.http.read-timeout=" + time + "\nautomatum.retry.backoff.initial=" + time))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void timeWithoutAUnitBehindAPlaceholder() {
		assertThat(render(CREDENTIALS + "automatum.http.deadline=${DEADLINE_OF_THE_TEST:30}")).contains(
				"Property: automatum.http.deadline", "Origin: app.properties - 3:25",
				"Reason: It has no unit, so it is in milliseconds, and shorter than a second.");
	}

	@Test
	void rootOfTheServiceWhereEveryPathIsFull() {
		StringBuilder file = new StringBuilder(CREDENTIALS + "automatum.base-url=https://api.automatum.io\n");
		new AutomatumProperties().getResources()
			.all()
			.forEach((name, resource) -> file
				.append("automatum.resources." + name + ".path=/api/v1" + resource.getPath() + "\n"));
		this.contextRunner.withInitializer(file(file.toString())).run((context) -> assertThat(context).hasNotFailed());
		assertThat(render(file + "automatum.resources.listings.path=/listing"))
			.contains("Reason: It has no path, and there is no API at the root of that host.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http.connect-timeout", "http.read-timeout", "http.deadline", "token.renew-before",
			"rate-limit.guard", "rate-limit.max-wait", "retry.backoff.initial", "retry.backoff.max" })
	void wrongTimes(String property) {
		for (String value : List.of("0s", "-5m")) {
			assertThat(render(CREDENTIALS + "automatum." + property + "=" + value)).isEqualTo("""
					The configuration of the Automatum client is not valid:

					    Property: automatum.%s
					    Origin: app.properties - 3:%d
					    Reason: It is zero or negative.

					Action: Set it to a positive time, for instance 30s.""".formatted(property,
					property.length() + 12));
		}
		assertThat(render(CREDENTIALS + "automatum." + property + "=25h")).contains("Property: automatum." + property,
				"Reason: It is longer than a day.", "Action: Set it to a shorter time, for instance 30s.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rate-limit.per-minute", "rate-limit.per-hour", "http.max-connections",
			"rate-limit.windows[0].limit" })
	void wrongLimits(String property) {
		for (String value : List.of("0", "-1", "1000001")) {
			assertThat(render(CREDENTIALS + "automatum.rate-limit.windows[0].period=1m\n"
					+ "automatum.rate-limit.windows[0].limit=1\nautomatum." + property + "=" + value))
				.isEqualTo("""
						The configuration of the Automatum client is not valid:

						    Property: automatum.%s
						    Origin: app.properties - 5:%d
						    Reason: It is not between 1 and 1000000.

						Action: Set it to a number in that range.""".formatted(property, property.length() + 12));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1000000" })
	void rightLimits(String value) {
		this.contextRunner
			.withInitializer(file(CREDENTIALS + "automatum.rate-limit.per-minute=" + value
					+ "\nautomatum.rate-limit.per-hour=" + value + "\nautomatum.http.max-connections=" + value))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@MethodSource
	void wrongSettings(String settings, String property, int line, String reason, String action) {
		String origin = (line > 0) ? "    Origin: app.properties - %d:%d\n".formatted(line, property.length() + 2) : "";
		assertThat(render(CREDENTIALS + settings)).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: %s
				%s    Reason: %s

				Action: %s""".formatted(property, origin, reason, action));
	}

	static Stream<Object[]> wrongSettings() {
		String size = "automatum.http.max-response-size";
		String attempts = "automatum.retry.max-attempts";
		String factor = "automatum.retry.backoff.multiplier";
		String limit = "automatum.rate-limit.windows[0].limit";
		String period = "automatum.rate-limit.windows[0].period";
		String second = "automatum.rate-limit.windows[1].period";
		String host = "automatum.http.proxy.host";
		String port = "automatum.http.proxy.port";
		String user = "automatum.http.proxy.username";
		String password = "automatum.http.proxy.password";
		String proxy = host + "=proxy\n" + port + "=3128\n";
		String sizeReason = "It is not between 1KB and 1GB.";
		String sizeAction = "Set it to a size in that range, for instance 10MB.";
		String attemptsReason = "It is not between 1 and 20.";
		String attemptsAction = "Set it to a number in that range; 1 makes no further attempt.";
		String factorReason = "It is not between 1 and 100.";
		String factorAction = "Set it to a number in that range, for instance 2.";
		String periodReason = "It is not between 100ms and 31d.";
		String periodAction = "Set it to the length of the window, for instance 1m.";
		String hostReason = "It is not a host name or address.";
		String hostAction = "Set it to a name or address alone, without scheme, port, path or user information.";
		return Stream.of(
				row("automatum.http.ssl-bundle=\\u0020", "automatum.http.ssl-bundle", 3, "It is blank.",
						"Set it to the name of a bundle below spring.ssl.bundle, or remove it."),
				row(size + "=0B", size, 3, sizeReason, sizeAction),
				row(size + "=-1MB", size, 3, sizeReason, sizeAction),
				row(size + "=2GB", size, 3, sizeReason, sizeAction),
				row(attempts + "=0", attempts, 3, attemptsReason, attemptsAction),
				row(attempts + "=21", attempts, 3, attemptsReason, attemptsAction),
				row(factor + "=0.5", factor, 3, factorReason, factorAction),
				row(factor + "=NaN", factor, 3, factorReason, factorAction),
				row(factor + "=Infinity", factor, 3, factorReason, factorAction),
				row("automatum.retry.backoff.initial=1m", "automatum.retry.backoff.initial", 3,
						"It is longer than automatum.retry.backoff.max.",
						"Set it to a shorter time, or the maximum to a longer one."),
				row(period + "=1m", limit, 0, "It is not set.",
						"Set it to the number of requests that the window allows."),
				row(limit + "=1", period, 0, "It is not set.", periodAction),
				row(period + "=0s\n" + limit + "=1", period, 3, periodReason, periodAction),
				row(period + "=32d\n" + limit + "=1", period, 3, periodReason, periodAction),
				row(second + "=60s\n" + period + "=1m\n" + limit + "=1\nautomatum.rate-limit.windows[1].limit=2",
						second, 3, "Another window has the same period.",
						"Keep one window for each period, the one with the lower limit."),
				row("automatum.scopes=read:customers,\\u00e4", "automatum.scopes", 3,
						"Scope 2 of 2 is blank or contains a character that no scope may have.",
						"List scopes such as read:customers, separated by commas."),
				row("automatum.scopes[0]=read:customers\nautomatum.scopes[1]=\\u0020", "automatum.scopes[1]", 4,
						"Scope 2 of 2 is blank or contains a character that no scope may have.",
						"List scopes such as read:customers, separated by commas."),
				row(host + "=http://hunter2\n" + port + "=3128", host, 3, hostReason, hostAction),
				row(host + "=\\u0020\n" + port + "=3128", host, 3, hostReason, hostAction),
				row(port + "=0\n" + host + "=proxy", port, 3, "It is not between 1 and 65535.",
						"Set it to the port of the proxy."),
				row(host + "=proxy", port, 0,
						"It is not set, although automatum.http.proxy.host is (app.properties - 3:27).",
						"Set it too, or remove automatum.http.proxy.host."),
				row(port + "=3128", host, 0,
						"It is not set, although automatum.http.proxy.port is (app.properties - 3:27).",
						"Set it too, or remove automatum.http.proxy.port."),
				row(proxy + password + "=hunter2", user, 0,
						"It is not set, although automatum.http.proxy.password is (app.properties - 5:31).",
						"Set it too, or remove automatum.http.proxy.password."),
				row(user + "=u\n" + password + "=hunter2", host, 0,
						"It is not set, although automatum.http.proxy.username is (app.properties - 3:31).",
						"Set it to the host of the proxy, or remove automatum.http.proxy.username."));
	}

	private static Object[] row(Object... arguments) {
		return arguments;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			\\u0020           | It is blank.
			customers        | It does not begin with a slash.
			//evil.com/x     | It contains an empty segment.
			/a//b            | It contains an empty segment.
			/                | It ends with a slash.
			/customers/      | It ends with a slash.
			/../admin        | It contains a dot segment.
			/./admin         | It contains a dot segment.
			/a/.             | It contains a dot segment.
			/customers?x=1   | It contains a query.
			/customers#x     | It contains a fragment.
			/${CUSTOMERS}    | It holds a ${...} placeholder that nothing resolves.
			/{id}            | It contains a blank or another character that is not allowed in a path.
			/my customers    | It contains a blank or another character that is not allowed in a path.
			/%2e%2e/admin    | It contains a blank or another character that is not allowed in a path.
			/a;b=c           | It contains a blank or another character that is not allowed in a path.
			/a\\\\b          | It contains a blank or another character that is not allowed in a path.
			""")
	void wrongPaths(String path, String reason) {
		assertThat(render(CREDENTIALS + "automatum.resources.customers.path=" + path)).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: automatum.resources.customers.path
				    Origin: app.properties - 3:36
				    Reason: %s

				Action: %s""".formatted(reason,
				"Set it to a path below the base URL that begins with a slash and does not end with one, "
						+ "for instance /customers, or remove it."));
	}

	@Test
	void everyResourceIsChecked() {
		for (String resource : new AutomatumProperties().getResources().all().keySet()) {
			String property = "automatum.resources." + resource + ".path";
			assertThat(render(CREDENTIALS + property + "=x")).contains("    Property: " + property + "\n",
					"    Reason: It does not begin with a slash.\n");
		}
		assertThat(new AutomatumProperties().getResources().all()).hasSize(8);
	}

	@Test
	void allProblemsAreReportedAtOnce() {
		assertThat(render(ID + "automatum.client-secret=todo\nautomatum.base-url=http://hunter2.example.com\n"
				+ "automatum.http.deadline=0s\nautomatum.rate-limit.per-hour=0"))
			.isEqualTo("""
					The configuration of the Automatum client is not valid:

					    Property: automatum.client-secret
					    Origin: app.properties - 2:25
					    Reason: It is a placeholder and not a client secret.

					    Property: automatum.base-url
					    Origin: app.properties - 3:20
					    Reason: It uses http to a host other than this machine, which would send secrets unencrypted.

					    Property: automatum.http.deadline
					    Origin: app.properties - 4:25
					    Reason: It is zero or negative.

					    Property: automatum.rate-limit.per-hour
					    Origin: app.properties - 5:31
					    Reason: It is not between 1 and 1000000.

					Action: Update the configuration of your application:

					    automatum.client-secret: Set it to the secret of your API client.%s

					    automatum.base-url: %s

					    automatum.http.deadline: Set it to a positive time, for instance 30s.

					    automatum.rate-limit.per-hour: Set it to a number in that range.""".formatted(OFF, URL_ACTION));
	}

	@Test
	void environmentVariableIsNamedAsOrigin() {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		PropertySource<?> source = new SystemEnvironmentPropertySource(name,
				Map.of("AUTOMATUM_CLIENT_ID", "app_1", "AUTOMATUM_CLIENT_SECRET", "changeme"));
		assertThat(render(this.contextRunner
			.withInitializer((context) -> context.getEnvironment().getPropertySources().replace(name, source))))
			.contains("Origin: \"AUTOMATUM_CLIENT_SECRET\" from property source \"systemEnvironment\"")
			.doesNotContain("changeme");
	}

	@Test
	void circularPlaceholderDoesNotBetrayTheSecret() {
		assertThat(render(ID + "automatum.client-secret=hunter2${automatum.client-secret}")).isEqualTo("""
				The configuration of the Automatum client cannot be read:

				    Property: automatum.client-secret
				    Origin: app.properties - 2:25
				    Reason: It holds a placeholder that leads back to itself or cannot be resolved.

				Action: Let the placeholder name another property or an environment variable.""");
	}

	@Test
	void secretThatIsNotATextIsNotPrinted() {
		Map<String, Object> source = Map.of("automatum.client-id", "app_1", "automatum.client-secret",
				Map.of("value", "hunter2"));
		assertThat(render(this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", source))))).isEqualTo("""
					The configuration of the Automatum client cannot be read:

					    Property: automatum.client-secret
					    Origin: "automatum.client-secret" from property source "test"
					    Reason: It is not a text.

					Action: Set it to a single text value.""");
	}

	@Test
	void otherBindingFailuresAreLeftToBoot() {
		assertThat(render(CREDENTIALS + "automatum.http.deadline=soon")).contains("Property: automatum.http.deadline",
				"Value: \"soon\"", "'soon' is not a valid duration");
		assertThat(render(CREDENTIALS + "automatum.environment=moon")).contains("PRODUCTION", "STAGING");
	}

	@Test
	void connectionDetailsOverrideCredentialsAndUrls() {
		details("http://container:8080/v1", "http://container:8080/token").withInitializer(file("""
				automatum.client-id=${AUTOMATUM_CLIENT_ID}
				automatum.client-secret=${AUTOMATUM_CLIENT_SECRET}
				automatum.base-url=http://elsewhere
				automatum.token-url=${AUTOMATUM_TOKEN_URL}
				""")).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void propertiesAreCheckedForWhatConnectionDetailsLeaveOpen() {
		assertThat(render(details(null, null)
			.withInitializer(file("automatum.base-url=http://elsewhere\nautomatum.retry.max-attempts=0"))))
			.contains("automatum.base-url", "automatum.retry.max-attempts")
			.doesNotContain("automatum.client-", "elsewhere");
	}

	@Test
	void urlsOfConnectionDetailsAreChecked() {
		assertThat(render(details("http://user:hunter2@container", "https://container/token"))).isEqualTo("""
				The configuration of the Automatum client is not valid:

				    Property: AutomatumConnectionDetails.getBaseUrl()
				    Origin: bean of type %s
				    Reason: It contains user information.

				Action: %s""".formatted(FixedDetails.class.getName(),
				"Return an absolute http or https URL with a host and without user information, query or fragment."));
	}

	@Test
	void exceptionNamesPropertyOriginAndReason() {
		AutomatumProperties properties = new AutomatumProperties();
		properties.setClientId("app_1");
		properties.setClientSecret("changeme");
		StandardEnvironment environment = new StandardEnvironment();
		assertThatThrownBy(() -> AutomatumConfigurationValidator.validate(properties,
				new PropertiesAutomatumConnectionDetails(properties), environment))
			.isInstanceOf(InvalidAutomatumConfigurationException.class)
			.hasMessage("The configuration of the Automatum client is not valid. "
					+ "automatum.client-secret: It is a placeholder and not a client secret.");
	}

	@Test
	void applicationThatFailsToStartPrintsTheAnalysis(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatThrownBy(() -> application.run("--automatum.client-id=${AUTOMATUM_CLIENT_ID}",
				"--automatum.client-secret=${AUTOMATUM_CLIENT_SECRET}",
				"--automatum.base-url=https://user:hunter2@api.example.com"))
			.isNotNull();
		assertThat(output.toString().replaceAll("\\R", "\n")).contains("""
				APPLICATION FAILED TO START
				***************************

				Description:

				The configuration of the Automatum client is not valid:

				    Property: automatum.client-id
				    Origin: "automatum.client-id" from property source "commandLineArgs"
				    Reason: It holds a ${...} placeholder that nothing resolves.
				""", "    Property: automatum.client-secret\n", "    Reason: It contains user information.\n")
			.doesNotContain("hunter2");
	}

	@Test
	void applicationThatAsksForARepositoryIsToldThatThereAreNoCredentials(CapturedOutput output) {
		SpringApplication application = new SpringApplication(AskingApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatThrownBy(application::run).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START",
				"CustomerRepository', and there is no Automatum client to make one.",
				"Set automatum.client-id and automatum.client-secret");
	}

	private ApplicationContextRunner details(String baseUrl, String tokenUrl) {
		return this.contextRunner.withBean(AutomatumConnectionDetails.class, () -> new FixedDetails(baseUrl, tokenUrl));
	}

	private String render(String file) {
		return render(this.contextRunner.withInitializer(file(file)));
	}

	private static String render(ApplicationContextRunner runner) {
		return RenderedFailure.of(runner);
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> file(String content) {
		return RenderedFailure.file(content);
	}

	private static String escaped(String value) {
		StringBuilder escaped = new StringBuilder();
		value.chars().forEach((character) -> {
			if (character < 128) {
				escaped.append((char) character);
			}
			else {
				escaped.append("\\u%04x".formatted(character));
			}
		});
		return escaped.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TestClientAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AutomatumClientAutoConfiguration.class, AutomatumRepositoryAutoConfiguration.class })
	static class AskingApplication {

		@Bean
		String customers(CustomerRepository customers) {
			return customers.toString();
		}

	}

	static class FixedDetails implements AutomatumConnectionDetails {

		private final String baseUrl;

		private final String tokenUrl;

		FixedDetails(String baseUrl, String tokenUrl) {
			this.baseUrl = baseUrl;
			this.tokenUrl = tokenUrl;
		}

		@Override
		public String getClientId() {
			throw new IllegalStateException("Not to be asked for at start-up");
		}

		@Override
		public String getClientSecret() {
			throw new IllegalStateException("Not to be asked for at start-up");
		}

		@Override
		public String getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public String getTokenUrl() {
			return this.tokenUrl;
		}

	}

}
