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

package io.automatum.spring.autoconfigure.webhook;

import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.RenderedFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutomatumWebhookValidator} and what the failure analyzer says of its
 * refusals.
 */
class InvalidAutomatumWebhookConfigurationTests {

	private static final String SECRET = "automatum.webhook.secret=whsec_0123456789abcdef\n";

	private static final String OFF = " To receive no webhooks, set automatum.webhook.enabled to false.";

	private static final String SHOWN = "Set it to the secret that Automatum shows for your webhook.";

	private static final String PATH_ACTION = "Set it to one path of letters, digits and - . _ ~ that begins with a "
			+ "slash and does not end with one, for instance /webhooks/automatum, or remove it.";

	private static final String URL_ACTION = "Set it to the public https URL under which Automatum reaches this "
			+ "application (http only to localhost), without user information, query or fragment, or remove it.";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AutomatumWebhookAutoConfiguration.class));

	static Stream<Arguments> secretThatCannotBeRight() {
		return Stream.of(Arguments.of("\\u0020", "It is blank.", SHOWN + OFF),
				Arguments.of("changeme", "It is a placeholder and not a webhook secret.", SHOWN + OFF),
				Arguments.of("<hunter2-hunter2-hunter2>", "It is a placeholder and not a webhook secret.", SHOWN + OFF),
				Arguments.of("your-webhook-secret", "It is a placeholder and not a webhook secret.", SHOWN + OFF),
				Arguments.of("your_webhook_secret_here", "It is a placeholder and not a webhook secret.", SHOWN + OFF),
				Arguments.of("replace-with-your-webhook-secret", "It is a placeholder and not a webhook secret.",
						SHOWN + OFF),
				Arguments.of("change-me-change-me", "It is a placeholder and not a webhook secret.", SHOWN + OFF),
				Arguments.of("whsec_xxxxxxxxxxxxxxxxxxxx", "It is a placeholder and not a webhook secret.",
						SHOWN + OFF),
				Arguments.of("hunter2", "It is shorter than 16 bytes, which can be guessed.", SHOWN + OFF),
				Arguments.of("hunter2hunter2h", "It is shorter than 16 bytes, which can be guessed.", SHOWN + OFF),
				Arguments.of("${HUNTER2}", "It holds a ${...} placeholder that nothing resolves.",
						"Define the environment variable or property that the placeholder names." + OFF),
				Arguments.of("hunter2hunter2hunter2\\u0020",
						"It begins or ends with a blank, or contains a line break or control character.",
						"Remove that character; it often comes from the end of a line or file."));
	}

	@ParameterizedTest
	@MethodSource
	void secretThatCannotBeRight(String secret, String reason, String action) {
		assertThat(render("automatum.webhook.secret=" + secret)).isEqualTo("""
				The configuration of the Automatum webhook is not valid:

				    Property: automatum.webhook.secret
				    Origin: app.properties - 1:26
				    Reason: %s

				Action: %s""".formatted(reason, action));
	}

	@Test
	void secretOfTheLeastLengthIsAccepted() {
		isAccepted("automatum.webhook.secret=hunter2hunter2hu");
	}

	@Test
	void oneSecretAndSeveral() {
		assertThat(render(SECRET + "automatum.webhook.secrets[0].value=hunter2hunter2hunter2")).isEqualTo("""
				The configuration of the Automatum webhook is not valid:

				    Property: automatum.webhook.secret
				    Origin: app.properties - 1:26
				    Reason: It is set, and so is automatum.webhook.secrets (app.properties - 2:36).

				Action: Move it into automatum.webhook.secrets, or remove either.""");
	}

	@Test
	void everythingThatIsWrongWithSeveralSecrets() {
		assertThat(render("""
				automatum.webhook.secrets[0].name=old
				automatum.webhook.secrets[1].value=hunter2
				automatum.webhook.secrets[1].name=old
				automatum.webhook.secrets[2].value=hunter2hunter2hunter2
				automatum.webhook.secrets[2].not-after=hunter2
				""")).isEqualTo("""
				The configuration of the Automatum webhook is not valid:

				    Property: automatum.webhook.secrets[0].value
				    Reason: It is not set.

				    Property: automatum.webhook.secrets[1].value
				    Origin: app.properties - 2:36
				    Reason: It is shorter than 16 bytes, which can be guessed.

				    Property: automatum.webhook.secrets[1].name
				    Origin: app.properties - 3:35
				    Reason: Another secret has the same name.

				    Property: automatum.webhook.secrets[2].not-after
				    Origin: app.properties - 5:40
				    Reason: It is neither a date nor a time with an offset.

				Action: Update the configuration of your application:

				    automatum.webhook.secrets[0].value: %s

				    automatum.webhook.secrets[1].value: %s

				    automatum.webhook.secrets[1].name: Give each secret a name of its own, or remove it.

				    automatum.webhook.secrets[2].not-after: Set it to a date, for instance 2026-12-31, or a time, for \
				instance 2026-12-31T18:00:00Z.""".formatted(SHOWN, SHOWN + OFF));
	}

	@Test
	void emptyListOfSecrets() {
		assertThat(render("automatum.webhook.secrets=")).contains("    Property: automatum.webhook.secrets\n",
				"    Reason: It is empty.\n", "Action: List the secrets that Automatum shows for your webhook." + OFF);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-12-31", "2026-12-31T18:00:00Z", "2026-12-31T18:00:00+02:00" })
	void endOfASecretIsADateOrATime(String end) {
		isAccepted("automatum.webhook.secrets[0].value=hunter2hunter2hunter2\n"
				+ "automatum.webhook.secrets[0].not-after=" + end);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			\\u0020            | It is blank.
			webhooks           | It does not begin with a slash.
			/                  | It ends with a slash.
			/webhooks/         | It ends with a slash.
			/a//b              | It contains an empty segment.
			/a/../b            | It contains a dot segment.
			/a/./b             | It contains a dot segment.
			/a?b               | It contains a query.
			/a#b               | It contains a fragment.
			/a/*               | It contains a pattern.
			/a/**              | It contains a pattern.
			/a/{b}             | It contains a pattern.
			/${HUNTER2}        | It holds a ${...} placeholder that nothing resolves.
			/a b               | It contains a blank or another character that is not allowed in a path.
			/a%20b             | It contains a blank or another character that is not allowed in a path.
			/a;b               | It contains a blank or another character that is not allowed in a path.
			/a(b)              | It contains another character than letters, digits and - . _ ~ /.
			""")
	void pathThatIsNotOnePath(String path, String reason) {
		assertThat(render(SECRET + "automatum.webhook.path=" + path)).isEqualTo("""
				The configuration of the Automatum webhook is not valid:

				    Property: automatum.webhook.path
				    Origin: app.properties - 2:24
				    Reason: %s

				Action: %s""".formatted(reason, PATH_ACTION));
	}

	static Stream<Arguments> numberThatIsOutOfRange() {
		String count = "Set it to a number in that range.";
		String time = "Set it to a positive time, for instance 30s.";
		String size = "Set it to a size in that range, for instance 256KB.";
		return Stream.of(Arguments.of("max-body-size", "1000B", "It is not between 1KB and 10MB.", size),
				Arguments.of("max-body-size", "11MB", "It is not between 1KB and 10MB.", size),
				Arguments.of("body-timeout", "0s", "It is zero or negative.", time),
				Arguments.of("body-timeout", "8s", "It is not shorter than automatum.webhook.reply-timeout.",
						"Set it to a shorter time: the event has to be stored before the reply, too."),
				Arguments.of("reply-timeout", "-1s", "It is zero or negative.", time),
				Arguments.of("reply-timeout", "9001ms", "It is longer than 9 seconds.",
						"Set it to 9s or less: the sender gives up after 10 seconds."),
				Arguments.of("signature.header", "X-Signature:", "It is not the name of a header.",
						"Set it to the header's name alone, for instance X-Automatum-Signature, or remove it."),
				Arguments.of("signature.tolerance", "0s", "It is zero or negative.", time),
				Arguments.of("signature.tolerance", "25h", "It is longer than a day.",
						"Set it to a shorter time, for instance 30s."),
				Arguments.of("inbox.workers", "0", "It is not between 1 and 1000.", count),
				Arguments.of("inbox.retention", "0d", "It is zero or negative.", time),
				Arguments.of("inbox.handler-timeout", "0s", "It is zero or negative.", time),
				Arguments.of("inbox.memory.max-events", "0", "It is not between 1 and 10000000.", count),
				Arguments.of("inbox.memory.max-refusals", "9", "It is not between 1 and 8.", count),
				Arguments.of("inbox.retry.max-attempts", "0", "It is not between 1 and 1000.", count),
				Arguments.of("inbox.retry.initial", "0s", "It is zero or negative.", time),
				Arguments.of("inbox.retry.initial", "2h", "It is longer than automatum.webhook.inbox.retry.max.",
						"Set it to a shorter time, or the maximum to a longer one."),
				Arguments.of("inbox.retry.max", "25h", "It is longer than a day.",
						"Set it to a shorter time, for instance 30s."));
	}

	@ParameterizedTest
	@MethodSource
	void numberThatIsOutOfRange(String property, String value, String reason, String action) {
		assertThat(render(SECRET + "automatum.webhook." + property + "=" + value)).isEqualTo("""
				The configuration of the Automatum webhook is not valid:

				    Property: automatum.webhook.%s
				    Origin: app.properties - 2:%d
				    Reason: %s

				Action: %s""".formatted(property, "automatum.webhook.".length() + property.length() + 2, reason,
				action));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					http://hunter2.example.com/x         | It uses http to a host other than this machine, which would send secrets unencrypted.
					hunter2.example.com                  | It has no scheme.
					ftp://hunter2.example.com            | Its scheme is neither https nor http.
					https://user:hunter2@example.com/x   | It contains user information.
					https://example.com/x?token=hunter2  | It contains a query.
					https://example.com/x#hunter2        | It contains a fragment.
					""")
	void urlToRegisterThatIsNotPublicAndEncrypted(String url, String reason) {
		assertThat(render(SECRET + "automatum.webhook.register.url=" + url)).contains("""
				    Property: automatum.webhook.register.url
				    Origin: app.properties - 2:32
				    Reason: %s
				""".formatted(reason), URL_ACTION);
	}

	@Test
	void registrationWithoutAClient() {
		assertThat(render(SECRET + "automatum.webhook.register.url=https://example.com/webhooks/automatum"))
			.isEqualTo("""
					The configuration of the Automatum webhook is not valid:

					    Property: automatum.webhook.register.url
					    Origin: app.properties - 2:32
					    Reason: It is set, but there is no client to register with.

					Action: Set automatum.client-id and automatum.client-secret, or remove it.""");
	}

	@Test
	void registrationOfAPatternOrWithoutAName() {
		assertThat(render(SECRET + """
				automatum.webhook.register.url=https://example.com/webhooks/automatum
				automatum.webhook.register.name=
				automatum.webhook.register.events=entitlement.created,customer.*
				""")).contains("    Property: automatum.webhook.register.name\n", "    Reason: It is blank.\n",
				"    Property: automatum.webhook.register.events\n",
				"    Reason: Event 2 of 2 is blank or a pattern.\n");
	}

	@Test
	void circularPlaceholderIsNotPrinted() {
		assertThat(render("automatum.webhook.secret=${automatum.webhook.secret}hunter2"))
			.contains("Property: automatum.webhook.secret", "It holds a placeholder that leads back to itself");
	}

	private void isAccepted(String file) {
		this.contextRunner.withInitializer(file(file)).run((context) -> assertThat(context).hasNotFailed());
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

}
