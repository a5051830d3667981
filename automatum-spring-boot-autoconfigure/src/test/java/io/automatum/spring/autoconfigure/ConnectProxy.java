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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy that opens tunnels and remembers who asked for them.
 */
final class ConnectProxy implements AutoCloseable {

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<String> heads = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private ConnectProxy() throws IOException {
	}

	static ConnectProxy start() throws IOException {
		ConnectProxy proxy = new ConnectProxy();
		daemon(() -> {
			while (true) {
				Socket client = proxy.serverSocket.accept();
				proxy.sockets.add(client);
				daemon(() -> proxy.serve(client));
			}
		});
		return proxy;
	}

	private void serve(Socket client) throws IOException {
		InputStream in = client.getInputStream();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				return;
			}
			bytes.write(next);
		}
		String head = bytes.toString(StandardCharsets.ISO_8859_1);
		this.heads.add(head);
		String target = head.split(" ", 3)[1];
		int colon = target.lastIndexOf(':');
		Socket server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(target.substring(colon + 1)));
		this.sockets.add(server);
		client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
		daemon(() -> pipe(server.getInputStream(), client.getOutputStream()));
		pipe(in, server.getOutputStream());
	}

	private static void pipe(InputStream in, OutputStream out) throws IOException {
		byte[] buffer = new byte[8192];
		for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
			out.write(buffer, 0, length);
			out.flush();
		}
	}

	private static void daemon(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The other end has gone
			}
		}, "connect-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	List<String> heads() {
		return this.heads;
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private interface Task {

		void run() throws IOException;

	}

}
