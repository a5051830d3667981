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
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * A server that answers each request with exactly the bytes it is told to, which a
 * well-behaved one cannot, and remembers what it was asked.
 */
public final class ScriptedServer implements AutoCloseable {

	private final ServerSocket socket;

	private final String scheme;

	private final Deque<Answer> answers = new ArrayDeque<>();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger hangUps = new AtomicInteger();

	private ScriptedServer(ServerSocket socket, String scheme) {
		this.socket = socket;
		this.scheme = scheme;
		start("accept", this::accept);
	}

	/**
	 * Start a server that speaks plain HTTP.
	 * @return the server
	 */
	public static ScriptedServer start() {
		return start(ServerSocketFactory.getDefault(), "http");
	}

	/**
	 * Start a server.
	 * @param sockets makes the socket
	 * @param scheme the scheme of its URI
	 * @return the server
	 */
	public static ScriptedServer start(ServerSocketFactory sockets, String scheme) {
		try {
			return new ScriptedServer(sockets.createServerSocket(0, 200, InetAddress.getByName("127.0.0.1")), scheme);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Answer the next requests in turn; the last answer is given to all that follow.
	 * @param answers the answers
	 * @return this server
	 */
	public ScriptedServer answering(Answer... answers) {
		synchronized (this.answers) {
			this.answers.clear();
			this.answers.addAll(Arrays.asList(answers));
		}
		return this;
	}

	/**
	 * Return the base URL.
	 * @return the URL
	 */
	public URI uri() {
		return URI.create(this.scheme + "://127.0.0.1:" + port() + "/api/v1");
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Return the requests so far.
	 * @return the requests
	 */
	public List<Request> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Return the only request.
	 * @return the request
	 */
	public Request request() {
		if (this.requests.size() != 1) {
			throw new AssertionError("There were " + this.requests.size() + " requests");
		}
		return this.requests.get(0);
	}

	/**
	 * Forget the requests so far.
	 */
	public void forget() {
		this.requests.clear();
	}

	/**
	 * Return how many connections were made.
	 * @return the number
	 */
	public int connections() {
		return this.accepted.get();
	}

	/**
	 * Return how often a client hung up while it was kept waiting.
	 * @return the number
	 */
	public int hangUps() {
		return this.hangUps.get();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket connection = this.socket.accept();
				this.accepted.incrementAndGet();
				this.connections.add(connection);
				start("connection", () -> serve(connection));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			connection.setTcpNoDelay(true);
			InputStream in = connection.getInputStream();
			Request request = Request.read(in);
			while (request != null) {
				this.requests.add(request);
				nextAnswer().write(new Exchange(this, request, connection));
				request = connection.isClosed() ? null : Request.read(in);
			}
		}
		catch (IOException ex) {
			// The client has had enough.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.connections.remove(connection);
		}
	}

	private Answer nextAnswer() {
		synchronized (this.answers) {
			Answer answer = (this.answers.size() > 1) ? this.answers.poll() : this.answers.peek();
			return (answer != null) ? answer : Answer.json(500, "{}");
		}
	}

	private static void start(String name, Runnable work) {
		Thread thread = new Thread(work, "scripted-server-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * How one request is answered.
	 */
	@FunctionalInterface
	public interface Answer {

		/**
		 * Write the answer.
		 * @param exchange the request and its connection
		 * @throws IOException if the client is gone
		 * @throws InterruptedException if the thread is interrupted
		 */
		void write(Exchange exchange) throws IOException, InterruptedException;

		/**
		 * Answer with JSON.
		 * @param status the status
		 * @param body the body
		 * @param headers further header lines
		 * @return the answer
		 */
		static Answer json(int status, String body, String... headers) {
			return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
		}

		/**
		 * Answer with HTML.
		 * @param status the status
		 * @return the answer
		 */
		static Answer html(int status) {
			return of(status, "text/html",
					"<html><body>A gateway's page</body></html>".getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Answer with a status and nothing else.
		 * @param status the status
		 * @param headers further header lines
		 * @return the answer
		 */
		static Answer empty(int status, String... headers) {
			boolean bodiless = status == 204 || status == 304;
			return raw("HTTP/1.1 " + status + " Status\r\n" + (bodiless ? "" : "Content-Length: 0\r\n")
					+ String.join("", Arrays.stream(headers).map((line) -> line + "\r\n").toList()) + "\r\n");
		}

		/**
		 * Answer with a body.
		 * @param status the status
		 * @param contentType the content type
		 * @param body the body
		 * @param headers further header lines
		 * @return the answer
		 */
		static Answer of(int status, String contentType, byte[] body, String... headers) {
			StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nContent-Type: " + contentType
					+ "\r\nContent-Length: " + body.length + "\r\n");
			for (String header : headers) {
				head.append(header).append("\r\n");
			}
			byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
			return (exchange) -> exchange.send(start, body);
		}

		/**
		 * Answer with exactly these characters and keep the connection.
		 * @param text what is sent
		 * @return the answer
		 */
		static Answer raw(String text) {
			return (exchange) -> exchange.send(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		/**
		 * Answer with exactly these characters and close the connection.
		 * @param text what is sent
		 * @return the answer
		 */
		static Answer rawThenClose(String text) {
			return raw(text).then(Exchange::close);
		}

		/**
		 * Answer with exactly these characters and reset the connection.
		 * @param text what is sent
		 * @return the answer
		 */
		static Answer rawThenReset(String text) {
			return raw(text).then(Exchange::reset);
		}

		/**
		 * Reset the connection.
		 * @return the answer
		 */
		static Answer reset() {
			return Exchange::reset;
		}

		/**
		 * Close the connection.
		 * @return the answer
		 */
		static Answer close() {
			return Exchange::close;
		}

		/**
		 * Say nothing until the client hangs up.
		 * @return the answer
		 */
		static Answer silence() {
			return Exchange::awaitHangUp;
		}

		/**
		 * Do something after this answer.
		 * @param next what to do
		 * @return the answer
		 */
		default Answer then(Answer next) {
			return (exchange) -> {
				write(exchange);
				next.write(exchange);
			};
		}

		/**
		 * Give this answer when a latch is open.
		 * @param latch the latch
		 * @return the answer
		 */
		default Answer after(CountDownLatch latch) {
			return (exchange) -> {
				if (latch.await(20, TimeUnit.SECONDS)) {
					write(exchange);
				}
			};
		}

	}

	/**
	 * A request and the connection it came on.
	 *
	 * @param server the server
	 * @param request the request
	 * @param connection the connection
	 */
	public record Exchange(ScriptedServer server, Request request, Socket connection) {

		/**
		 * Send bytes.
		 * @param parts the bytes
		 * @throws IOException if the client is gone
		 */
		public void send(byte[]... parts) throws IOException {
			OutputStream out = this.connection.getOutputStream();
			for (byte[] part : parts) {
				out.write(part);
			}
			out.flush();
		}

		void close() throws IOException {
			this.connection.close();
		}

		void reset() throws IOException {
			this.connection.setSoLinger(true, 0);
			this.connection.close();
		}

		void awaitHangUp() throws IOException {
			try {
				int read = this.connection.getInputStream().read();
				while (read >= 0) {
					read = this.connection.getInputStream().read();
				}
			}
			finally {
				this.server.hangUps.incrementAndGet();
			}
			this.connection.close();
		}

	}

	/**
	 * What a client sent.
	 *
	 * @param method the method
	 * @param target the request target as it was sent
	 * @param headers the headers by name
	 * @param body the body
	 */
	public record Request(String method, String target, Map<String, String> headers, byte[] body) {

		/**
		 * Return a header.
		 * @param name its name in any case
		 * @return the value, or {@code null}
		 */
		public String header(String name) {
			return this.headers.get(name.toLowerCase(Locale.ROOT));
		}

		/**
		 * Return the body as text.
		 * @return the text
		 */
		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		private static Request read(InputStream in) throws IOException {
			String first = line(in);
			if (first == null) {
				return null;
			}
			String[] parts = first.split(" ");
			Map<String, String> headers = new TreeMap<>();
			String line = line(in);
			while (line != null && !line.isEmpty()) {
				int colon = line.indexOf(':');
				headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
				line = line(in);
			}
			byte[] body = new byte[0];
			if (headers.containsKey("content-length")) {
				body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
			}
			else if ("chunked".equals(headers.get("transfer-encoding"))) {
				body = chunks(in);
			}
			return new Request(parts[0], parts[1], headers, body);
		}

		private static byte[] chunks(InputStream in) throws IOException {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			String size = line(in);
			while (size != null && !size.equals("0")) {
				body.write(in.readNBytes(Integer.parseInt(size, 16)));
				line(in);
				size = line(in);
			}
			line(in);
			return body.toByteArray();
		}

		private static String line(InputStream in) throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			int octet = in.read();
			while (octet >= 0 && octet != '\n') {
				if (octet != '\r') {
					line.write(octet);
				}
				octet = in.read();
			}
			return (octet < 0 && line.size() == 0) ? null : line.toString(StandardCharsets.ISO_8859_1);
		}

	}

}
