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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The time for a body is over in the very moment in which another of its bytes arrives.
 * Tomcat takes the reader away and notes only then that the request is to be dispatched;
 * a thread that has the byte in between finds neither and ends the request. That moment
 * is made to last here by what Tomcat logs in it.
 */
class LostDispatchTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Logger states = Logger.getLogger("org.apache.coyote.AsyncStateMachine");

	@Test
	void senderIsAnsweredThoughTomcatHasLostTheDispatch() throws Exception {
		Window window = new Window();
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("automatum.webhook.body-timeout", "200ms"))) {
			listen(window);
			try (RawConnection connection = application.connect()) {
				connection.send(Delivery.ofEvent().head()).send("{");
				assertThat(window.open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				connection.send("x");
				RawConnection.Answer answer = connection.answer();
				assertThat(window.hit).as("a thread has gone through the window").isTrue();
				assertThat(answer.status()).isEqualTo(408);
				assertThat(answer.body()).isEqualTo("{\"error\":\"The body took too long\"}");
				assertThat(answer.closes()).isTrue();
			}
			finally {
				ignore(window);
			}
			// Neither the connection's objects nor the server have come to harm.
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
		}
	}

	private void listen(Window window) {
		this.states.setLevel(Level.FINER);
		this.states.setUseParentHandlers(false);
		this.states.addHandler(window);
	}

	private void ignore(Window window) {
		this.states.removeHandler(window);
		this.states.setUseParentHandlers(true);
		this.states.setLevel(null);
	}

	/**
	 * Keeps the thread that dispatches in the window until another waits for it to leave.
	 */
	private static final class Window extends Handler {

		private final CountDownLatch open = new CountDownLatch(1);

		private final AtomicBoolean hit = new AtomicBoolean();

		@Override
		public void publish(LogRecord record) {
			String message = record.getMessage();
			if (message.contains("[STARTED]") && message.contains("[DISPATCHING]") && this.open.getCount() > 0) {
				this.open.countDown();
				Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(Window::isEntered);
				this.hit.set(true);
			}
		}

		private static boolean isEntered() {
			return Thread.getAllStackTraces()
				.entrySet()
				.stream()
				.anyMatch((thread) -> thread.getKey().getState() == Thread.State.BLOCKED && thread.getValue().length > 0
						&& thread.getValue()[0].getMethodName().equals("asyncPostProcess"));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	}

}
