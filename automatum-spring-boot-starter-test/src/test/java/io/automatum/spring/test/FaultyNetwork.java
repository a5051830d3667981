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

package io.automatum.spring.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy between a client and a server that does to what the server sends what
 * networks do. The vocabulary is Toxiproxy's.
 */
final class FaultyNetwork implements AutoCloseable {

	private final ServerSocket socket;

	private final int serverPort;

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private volatile Toxic toxic = Toxic.none();

	private FaultyNetwork(int serverPort) throws IOException {
		this.serverPort = serverPort;
		this.socket = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
		start(this::accept);
	}

	static FaultyNetwork before(int serverPort) {
		try {
			return new FaultyNetwork(serverPort);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Let something happen to whatever is sent from now on.
	 */
	void set(Toxic toxic) {
		this.toxic = toxic;
	}

	/**
	 * Return how many connections of clients are open.
	 */
	int openConnections() {
		return this.connections.size();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket connection : this.connections) {
			connection.close();
		}
	}

	private void accept() throws IOException {
		while (!this.socket.isClosed()) {
			Socket client = this.socket.accept();
			client.setTcpNoDelay(true);
			this.connections.add(client);
			Socket server = new Socket("127.0.0.1", this.serverPort);
			server.setTcpNoDelay(true);
			start(() -> {
				try (client; server) {
					client.getInputStream().transferTo(server.getOutputStream());
				}
				finally {
					this.connections.remove(client);
				}
			});
			start(() -> {
				try (client; server) {
					passOn(server.getInputStream(), client);
				}
			});
		}
	}

	private void passOn(InputStream in, Socket client) throws IOException {
		byte[] buffer = new byte[8192];
		int length = in.read(buffer);
		while (length >= 0) {
			this.toxic.pass(buffer, length, client);
			length = in.read(buffer);
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// One side has hung up.
			}
		}, "faulty-network");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Work {

		void run() throws IOException;

	}

	/**
	 * What happens to a piece of what is sent.
	 */
	interface Toxic {

		void pass(byte[] bytes, int length, Socket client) throws IOException;

		static Toxic none() {
			return (bytes, length, client) -> client.getOutputStream().write(bytes, 0, length);
		}

		static Toxic latency(Duration latency) {
			return (bytes, length, client) -> {
				LockSupport.parkNanos(latency.toNanos());
				client.getOutputStream().write(bytes, 0, length);
			};
		}

		static Toxic jitter(Duration most) {
			Random random = new Random(17);
			return (bytes, length, client) -> {
				LockSupport.parkNanos((long) (most.toNanos() * random.nextDouble()));
				client.getOutputStream().write(bytes, 0, length);
			};
		}

		static Toxic bandwidth(int bytesPerSecond) {
			return slicer(Math.max(1, bytesPerSecond / 100), Duration.ofMillis(10));
		}

		static Toxic slicer(int size, Duration pause) {
			return (bytes, length, client) -> {
				OutputStream out = client.getOutputStream();
				for (int start = 0; start < length; start += size) {
					out.write(bytes, start, Math.min(size, length - start));
					LockSupport.parkNanos(pause.toNanos());
				}
			};
		}

		static Toxic limitData(int most) {
			return (bytes, length, client) -> {
				client.getOutputStream().write(bytes, 0, Math.min(most, length));
				client.close();
			};
		}

		static Toxic resetPeer() {
			return (bytes, length, client) -> {
				client.setSoLinger(true, 0);
				client.close();
			};
		}

		/**
		 * Everything is lost, and nobody hangs up.
		 */
		static Toxic timeout() {
			return (bytes, length, client) -> {
			};
		}

		static Toxic slowClose(CountDownLatch end) {
			return (bytes, length, client) -> {
				client.getOutputStream().write(bytes, 0, length);
				client.shutdownOutput();
				try {
					end.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			};
		}

	}

}
