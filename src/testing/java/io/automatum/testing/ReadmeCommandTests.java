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

package io.automatum.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ReadmeCommand}.
 */
class ReadmeCommandTests {

	@Test
	void failsWhereNobodyAnswers() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		ReadmeCommand command = new ReadmeCommand("curl http://localhost:8080/offers");
		assertThatIOException().isThrownBy(() -> command.run(port)).withMessageContaining("curl: (7)");
	}

	@Test
	void asksNobodyElse() {
		assertThatIOException().isThrownBy(() -> new ReadmeCommand("curl http://automatum.example/offers").run(1))
			.withMessageContaining("asks the application");
		assertThatIOException().isThrownBy(() -> new ReadmeCommand("curl http://localhost:8080/offers \\").run(1))
			.withMessageContaining("of one line");
	}

}
