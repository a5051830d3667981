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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.DecodingException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Where a token request can break on the network, with real sockets.
 */
@Timeout(60)
class TokenTransportTests {

	private static final String SECRET = "secret_canary_0123456789";

	@Test
	void unknownHost() {
		assertKind(failureOf(URI.create("http://no-such-host.invalid/oauth/token")), Kind.DNS, false);
	}

	@Test
	void refusedConnection() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = closed.getLocalPort();
		}
		assertKind(failureOf(URI.create("http://127.0.0.1:" + port + "/oauth/token")), Kind.CONNECT, false);
	}

	@Test
	void plainServerBehindHttps() throws IOException {
		try (RawServer server = new RawServer((out) -> out.write(bytes("HTTP/1.1 400 Bad Request\r\n\r\n")))) {
			assertKind(failureOf(URI.create("https://127.0.0.1:" + server.port() + "/oauth/token")), Kind.TLS, false);
		}
	}

	@Test
	void silence() throws IOException {
		try (RawServer server = new RawServer((out) -> RawServer.waitForEver())) {
			assertKind(failureOf(server.uri()), Kind.READ_TIMEOUT, true);
		}
	}

	@Test
	void trickle() throws IOException {
		try (RawServer server = new RawServer((out) -> {
			out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"));
			out.flush();
			RawServer.waitForEver();
		})) {
			assertKind(failureOf(server.uri()), Kind.DEADLINE, true);
		}
	}

	@Test
	void connectionClosedWithoutAReply() throws IOException {
		try (RawServer server = new RawServer((out) -> {
		})) {
			assertKind(failureOf(server.uri()), Kind.CONNECTION_RESET, true);
		}
	}

	@Test
	void connectionClosedWithinTheReply() throws IOException {
		try (RawServer server = new RawServer(
				(out) -> out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"access_token\":\"abc")))) {
			assertKind(failureOf(server.uri()), Kind.CONNECTION_RESET, true);
		}
	}

	@Test
	void errorWhoseExplanationBreaksOffKeepsItsType() throws IOException {
		try (RawServer server = new RawServer(
				(out) -> out.write(bytes("HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000\r\n\r\n{\"error\":")))) {
			assertThat(failureOf(server.uri())).isInstanceOf(AuthenticationFailedException.class);
		}
	}

	@Test
	void replyThatIsNotHttpIsNotQuoted() throws IOException {
		try (RawServer server = new RawServer((out) -> out.write(bytes(SECRET + " " + SECRET + "\r\n\r\n")))) {
			AutomatumException failure = failureOf(server.uri());
			assertKind(failure, Kind.PROTOCOL, true);
			for (Throwable link = failure; link != null; link = link.getCause()) {
				assertThat(link.toString()).doesNotContain("canary");
			}
		}
	}

	@Test
	void endlessReplyIsCutOff() throws IOException {
		try (RawServer server = new RawServer((out) -> {
			out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"));
			byte[] chunk = bytes(" ".repeat(8192));
			for (int number = 0; number < 10_000; number++) {
				out.write(chunk);
			}
		})) {
			assertThat(failureOf(server.uri())).isInstanceOf(DecodingException.class)
				.hasMessageContaining("65536 bytes");
			assertThat(server.sent()).isFalse();
		}
	}

	private static void assertKind(AutomatumException failure, Kind kind, boolean sent) {
		assertThat(failure).isInstanceOfSatisfying(TransportException.class, (transport) -> {
			assertThat(transport.kind()).as(transport.toString()).isEqualTo(kind);
			assertThat(transport.isRequestSent()).isEqualTo(sent);
			assertThat(transport.uriTemplate()).isEqualTo("/oauth/token");
		});
	}

	private static AutomatumException failureOf(URI uri) {
		TokenSettings settings = TokenSettings.builder(uri)
			.responseTimeout(Duration.ofSeconds(2))
			.deadline(Duration.ofSeconds(3))
			.build();
		try (ClientCredentialsTokenProvider provider = new ClientCredentialsTokenProvider(settings,
				ClientCredentialsSource.of("app_1", SECRET), TokenServer.webClient())) {
			return catchThrowableOfType(AutomatumException.class, () -> provider.token().block(Duration.ofSeconds(20)));
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Reads a request and writes whatever it is told.
	 */
	private static final class RawServer implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private volatile boolean sent;

		RawServer(Writer writer) throws IOException {
			Thread thread = new Thread(() -> serve(writer), "raw-server");
			thread.setDaemon(true);
			thread.start();
		}

		static void waitForEver() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void serve(Writer writer) {
			while (!this.socket.isClosed()) {
				try (Socket client = this.socket.accept()) {
					InputStream in = client.getInputStream();
					in.read(new byte[8192]);
					OutputStream out = client.getOutputStream();
					writer.write(out);
					out.flush();
					this.sent = true;
				}
				catch (IOException | UncheckedIOException ex) {
					// The client has gone, as it should
				}
			}
		}

		int port() {
			return this.socket.getLocalPort();
		}

		URI uri() {
			return URI.create("http://127.0.0.1:" + port() + "/oauth/token");
		}

		boolean sent() {
			return this.sent;
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	@FunctionalInterface
	private interface Writer {

		void write(OutputStream out) throws IOException;

	}

}
