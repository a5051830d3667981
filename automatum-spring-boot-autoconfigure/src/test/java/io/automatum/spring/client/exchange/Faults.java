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

package io.automatum.spring.client.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import javax.net.ssl.SSLException;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.PaginationLoopException;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.UnexpectedResponseException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.exchange.Fault.Outcome;
import io.automatum.spring.client.exchange.Fault.Target;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.ScriptedServer.Exchange;
import io.automatum.spring.oauth2.AccessToken;
import io.automatum.spring.oauth2.AccessTokenProvider;
import io.automatum.spring.resilience.RateBudget.PermitRequest;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.SslProvider;

/**
 * The table of the fault suite.
 */
final class Faults implements AutoCloseable {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

	private static final String PAGE = "{\"data\":[]}";

	private static final int[] STATUSES = { 300, 304, 305, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413,
			415, 418, 421, 422, 423, 425, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 511, 520, 521,
			522, 523, 524, 525, 530, 599, 600, 999 };

	private final TlsCertificates certificates;

	private final WireMockServer wireMock = new WireMockServer(
			WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

	private final List<Fault> faults = new ArrayList<>();

	private Faults(TlsCertificates certificates) {
		this.certificates = certificates;
		this.wireMock.start();
		noConnection();
		tls();
		silence();
		brokenOff();
		notHttp();
		unreadable();
		statuses();
		redirects();
		walks();
		ofOthers();
		wireMock();
	}

	static Faults prepare(TlsCertificates certificates) {
		return new Faults(certificates);
	}

	List<Fault> all() {
		return this.faults;
	}

	@Override
	public void close() {
		this.wireMock.stop();
	}

	private void noConnection() {
		at("a host name that does not exist", () -> Target.at(URI.create("http://automatum.invalid/api/v1")),
				Outcome.notSent(Kind.DNS), (client) -> client
					.transport((httpClient) -> httpClient.resolver(DefaultAddressResolverGroup.INSTANCE)));
		at("a refused connection", () -> Target.at(local("http", closedPort())), Outcome.notSent(Kind.CONNECT));
		at("a host that does not take connections", Faults::fullBacklog, Outcome.notSent(Kind.CONNECT),
				(client) -> client.connectTimeout(Duration.ofMillis(100)));
		at("a host that does not take connections before the deadline", Faults::fullBacklog,
				Outcome.notSent(Kind.DEADLINE), (client) -> client.connectTimeout(Duration.ofMillis(600)));
	}

	private void tls() {
		tls("an expired certificate", "expired", Kind.TLS);
		tls("another host's certificate", "other", Kind.TLS);
		at("a self-signed certificate",
				() -> Target.of(ScriptedServer.start(this.certificates.sockets("good"), "https")),
				Outcome.notSent(Kind.TLS));
		at("plain HTTP on the TLS port", () -> {
			ServerOfBytes plain = new ServerOfBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
			return Target.at(local("https", plain.port())).holding(plain::close);
		}, Outcome.notSent(Kind.TLS));
		at("a handshake that is broken off", () -> {
			ServerOfBytes closing = new ServerOfBytes("");
			return Target.at(local("https", closing.port())).holding(closing::close);
		}, Outcome.notSent(Kind.CONNECT));
		at("a handshake that is not answered", () -> silentAccept("https"), Outcome.notSent(Kind.CONNECT),
				(client) -> client.connectTimeout(Duration.ofMillis(100)));
		at("a handshake that is not answered before the deadline", () -> silentAccept("https"),
				Outcome.notSent(Kind.DEADLINE), (client) -> client.connectTimeout(Duration.ofMillis(600)));
		at("TLS on the port for plain HTTP",
				() -> plain(ScriptedServer.start(this.certificates.sockets("good"), "https")),
				Outcome.sent(Kind.PROTOCOL));
		at("TLS that ends within the answer",
				() -> Target.of(ScriptedServer.start(this.certificates.sockets("good"), "https")
					.answering(Answer.rawThenClose(OK + "Content-Length: 90\r\n\r\n{"))),
				Outcome.sent(Kind.CONNECTION_RESET),
				(client) -> client.transport((httpClient) -> httpClient.secure(this::trust)));
	}

	private void tls(String name, String certificate, Kind kind) {
		at(name, () -> {
			ScriptedServer server = ScriptedServer.start(this.certificates.sockets(certificate), "https");
			return Target.of(server).verifying(() -> requireNone(server));
		}, Outcome.notSent(kind), (client) -> client.transport((httpClient) -> httpClient.secure(this::trust)));
	}

	private void trust(SslProvider.SslContextSpec spec) {
		try {
			spec.sslContext(SslContextBuilder.forClient().trustManager(this.certificates.authority()).build());
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void silence() {
		Outcome deadline = Outcome.sent(Kind.DEADLINE);
		of("silence", Answer.silence(), deadline);
		at("silence before the connection is accepted", () -> silentAccept("http"), deadline);
		of("silence within the status line", Answer.raw("HTTP/1.1 2").then(Answer.silence()), deadline);
		of("silence within the head", Answer.raw(OK).then(Answer.silence()), deadline);
		of("silence after the head", Answer.raw(OK + "Content-Length: 9\r\n\r\n").then(Answer.silence()), deadline);
		of("silence within the body", Answer.raw(OK + "Content-Length: 90\r\n\r\n{").then(Answer.silence()), deadline);
		of("silence within a chunk",
				Answer.raw(OK + "Transfer-Encoding: chunked\r\n\r\n50\r\n{").then(Answer.silence()), deadline);
		of("silence instead of the last chunk",
				Answer.raw(OK + "Transfer-Encoding: chunked\r\n\r\nb\r\n" + PAGE + "\r\n").then(Answer.silence()),
				deadline);
		of("silence within the trailers",
				Answer.raw(OK + "Transfer-Encoding: chunked\r\n\r\nb\r\n" + PAGE + "\r\n0\r\nX-A: ")
					.then(Answer.silence()),
				deadline);
		of("silence after 100 Continue", Answer.raw("HTTP/1.1 100 Continue\r\n\r\n").then(Answer.silence()), deadline);
		of("silence after 103 Early Hints", Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n").then(Answer.silence()),
				deadline);
		of("a body without a length that never ends", Answer.raw(OK + "\r\n{").then(Answer.silence()), deadline);
		of("a head byte by byte", dribble(OK.repeat(100)), deadline);
		of("a body byte by byte", Answer.raw(OK + "Content-Length: 100000\r\n\r\n").then(dribble(" ".repeat(5000))),
				deadline);
		of("chunks byte by byte",
				Answer.raw(OK + "Transfer-Encoding: chunked\r\n\r\n").then(dribble("1\r\n \r\n".repeat(1000))),
				deadline);
		of("103 Early Hints for ever", dribble("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(200)), deadline);
		of("an error's body byte by byte",
				Answer.raw("HTTP/1.1 500 Error\r\nContent-Length: 9000\r\n\r\n").then(dribble(" ".repeat(5000))),
				deadline);
		Fault slow = Fault.of("silence beyond the read time-out", Answer.silence(), Outcome.sent(Kind.READ_TIMEOUT));
		add(slow.with((client) -> client.readTimeout(Duration.ofMillis(80))));
		add(Fault.of("a body that stops beyond the read time-out",
				Answer.raw(OK + "Content-Length: 90\r\n\r\n{").then(Answer.silence()), Outcome.sent(Kind.READ_TIMEOUT))
			.with((client) -> client.readTimeout(Duration.ofMillis(80))));
	}

	private void brokenOff() {
		Outcome broken = Outcome.sent(Kind.CONNECTION_RESET);
		of("reset before the head", Answer.reset(), broken);
		of("close before the head", Answer.close(), broken);
		of("half-closed before the head", halfClose(""), broken);
		of("close within the status line", Answer.rawThenClose("HTTP/1.1 20"), broken);
		of("reset within the head", Answer.rawThenReset(OK + "X-A"), broken);
		of("close within the head", Answer.rawThenClose(OK + "X-A"), broken);
		of("reset after the head", Answer.rawThenReset(OK + "Content-Length: 9\r\n\r\n"), broken);
		of("close after the head", Answer.rawThenClose(OK + "Content-Length: 9\r\n\r\n"), broken);
		of("half-closed within the body", halfClose(OK + "Content-Length: 90\r\n\r\n" + PAGE), broken);
		of("reset within the body", Answer.rawThenReset(OK + "Content-Length: 90\r\n\r\n" + PAGE), broken);
		of("close within the body", Answer.rawThenClose(OK + "Content-Length: 90\r\n\r\n" + PAGE), broken);
		of("close within a chunk", Answer.rawThenClose(OK + "Transfer-Encoding: chunked\r\n\r\n50\r\n" + PAGE), broken);
		of("close instead of the last chunk",
				Answer.rawThenClose(OK + "Transfer-Encoding: chunked\r\n\r\nb\r\n" + PAGE + "\r\n"), broken);
		of("close within the trailers",
				Answer.rawThenClose(OK + "Transfer-Encoding: chunked\r\n\r\nb\r\n" + PAGE + "\r\n0\r\nX-A: b\r\n"),
				broken);
		of("close after 103 Early Hints", Answer.rawThenClose("HTTP/1.1 103 Early Hints\r\n\r\n"), broken);
	}

	private void notHttp() {
		Outcome protocol = Outcome.sent(Kind.PROTOCOL);
		of("garbage", Answer.rawThenClose("\u0001\u0002garbage\r\n\r\n"), protocol);
		of("SSH", Answer.rawThenClose("SSH-2.0-OpenSSH_9.2\r\n\r\n"), protocol);
		of("SMTP", Answer.rawThenClose("220 mail.example.org ESMTP\r\n\r\n"), protocol);
		of("a status that is no number", Answer.rawThenClose("HTTP/1.1 abc OK\r\n\r\n"), protocol);
		of("a negative status", Answer.rawThenClose("HTTP/1.1 -5 OK\r\n\r\n"), protocol);
		of("a header of a megabyte", Answer.rawThenClose(OK + "X: " + "x".repeat(1 << 20) + "\r\n\r\n"), protocol);
		of("twenty thousand headers", Answer.rawThenClose(OK + "X-Header: value\r\n".repeat(20_000) + "\r\n"),
				protocol);
		of("a status line of a megabyte", Answer.rawThenClose("HTTP/1.1 200 " + "O".repeat(1 << 20) + "\r\n\r\n"),
				protocol);
		of("trailers of a megabyte",
				Answer.rawThenClose(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + "x".repeat(1 << 20)), protocol);
		of("two lengths", Answer.rawThenClose(OK + "Content-Length: 11\r\nContent-Length: 12\r\n\r\n" + PAGE),
				protocol);
		of("a length that is no number", Answer.rawThenClose(OK + "Content-Length: many\r\n\r\n" + PAGE), protocol);
		of("a chunk without a size", Answer.rawThenClose(OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), protocol);
		of("101 Switching Protocols", Answer.raw("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n").then(Answer.silence()),
				Outcome.answer(UnexpectedResponseException.class));
	}

	private void unreadable() {
		Outcome unreadable = Outcome.answer(DecodingException.class);
		of("HTML with status 200", Answer.html(200), unreadable);
		of("HTML with status 201", Answer.html(201), unreadable);
		of("no content", Answer.empty(204), unreadable);
		of("an empty body", Answer.empty(200), unreadable);
		of("JSON that ends early", Answer.json(200, "{\"data\":[{\"id\":\"1\"}"), unreadable);
		of("JSON that is none", Answer.json(200, "{\"data\":[{\"id\":}]}"), unreadable);
		of("a number", Answer.json(200, "17"), unreadable);
		of("null", Answer.json(200, "null"), unreadable);
		of("JSON nested deep", Answer.json(200, "{\"data\":" + "[".repeat(100_000)), unreadable);
		of("JSON as text", Answer.of(200, "text/plain", PAGE.getBytes(StandardCharsets.UTF_8)), unreadable);
		of("11 MB", Answer.json(200, "{\"data\":[\"" + "x".repeat(11 << 20) + "\"]}"), unreadable);
		of("a gzip bomb", Answer.of(200, "application/json", gzip(new byte[1 << 20], 256), "Content-Encoding: gzip"),
				unreadable);
		of("gzip that is none", Answer.json(200, PAGE, "Content-Encoding: gzip"), unreadable);
		of("gzip that ends early",
				Answer.of(200, "application/json", cut(gzip(PAGE.getBytes(), 1)), "Content-Encoding: gzip"),
				unreadable);
		of("an error of code 400 in status 200", Answer.json(200, "{\"code\":400,\"message\":\"no\"}"),
				Outcome.answer(ValidationException.class));
		of("an error of code 503 in status 200", Answer.json(200, "{\"code\":503,\"message\":\"no\"}"),
				Outcome.answer(ServerErrorException.class));
	}

	private void statuses() {
		for (int status : STATUSES) {
			Outcome outcome = Outcome.answer(new ErrorReplyTests.Row(status, ErrorReplyTests.Shape.HTML).type());
			of("HTML with status " + status, (status != 304) ? Answer.html(status) : Answer.empty(304), outcome);
		}
		of("503 to come back in an hour", Answer.json(503, "{}", "Retry-After: 3600"),
				Outcome.answer(ServerErrorException.class));
		of("429 to come back in an hour", Answer.json(429, "{}", "Retry-After: 3600"),
				Outcome.answer(RateLimitedException.class));
		of("503 whose body is a gzip bomb",
				Answer.of(503, "application/json", gzip(new byte[1 << 20], 256), "Content-Encoding: gzip"),
				Outcome.answer(ServerErrorException.class));
		of("422 whose body breaks off", Answer.rawThenClose("HTTP/1.1 422 No\r\nContent-Length: 90\r\n\r\n{"),
				Outcome.answer(ValidationException.class));
		of("503 whose body is reset", Answer.rawThenReset("HTTP/1.1 503 No\r\nContent-Length: 90\r\n\r\n{"),
				Outcome.answer(ServerErrorException.class));
	}

	private void redirects() {
		for (int status : new int[] { 301, 302, 303, 307, 308 }) {
			redirect(status + " to another host", status, "http://localhost:");
		}
		redirect("302 to another host without a scheme", 302, "//127.0.0.1:");
		redirect("307 to another host by TLS", 307, "https://127.0.0.1:");
	}

	private void redirect(String name, int status, String location) {
		at(name, () -> {
			ScriptedServer other = ScriptedServer.start().answering(Answer.json(200, PAGE));
			ScriptedServer server = ScriptedServer.start()
				.answering(Answer.json(status, "", "Location: " + location + other.port() + "/api/v1/customers"));
			return Target.of(server).holding(other).verifying(() -> requireNone(other));
		}, Outcome.answer(UnexpectedResponseException.class));
	}

	private void walks() {
		// It is about the walk, not about one call.
		Outcome loop = new Outcome(PaginationLoopException.class, null, false);
		walk("the same cursor for ever", loop, cursor("a"));
		walk("two cursors in turn", loop, cursor("a"), cursor("b"), cursor("a"));
		walk("empty pages with one cursor", loop, Answer.json(200, "{\"data\":[],\"nextCursor\":\"a\"}"));
		walk("the same page for ever", loop, numbered(1));
		walk("a page that goes back", loop, numbered(1), numbered(2), numbered(1));
		walk("a second page that breaks off", Outcome.sent(Kind.CONNECTION_RESET), cursor("a"), Answer.reset());
		walk("a second page that never comes", Outcome.sent(Kind.DEADLINE), cursor("a"), Answer.silence());
		walk("a second page that is HTML", Outcome.answer(DecodingException.class), cursor("a"), Answer.html(200));
	}

	private void walk(String name, Outcome outcome, Answer... answers) {
		add(Fault.at(name, () -> Target.of(ScriptedServer.start().answering(answers)), outcome).ofAWalk());
	}

	private void ofOthers() {
		of("no token", Answer.json(200, PAGE), Outcome.notSent(Kind.DEADLINE), Mono.never());
		of("credentials that are refused", Answer.json(200, PAGE),
				new Outcome(AuthenticationFailedException.class, null, false),
				Mono.error(() -> new AuthenticationFailedException("refused", ErrorDetails.none(), null)));
		of("a token provider that ends without a token", Answer.json(200, PAGE), Outcome.notSent(Kind.OTHER),
				Mono.empty());
		add(Fault.of("no permit", Answer.json(200, PAGE), Outcome.notSent(Kind.DEADLINE))
			.withOwnBudget((client) -> client.budget(new RecordingBudget(Mono.never()))));
		add(Fault
			.of("no permit within the deadline", Answer.json(200, PAGE),
					new Outcome(RateLimitedException.class, null, false))
			.withOwnBudget((client) -> client.budget(usedUp())));
	}

	private void of(String name, Answer answer, Outcome outcome, Mono<AccessToken> token) {
		add(Fault.of(name, answer, outcome).with((client) -> client.tokens(new AccessTokenProvider() {

			@Override
			public Mono<AccessToken> token() {
				return token;
			}

			@Override
			public void invalidate(AccessToken refused) {
			}

		})));
	}

	private static SlidingWindowRateBudget usedUp() {
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
			.window(new RateWindow(1, Duration.ofHours(1)))
			.build();
		budget.acquire(new PermitRequest("GET", "/", null)).block().sent();
		return budget;
	}

	private void wireMock() {
		wireMock("an empty answer", answer(com.github.tomakehurst.wiremock.http.Fault.EMPTY_RESPONSE),
				Outcome.sent(Kind.CONNECTION_RESET));
		wireMock("a reset", answer(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER),
				Outcome.sent(Kind.CONNECTION_RESET));
		wireMock("garbage after the head", answer(com.github.tomakehurst.wiremock.http.Fault.MALFORMED_RESPONSE_CHUNK),
				Outcome.sent(Kind.CONNECTION_RESET));
		wireMock("garbage and a close", answer(com.github.tomakehurst.wiremock.http.Fault.RANDOM_DATA_THEN_CLOSE),
				Outcome.sent(Kind.CONNECTION_RESET));
		wireMock("a delay beyond the deadline", WireMock.okJson(PAGE).withFixedDelay(1000),
				Outcome.sent(Kind.DEADLINE));
		wireMock("a body that dribbles beyond the deadline", WireMock.okJson(PAGE).withChunkedDribbleDelay(5, 1000),
				Outcome.sent(Kind.DEADLINE));
		wireMock("HTML", WireMock.ok("<html>").withHeader("Content-Type", "text/html"),
				Outcome.answer(DecodingException.class));
		wireMock("503", WireMock.serviceUnavailable(), Outcome.answer(ServerErrorException.class));
	}

	private static ResponseDefinitionBuilder answer(com.github.tomakehurst.wiremock.http.Fault fault) {
		return WireMock.aResponse().withFault(fault);
	}

	private void wireMock(String name, ResponseDefinitionBuilder answer, Outcome outcome) {
		String path = "/" + name.replace(' ', '-');
		this.wireMock.stubFor(WireMock.any(WireMock.urlMatching(path + "/.*")).willReturn(answer));
		at("WireMock: " + name,
				() -> Target.at(URI.create("http://127.0.0.1:" + this.wireMock.port() + path + "/api/v1")), outcome);
	}

	private void of(String name, Answer answer, Outcome outcome) {
		add(Fault.of(name, answer, outcome));
	}

	private void at(String name, Supplier<Target> opening, Outcome outcome) {
		add(Fault.at(name, opening, outcome));
	}

	private void at(String name, Supplier<Target> opening, Outcome outcome,
			UnaryOperator<ClientFixture.Builder> settings) {
		add(Fault.at(name, opening, outcome).with(settings));
	}

	private void add(Fault fault) {
		this.faults.add(fault);
	}

	private static void requireNone(ScriptedServer server) {
		if (!server.requests().isEmpty()) {
			throw new AssertionError("There were requests: " + server.requests().size());
		}
	}

	private static Answer cursor(String cursor) {
		return Answer.json(200, "{\"data\":[{\"id\":\"1\"}],\"nextCursor\":\"" + cursor + "\"}");
	}

	private static Answer numbered(int page) {
		return Answer.json(200, "{\"data\":[{\"id\":\"1\"}],\"pagination\":{\"page\":" + page
				+ ",\"limit\":1,\"total\":9,\"pages\":9}}");
	}

	private static Answer halfClose(String text) {
		return Answer.raw(text).then((exchange) -> {
			exchange.connection().shutdownOutput();
			exchange.awaitHangUp();
		});
	}

	private static Answer dribble(String text) {
		return (exchange) -> Flux.interval(Duration.ofMillis(10)).onBackpressureDrop().takeWhile((tick) -> {
			int position = tick.intValue();
			return position < text.length() && sent(exchange, text.charAt(position));
		}).blockLast();
	}

	private static boolean sent(Exchange exchange, char character) {
		try {
			exchange.send(new byte[] { (byte) character });
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static URI local(String scheme, int port) {
		return URI.create(scheme + "://127.0.0.1:" + port + "/api/v1");
	}

	private static Target plain(ScriptedServer server) {
		return Target.at(local("http", server.port())).holding(server);
	}

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/*
	 * The operating system takes the connection, the server never does.
	 */
	private static Target silentAccept(String scheme) {
		try {
			ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
			return Target.at(local(scheme, socket.getLocalPort())).holding(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/*
	 * The operating system drops what does not fit into the backlog.
	 */
	private static Target fullBacklog() {
		try {
			ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
			Target target = Target.at(local("http", socket.getLocalPort())).holding(socket);
			for (int i = 0; i < 8; i++) {
				SocketChannel filler = SocketChannel.open();
				filler.configureBlocking(false);
				filler.connect(new InetSocketAddress("127.0.0.1", socket.getLocalPort()));
				target.holding(filler);
			}
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] gzip(byte[] block, int times) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			for (int i = 0; i < times; i++) {
				gzip.write(block);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static byte[] cut(byte[] bytes) {
		return Arrays.copyOf(bytes, bytes.length - 14);
	}

}
