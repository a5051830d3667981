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

package io.automatum.spring.oauth2;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.oauth2.TokenServer.Reply;
import io.automatum.testing.Unwatched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Canaries in place of the secret and the token, every logger at TRACE, and the codecs
 * told to log request details.
 */
@Timeout(60)
class NoSecretLeavesMemoryTests {

	private static final String SECRET = "secret_CANARY+one/two=three";

	private static final String TOKEN = "tokenCANARY-0123456789.abcdef";

	private static final List<String> FORBIDDEN = List.of("canary",
			URLEncoder.encode(SECRET, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT), base64(SECRET),
			base64("app_1:" + SECRET), base64(TOKEN));

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final List<Appender<ILoggingEvent>> consoles = new ArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			NoSecretLeavesMemoryTests.this.log.add(event.getLoggerName() + " " + event.getFormattedMessage() + " "
					+ ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	};

	@BeforeEach
	void captureEverything() {
		this.root.iteratorForAppenders().forEachRemaining(this.consoles::add);
		this.consoles.forEach(this.root::detachAppender);
		this.root.setLevel(Level.TRACE);
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	@AfterEach
	void restore() {
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.level);
		this.consoles.forEach(this.root::addAppender);
	}

	@Test
	void fetchRenewalAndRefusalLogNoSecret() {
		try (TokenServer server = TokenServer.answering((number) -> Reply.token(TOKEN + number));
				ClientCredentialsTokenProvider provider = provider(server.uri())) {
			AccessToken token = provider.token().block(Duration.ofSeconds(20));
			assertThat(token).isNotNull();
			assertThat(token.value()).isEqualTo(TOKEN + 1);
			provider.invalidate(token);
			AccessToken second = provider.token().block(Duration.ofSeconds(20));
			assertNoSecretIn(String.valueOf(second), provider.toString(), provider.status().toString());
			assertThat(server.forms()).hasSize(2).allMatch((form) -> form.contains("secret_CANARY"));
			assertThat(this.log).anyMatch((line) -> line.contains("HTTP POST"));
			assertNothingLogged();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("echoes")
	void echoedSecretIsRedacted(String name, IntFunction<Reply> replies) {
		try (TokenServer server = TokenServer
			.answering((number) -> (number == 1) ? Reply.token(TOKEN) : replies.apply(number));
				ClientCredentialsTokenProvider provider = provider(server.uri())) {
			AccessToken token = provider.token().block(Duration.ofSeconds(20));
			assertThat(token).isNotNull();
			// Still held when it is renewed in the background, as in the second request
			// here
			Redaction redaction = new Redaction(new ClientCredentials("app_1", SECRET), token);
			provider.invalidate(token);
			Throwable failure = provider.token()
				.map((unexpected) -> (Throwable) new AssertionError("There was a token"))
				.onErrorResume(Mono::just)
				.block(Duration.ofSeconds(20));
			assertThat(failure).isInstanceOf(AutomatumException.class);
			assertNoSecretIn(describe((AutomatumException) failure), provider.status().toString());
			assertNoSecretIn(redaction.clean(replies.apply(2).body(), 1024));
			assertNothingLogged();
		}
	}

	static Stream<Arguments> echoes() {
		return Stream.of(
				echo("in the description", 401,
						"{\"error\":\"invalid_client\",\"error_description\":\"no client with secret " + SECRET
								+ "\"}"),
				echo("as the code", 400, "{\"error\":\"" + SECRET + "\"}"),
				echo("as a member", 400, "{\"client_secret\":\"" + SECRET + "\",\"message\":\"no\",\"code\":400}"),
				echo("as the form", 400,
						"grant_type=client_credentials&client_secret="
								+ URLEncoder.encode(SECRET, StandardCharsets.UTF_8)),
				echo("in lower-case escapes", 400, "secret%5fCANARY%2bone%2ftwo%3dthree"),
				echo("wholly escaped", 500, percent(SECRET)),
				echo("in base64", 401, "Authorization: Basic " + base64("app_1:" + SECRET)),
				echo("in base64 alone", 500, "<p>" + base64(SECRET) + "</p>"),
				echo("in HTML", 500,
						"<html><pre>" + SECRET.replace("+", "&#43;").replace("/", "&#x2f;") + "</pre></html>"),
				echo("in JSON escapes", 500, "{\"message\":\"" + unicode(SECRET) + "\"}"),
				echo("with escaped slashes", 500, "{\"message\":\"" + SECRET.replace("/", "\\/") + "\"}"),
				echo("cut off", 500, "the request was client_id=app_1&x=" + SECRET.substring(0, 16)),
				echo("in upper case", 500, SECRET.toUpperCase(Locale.ROOT)),
				echo("in several lines", 500, SECRET.substring(0, 10) + "\n" + SECRET.substring(10)),
				echo("across the snippet's end", 500, "x".repeat(1015) + SECRET),
				echo("a token beside a failure", 500, "{\"access_token\":\"" + TOKEN + "2\",\"message\":\"sorry\"}"),
				echo("a token beside an error", 200,
						"{\"access_token\":\"" + TOKEN + "2\",\"error\":\"x\",\"error_description\":\"gave " + TOKEN
								+ "2\"}"),
				echo("a token as text", 500, "issued Bearer " + TOKEN + "2"),
				echo("a token cut off", 200, "{\"token_type\":\"Bearer\",\"access_token\":\"" + TOKEN),
				echo("a token with a line break", 200, "{\"access_token\":\"" + TOKEN + "\\r\\n\"}"),
				echo("a token of another type", 200,
						"{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"" + TOKEN + "\"}"),
				echo("a bare token", 200, TOKEN), Arguments.of("in a redirect",
						(IntFunction<Reply>) (number) -> Reply.redirect("http://127.0.0.1:1/?t=redirected")));
	}

	@Test
	void networkFailureHoldsNoSecret() {
		try (ClientCredentialsTokenProvider provider = provider(URI.create("http://127.0.0.1:1/oauth/token"))) {
			Throwable failure = provider.token()
				.map((unexpected) -> (Throwable) new AssertionError("There was a token"))
				.onErrorResume(Mono::just)
				.block(Duration.ofSeconds(20));
			assertThat(failure).isInstanceOf(AutomatumException.class);
			assertNoSecretIn(describe((AutomatumException) failure));
			assertNothingLogged();
		}
	}

	@Test
	void valuesMaskThemselves() {
		AccessToken token = new AccessToken(TOKEN, Set.of(), Instant.EPOCH, Instant.EPOCH);
		TokenSettings settings = TokenSettings.builder(URI.create("https://host/oauth/token?key=" + TOKEN)).build();
		assertNoSecretIn(new ClientCredentials("app_1", SECRET).toString(), token.toString(), settings.toString(),
				new TokenRenewal(TokenOutcome.SUCCESS, true, Duration.ZERO, token, null).toString());
	}

	@Test
	@Unwatched
	void springsOwnClientLogsTheSecretAndTheToken() {
		// Negative control: the same settings, without what this package does about it
		try (TokenServer server = TokenServer.answering((number) -> Reply.token(TOKEN))) {
			WebClientReactiveClientCredentialsTokenResponseClient client = new WebClientReactiveClientCredentialsTokenResponseClient();
			client.setWebClient(talkativeClient());
			client
				.getTokenResponse(
						new OAuth2ClientCredentialsGrantRequest(ClientRegistration.withRegistrationId("automatum")
							.clientId("app_1")
							.clientSecret(SECRET)
							.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
							.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
							.tokenUri(server.uri().toString())
							.build()))
				.block(Duration.ofSeconds(20));
			assertThat(this.log).anyMatch((line) -> line.contains(SECRET)).anyMatch((line) -> line.contains(TOKEN));
		}
	}

	private static Arguments echo(String name, int status, String body) {
		return Arguments.of(name, (IntFunction<Reply>) (number) -> Reply.json(status, body));
	}

	private static ClientCredentialsTokenProvider provider(URI uri) {
		return new ClientCredentialsTokenProvider(TokenSettings.builder(uri).build(),
				ClientCredentialsSource.of("app_1", SECRET), talkativeClient());
	}

	private static WebClient talkativeClient() {
		return WebClient.builder()
			.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(true))
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create()))
			.build();
	}

	private static String describe(AutomatumException failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text, true));
		for (Throwable link = failure; link != null; link = link.getCause()) {
			text.append(link.toString());
			if (link instanceof AutomatumException typed) {
				text.append(typed.details().toString())
					.append(String.valueOf(typed.details().errorMessage()))
					.append(String.valueOf(typed.errorCode()))
					.append(String.valueOf(typed.errorType()))
					.append(String.valueOf(typed.bodySnippet()))
					.append(typed.headers().toString());
			}
		}
		return text.toString();
	}

	private void assertNothingLogged() {
		assertThat(this.log).isNotEmpty();
		this.log.forEach(NoSecretLeavesMemoryTests::assertNoSecretIn);
	}

	private static void assertNoSecretIn(String... texts) {
		for (String text : texts) {
			for (String forbidden : FORBIDDEN) {
				assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(forbidden.toLowerCase(Locale.ROOT));
			}
		}
	}

	private static String base64(String value) {
		return Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
	}

	private static String percent(String value) {
		StringBuilder escaped = new StringBuilder();
		value.chars().forEach((character) -> escaped.append("%%%02x".formatted(character)));
		return escaped.toString();
	}

	private static String unicode(String value) {
		StringBuilder escaped = new StringBuilder();
		value.chars().forEach((character) -> escaped.append("\\u%04x".formatted(character)));
		return escaped.toString();
	}

}
