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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection to a server, byte by byte.
 */
final class RawConnection implements AutoCloseable {

	private static final int PATIENCE = 15_000;

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	RawConnection(int port) {
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(PATIENCE);
			this.socket.setTcpNoDelay(true);
			this.in = this.socket.getInputStream();
			this.out = this.socket.getOutputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send bytes; a server that has answered and closed meanwhile is no error.
	 */
	RawConnection send(byte[] bytes) {
		try {
			this.out.write(bytes);
			this.out.flush();
		}
		catch (SocketException ex) {
			// What it answered is still there to be read.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	RawConnection send(String text) {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * What a slow sender does: this is about time that passes on the wire.
	 */
	RawConnection pause(long millis) {
		long end = System.nanoTime() + millis * 1_000_000;
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
		}
		return this;
	}

	RawConnection shutdownOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			// Closed already.
		}
		return this;
	}

	/**
	 * Read one answer to a request that is not HEAD.
	 */
	Answer answer() {
		return answer(true);
	}

	Answer answer(boolean hasBody) {
		try {
			String head = head();
			if (head.isEmpty()) {
				return Answer.NONE;
			}
			List<String> lines = List.of(head.split("\r\n"));
			Map<String, String> headers = new TreeMap<>();
			for (String line : lines.subList(1, lines.size())) {
				int colon = line.indexOf(':');
				headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
						(first, second) -> first + ", " + second);
			}
			int status = Integer.parseInt(lines.get(0).split(" ")[1]);
			String body = (hasBody && status >= 200) ? body(headers) : "";
			return new Answer(status, headers, body);
		}
		catch (SocketException ex) {
			return Answer.NONE;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether the server closes the connection.
	 */
	boolean isClosed() {
		try {
			return this.in.read() < 0;
		}
		catch (SocketException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private String head() throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		int matched = 0;
		while (matched < 4) {
			int next = this.in.read();
			if (next < 0) {
				return "";
			}
			head.write(next);
			matched = (next == "\r\n\r\n".charAt(matched)) ? matched + 1 : (next == '\r') ? 1 : 0;
		}
		return head.toString(StandardCharsets.ISO_8859_1).strip();
	}

	private String body(Map<String, String> headers) throws IOException {
		if (headers.containsKey("content-length")) {
			return new String(this.in.readNBytes(Integer.parseInt(headers.get("content-length"))),
					StandardCharsets.UTF_8);
		}
		StringBuilder body = new StringBuilder();
		if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
			int size = Integer.parseInt(line(), 16);
			while (size > 0) {
				body.append(new String(this.in.readNBytes(size), StandardCharsets.UTF_8));
				line();
				size = Integer.parseInt(line(), 16);
			}
			line();
		}
		return body.toString();
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.in.read();
		while (next >= 0 && next != '\n') {
			line.append((char) next);
			next = this.in.read();
		}
		return line.toString().strip();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What came back.
	 */
	record Answer(int status, Map<String, String> headers, String body) {

		static final Answer NONE = new Answer(0, Map.of(), "");

		boolean closes() {
			return this.headers.getOrDefault("connection", "").equalsIgnoreCase("close");
		}

	}

}
