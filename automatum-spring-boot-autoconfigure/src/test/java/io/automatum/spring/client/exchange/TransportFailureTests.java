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
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for replies that do not come, come in part or cannot be read.
 */
@Timeout(60)
class TransportFailureTests {

	private static final CallOptions ONCE = CallOptions.none().noRetry();

	private static final ListQuery QUERY = ListQuery.create().param("search", "jane.doe@example.com");

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

	private final ScriptedServer server = ScriptedServer.start();

	private final List<ClientFixture> clients = new ArrayList<>();

	@TempDir
	private static Path directory;

	private static TlsCertificates certificates;

	@BeforeAll
	static void issueCertificates() {
		certificates = TlsCertificates.issue(directory);
	}

	@AfterEach
	void close() {
		this.clients.forEach(ClientFixture::assertNoConnectionInUse);
		this.clients.forEach(ClientFixture::close);
		this.server.close();
	}

	static Stream<Arguments> brokenReplies() {
		return Stream.of(broken("reset before the head", Answer.reset(), Kind.CONNECTION_RESET),
				broken("close before the head", Answer.close(), Kind.CONNECTION_RESET),
				broken("close in the status line", Answer.rawThenClose("HTTP/1.1 20"), Kind.CONNECTION_RESET),
				broken("close in the head", Answer.rawThenClose("HTTP/1.1 200 OK\r\nContent-Ty"),
						Kind.CONNECTION_RESET),
				broken("reset in the head", Answer.rawThenReset("HTTP/1.1 200 OK\r\nContent-Ty"),
						Kind.CONNECTION_RESET),
				broken("close after the head", Answer.rawThenClose(HEAD + "Content-Length: 9\r\n\r\n"),
						Kind.CONNECTION_RESET),
				broken("reset after the head", Answer.rawThenReset(HEAD + "Content-Length: 9\r\n\r\n"),
						Kind.CONNECTION_RESET),
				broken("close within the body", Answer.rawThenClose(HEAD + "Content-Length: 90\r\n\r\n{\"data\":[]}"),
						Kind.CONNECTION_RESET),
				broken("reset within the body", Answer.rawThenReset(HEAD + "Content-Length: 90\r\n\r\n{\"data\":[]}"),
						Kind.CONNECTION_RESET),
				broken("close within a chunk",
						Answer.rawThenClose(HEAD + "Transfer-Encoding: chunked\r\n\r\n50\r\n{\"data\":[]}"),
						Kind.CONNECTION_RESET),
				broken("close between chunks",
						Answer.rawThenClose(HEAD + "Transfer-Encoding: chunked\r\n\r\nb\r\n{\"data\":[]}\r\n"),
						Kind.CONNECTION_RESET),
				broken("chunk without a size",
						Answer.rawThenClose(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"data\":[]}\r\n"),
						Kind.PROTOCOL),
				broken("garbage", Answer.rawThenClose("\u0001\u0002garbage\r\n\r\n"), Kind.PROTOCOL),
				broken("SSH", Answer.rawThenClose("SSH-2.0-OpenSSH_9.2\r\n\r\n"), Kind.PROTOCOL),
				broken("a status that is no number", Answer.rawThenClose("HTTP/1.1 abc OK\r\n\r\n"), Kind.PROTOCOL),
				broken("a status below 100", Answer.rawThenClose("HTTP/1.1 -5 OK\r\n\r\n"), Kind.PROTOCOL),
				broken("a header bomb",
						Answer.rawThenClose("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n"),
						Kind.PROTOCOL),
				broken("many headers",
						Answer.rawThenClose("HTTP/1.1 200 OK\r\n" + "X-Header: some value\r\n".repeat(20_000) + "\r\n"),
						Kind.PROTOCOL),
				broken("two lengths",
						Answer.rawThenClose(HEAD + "Content-Length: 11\r\nContent-Length: 12\r\n\r\n{\"data\":[]}"),
						Kind.PROTOCOL),
				broken("a length that is no number",
						Answer.rawThenClose(HEAD + "Content-Length: many\r\n\r\n{\"data\":[]}"), Kind.PROTOCOL));
	}

	private static Arguments broken(String name, Answer answer, Kind kind) {
		return Arguments.argumentSet(name, answer, kind);
	}

	@ParameterizedTest
	@MethodSource("brokenReplies")
	void brokenReplyIsATransportFailure(Answer answer, Kind kind) {
		this.server.answering(answer);
		TransportException failure = failure(client(), TransportException.class);
		assertThat(failure.kind()).as(() -> String.valueOf(failure.getCause())).isEqualTo(kind);
		assertThat(failure.isRequestSent()).isTrue();
		assertThat(failure.attempts()).isEqualTo(1);
		assertThat(failure.isRetryable()).isTrue();
	}

	static Stream<Arguments> unreadableReplies() {
		return Stream.of(unreadable("HTML", Answer.html(200)), unreadable("an empty body", Answer.empty(200)),
				unreadable("no content", Answer.empty(204)), unreadable("an empty text", json(" ")),
				unreadable("truncated JSON", json("{\"data\":[{\"id\":\"1\"}")),
				unreadable("broken JSON", json("{\"data\":[{\"id\":}]}")), unreadable("no object", json("[]")),
				unreadable("a number", json("17")), unreadable("null", json("null")),
				unreadable("data missing", json("{\"items\":[]}")), unreadable("data null", json("{\"data\":null}")),
				unreadable("data an object", json("{\"data\":{\"id\":\"1\"}}")),
				unreadable("data a text", json("{\"data\":\"x\"}")),
				unreadable("null items", json("{\"data\":[{\"id\":\"1\"},null]}")),
				unreadable("items of another type", json("{\"data\":[1,2]}")),
				unreadable("nested items", json("{\"data\":[[]]}")),
				unreadable("deep nesting", json("{\"data\":" + "[".repeat(100_000))),
				unreadable("JSON as text",
						Answer.of(200, "text/plain", "{\"data\":[]}".getBytes(StandardCharsets.UTF_8))),
				unreadable("gzip that is none", Answer.json(200, "{\"data\":[]}", "Content-Encoding: gzip")),
				unreadable("gzip that ends early", Answer.of(200, "application/json",
						cut(gzip("{\"data\":[]}".getBytes(StandardCharsets.UTF_8), 1)), "Content-Encoding: gzip")),
				unreadable("11 MB", json("{\"data\":[\"" + "x".repeat(11 << 20) + "\"]}")), unreadable("UTF-16", Answer
					.of(200, "application/json", "{\"data\":{\"id\":\"x\"}}".getBytes(StandardCharsets.UTF_16))));
	}

	private static Arguments unreadable(String name, Answer answer) {
		return Arguments.argumentSet(name, answer);
	}

	@ParameterizedTest
	@MethodSource("unreadableReplies")
	void unreadableReplyIsADecodingFailure(Answer answer) {
		this.server.answering(answer);
		DecodingException failure = failure(client(), DecodingException.class);
		assertThat(failure.status()).isIn(200, 204);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"code\":200,\"data\":null}", "{\"code\":200,\"data\":[]}",
			"{\"data\":\"x\",\"code\":200}", "[{\"id\":\"1\"}]", "\"x\"", "" })
	void replyWithoutAnObjectIsADecodingFailure(String body) {
		this.server.answering(json(body));
		assertThatExceptionOfType(DecodingException.class)
			.isThrownBy(() -> client().repositories().customers().findById("cust_1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "null", "\"deleted\"", "true", "{\"deleted\":true}",
			"{\"code\":200,\"data\":null}", "{\"data\":", "<html>", "{\"code\":204}" })
	void anyReplyToADeleteWillDo(String body) {
		this.server.answering(json(body), Answer.empty(204), Answer.html(200));
		CustomerRepository customers = client().repositories().customers();
		customers.deleteById("cust_1");
		customers.deleteById("cust_1");
		customers.deleteById("cust_1");
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void byteOrderMarkIsNoPartOfTheObject() {
		this.server.answering(json("\ufeff{\"code\":200,\"data\":{\"id\":\"cust_1\"}}"));
		assertThat(client().repositories().customers().findById("cust_1"))
			.hasValueSatisfying((customer) -> assertThat(customer.id()).isEqualTo("cust_1"));
	}

	@Test
	void gzipIsReadWhereItIsFine() {
		this.server.answering(Answer.of(200, "application/json",
				gzip("{\"data\":[{\"id\":\"1\"}]}".getBytes(StandardCharsets.UTF_8), 1), "Content-Encoding: gzip"));
		assertThat(client().repositories().customers().findPage(QUERY).items()).hasSize(1);
		assertThat(this.server.request().header("Accept-Encoding")).contains("gzip");
	}

	@Test
	void gzipBombIsDefusedInBoundedMemory() {
		byte[] bomb = gzip(new byte[1 << 20], 1024);
		assertThat(bomb).hasSizeLessThan(2 << 20);
		this.server.answering(Answer.of(200, "application/json", bomb, "Content-Encoding: gzip"));
		ClientFixture client = client();
		failure(client, DecodingException.class);
		System.gc();
		long before = used();
		for (int i = 0; i < 5; i++) {
			assertThat(failure(client, DecodingException.class)).hasMessageContaining("max-response-size");
		}
		System.gc();
		assertThat(used() - before).isLessThan(64 << 20);
	}

	@Test
	void bodyOfALengthThatIsNotSaidEndsWithTheConnection() {
		this.server.answering(Answer.rawThenClose(HEAD + "\r\n{\"data\":[]}"));
		assertThat(client().repositories().customers().findPage(QUERY).items()).isEmpty();
	}

	@Test
	void refusedConnectionSentNothing() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		ClientFixture client = client(ClientFixture.at(URI.create("http://127.0.0.1:" + port + "/api/v1")));
		assertNotSent(failure(client, TransportException.class), Kind.CONNECT);
	}

	@Test
	void unknownHostSentNothing() {
		ClientFixture client = client(ClientFixture.at(URI.create("http://automatum.invalid/api/v1")));
		assertNotSent(failure(client, TransportException.class), Kind.DNS);
	}

	@Test
	void exhaustedPoolSentNothing() {
		this.server.answering(Answer.silence());
		ClientFixture client = client(
				ClientFixture.at(this.server.uri()).maxConnections(1).pendingAcquireTimeout(Duration.ofMillis(100)));
		Disposable first = client.repositories().reactiveCustomers().findPage(QUERY).subscribe();
		Awaitility.await().until(() -> this.server.requests().size() == 1);
		assertNotSent(failure(client, TransportException.class), Kind.POOL_EXHAUSTED);
		assertThat(this.server.requests()).hasSize(1);
		first.dispose();
	}

	@Test
	void silentServerRunsIntoTheReadTimeout() {
		this.server.answering(Answer.silence());
		TransportException failure = failure(
				client(ClientFixture.at(this.server.uri()).readTimeout(Duration.ofMillis(150))),
				TransportException.class);
		assertThat(failure.kind()).isEqualTo(Kind.READ_TIMEOUT);
		assertThat(failure.isRequestSent()).isTrue();
		assertThat(failure).hasMessageContaining("automatum.http.read-timeout");
	}

	@Test
	void serverThatStopsWithinTheBodyRunsIntoTheReadTimeout() {
		this.server.answering(Answer.raw(HEAD + "Content-Length: 90\r\n\r\n{\"data\"").then(Answer.silence()));
		TransportException failure = failure(
				client(ClientFixture.at(this.server.uri()).readTimeout(Duration.ofMillis(150))),
				TransportException.class);
		assertThat(failure.kind()).isEqualTo(Kind.READ_TIMEOUT);
	}

	@Test
	void dribblingServerRunsIntoTheDeadline() {
		this.server.answering((exchange) -> {
			exchange.send((HEAD + "Content-Length: 100000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			Flux.interval(Duration.ofMillis(20)).take(1000).doOnNext((tick) -> {
				try {
					exchange.send(new byte[] { ' ' });
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}).onErrorComplete().blockLast();
		});
		TransportException failure = failure(client(ClientFixture.at(this.server.uri())
			.readTimeout(Duration.ofMillis(5000))
			.deadline(Duration.ofMillis(300))), TransportException.class);
		assertThat(failure.kind()).isEqualTo(Kind.DEADLINE);
		assertThat(failure.isRequestSent()).isTrue();
		assertThat(failure).hasMessageContaining("automatum.http.deadline");
	}

	@Test
	void deadlineBetweenAttemptsKnowsThatSomethingWasSent() {
		this.server.answering(Answer.json(503, "{}"));
		AtomicInteger permits = new AtomicInteger();
		RecordingBudget budget = new RecordingBudget(
				Mono.defer(() -> (permits.getAndIncrement() == 0) ? Mono.empty() : Mono.never()));
		ClientFixture client = client(
				ClientFixture.at(this.server.uri()).maxAttempts(2).budget(budget).deadline(Duration.ofMillis(300)));
		TransportException failure = catchThrowableOfType(TransportException.class,
				() -> client.repositories().customers().findPage(QUERY));
		assertThat(failure.kind()).isEqualTo(Kind.DEADLINE);
		assertThat(failure.isRequestSent()).isTrue();
		assertThat(failure.getSuppressed()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MAX_VALUE, 400L * 365 * 24 * 3600 })
	void deadlineForEverIsNoFailure(long seconds) {
		this.server.answering(json("{\"data\":[]}"));
		assertThat(client().repositories()
			.customers()
			.findPage(QUERY, CallOptions.none().deadline(Duration.ofSeconds(seconds)))
			.items()).isEmpty();
	}

	@Test
	void certificateThatNobodyVouchesForSentNothing() {
		try (ScriptedServer tls = ScriptedServer.start(certificates.sockets("good"), "https")) {
			assertNotSent(failure(client(ClientFixture.at(tls.uri())), TransportException.class), Kind.TLS);
			assertThat(tls.requests()).isEmpty();
			// Trusted, it is fine.
			tls.answering(json("{\"data\":[]}"));
			assertThat(trusting(tls).repositories().customers().findPage(QUERY).items()).isEmpty();
		}
	}

	@Test
	void certificateOfAnotherHostSentNothing() {
		try (ScriptedServer tls = ScriptedServer.start(certificates.sockets("other"), "https")) {
			assertNotSent(failure(trusting(tls), TransportException.class), Kind.TLS);
			assertThat(tls.requests()).isEmpty();
		}
	}

	@Test
	void expiredCertificateSentNothing() {
		try (ScriptedServer tls = ScriptedServer.start(certificates.sockets("expired"), "https")) {
			assertNotSent(failure(trusting(tls), TransportException.class), Kind.TLS);
			assertThat(tls.requests()).isEmpty();
		}
	}

	@Test
	void plainServerSpokenToByTlsSentNothing() {
		this.server.answering(json("{\"data\":[]}"));
		URI uri = URI.create(this.server.uri().toString().replace("http:", "https:"));
		try (ServerOfBytes plain = new ServerOfBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
			URI other = URI.create("https://127.0.0.1:" + plain.port() + uri.getPath());
			assertNotSent(failure(client(ClientFixture.at(other)), TransportException.class), Kind.TLS);
		}
	}

	@Test
	void handshakeThatTheServerBreaksOffSentNothing() {
		try (ServerOfBytes closing = new ServerOfBytes("")) {
			URI uri = URI.create("https://127.0.0.1:" + closing.port() + "/api/v1");
			TransportException failure = failure(client(ClientFixture.at(uri)), TransportException.class);
			assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
			assertThat(failure.isRequestSent()).isFalse();
			assertThat(failure.isRetryable()).isTrue();
		}
	}

	@Test
	void noBufferLeaks() {
		ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		LeakLog leaks = LeakLog.start();
		try {
			ClientFixture client = client();
			List<Answer> answers = new ArrayList<>(List.of(Answer.json(500, "x".repeat(100_000)), Answer.html(200),
					json("{\"data\":[]}"), Answer.json(422, "{}"),
					Answer.rawThenClose(HEAD + "Content-Length: 90000\r\n\r\n" + "x".repeat(50_000)),
					Answer.of(200, "application/json", gzip(new byte[1 << 20], 64), "Content-Encoding: gzip"),
					Answer.of(500, "application/json", gzip(new byte[1 << 20], 64), "Content-Encoding: gzip"),
					Answer.reset()));
			for (Answer answer : answers) {
				this.server.answering(answer);
				for (int i = 0; i < 3; i++) {
					client.repositories()
						.reactiveCustomers()
						.findPage(QUERY, ONCE)
						.onErrorComplete()
						.block(Duration.ofSeconds(10));
					client.webClient()
						.post()
						.uri("/customers")
						.bodyValue("{}")
						.retrieve()
						.toBodilessEntity()
						.onErrorComplete()
						.block(Duration.ofSeconds(10));
				}
			}
			client.assertNoConnectionInUse();
			for (int i = 0; i < 12; i++) {
				System.gc();
				// Leaks are reported when the next buffer is allocated.
				this.server.answering(json("{\"data\":[]}"));
				client.repositories().customers().findPage(QUERY);
			}
			assertThat(leaks.messages()).isEmpty();
		}
		finally {
			leaks.stop();
			ResourceLeakDetector.setLevel(level);
		}
	}

	@Test
	void bufferThatLeaksIsNoticed() {
		ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		LeakLog leaks = LeakLog.start();
		try {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				PooledByteBufAllocator.DEFAULT.buffer(16);
				System.gc();
				return !leaks.messages().isEmpty();
			});
		}
		finally {
			leaks.stop();
			ResourceLeakDetector.setLevel(level);
		}
	}

	private ClientFixture client() {
		return client(ClientFixture.at(this.server.uri()));
	}

	private ClientFixture client(ClientFixture.Builder builder) {
		ClientFixture client = builder.build();
		this.clients.add(client);
		return client;
	}

	private ClientFixture trusting(ScriptedServer server) {
		return client(ClientFixture.at(server.uri())
			.transport((httpClient) -> httpClient.secure((spec) -> spec.sslContext(context()))));
	}

	private static SslContext context() {
		try {
			return SslContextBuilder.forClient().trustManager(certificates.authority()).build();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <X extends AutomatumException> X failure(ClientFixture client, Class<X> type) {
		X failure = catchThrowableOfType(type, () -> client.repositories().customers().findPage(QUERY, ONCE));
		assertThat(failure).isExactlyInstanceOf(type);
		assertThat(failure.method()).isEqualTo("GET");
		assertThat(failure.uriTemplate()).isEqualTo("/customers");
		assertThat(failure).hasMessageContaining("GET /customers");
		ErrorReplyTests.assertHoldsNoSecret(failure);
		return failure;
	}

	private static void assertNotSent(TransportException failure, Kind kind) {
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.isRequestSent()).isFalse();
		assertThat(failure.attempts()).isZero();
		assertThat(failure.status()).isNull();
		assertThat(failure.isRetryable()).isEqualTo(kind != Kind.TLS);
		assertThat(failure).hasMessageContaining("was not sent");
	}

	private static Answer json(String body) {
		return Answer.json(200, body);
	}

	private static byte[] gzip(byte[] block, int times) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			for (int i = 0; i < times; i++) {
				gzip.write(block);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

	private static byte[] cut(byte[] bytes) {
		return Arrays.copyOf(bytes, bytes.length - 14);
	}

	private static long used() {
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}
