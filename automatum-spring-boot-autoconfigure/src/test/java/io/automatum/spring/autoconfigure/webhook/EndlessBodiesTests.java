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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many senders at once that send nearly all that is allowed and do not come to an end.
 * What they cost together is bounded, and genuine deliveries pass meanwhile.
 */
class EndlessBodiesTests {

	private static final boolean PROOF = Boolean.getBoolean("automatum.proof");

	private static final int SENDERS = PROOF ? 1000 : 250;

	/** A quarter of the senders send bodies of a quarter of their share of memory. */
	private static final int MAX_BODY = DeliveryTable.MAX_BODY;

	private static final long MAX_GROWTH = 64L << 20;

	private static final long LIMIT = PROOF ? MAX_GROWTH : MAX_GROWTH / 2 + (16L << 20);

	private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void memoryIsBoundedAndGenuineDeliveriesPass(WebApplicationType type) throws IOException {
		try (WebhookApplication application = WebhookApplication.start(type,
				Map.of("automatum.webhook.body-timeout", "7900ms", "server.tomcat.max-connections", 3000))) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			assertThat(application.deliver(new Delivery(DeliveryTable.eventOf(MAX_BODY))).status()).isEqualTo(202);
			long before = used();
			List<SocketChannel> senders = new ArrayList<>();
			long highest = before;
			List<Integer> answers = new ArrayList<>();
			try {
				long sent = 0;
				for (int i = 0; i < SENDERS; i++) {
					SocketChannel sender = connect(application.port());
					senders.add(sender);
					sent += sendNearlyAll(sender);
					if (i % (SENDERS / 10) == SENDERS / 10 - 1) {
						answers.add(application.deliver(Delivery.ofEvent()).status());
						answers.add(application.deliver(new Delivery(DeliveryTable.eventOf(60_000))).status());
						highest = Math.max(highest, used());
					}
				}
				System.out.println(type + ": " + SENDERS + " endless bodies sent " + (sent >> 20) + " MB; heap grew by "
						+ ((highest - before) >> 20) + " MB; genuine deliveries meanwhile " + answers);
				// The control: they would have taken more than is allowed.
				assertThat(sent).isGreaterThan(PROOF ? 2 * MAX_GROWTH : MAX_GROWTH / 2);
			}
			finally {
				for (SocketChannel sender : senders) {
					sender.close();
				}
			}
			assertThat(highest - before).isLessThan(LIMIT);
			assertThat(answers).hasSize(20).containsOnly(202);
		}
	}

	@Test
	void withoutTheLimitTheyTakeMore() throws IOException {
		// Room for 64 bodies of 10 MB is no limit to these.
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("automatum.webhook.body-timeout", "8900ms", "automatum.webhook.reply-timeout", "9s",
						"automatum.webhook.max-body-size", "10MB", "server.tomcat.max-connections", 3000))) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			long before = used();
			List<SocketChannel> senders = new ArrayList<>();
			try {
				long sent = 0;
				for (int i = 0; i < SENDERS; i++) {
					SocketChannel sender = connect(application.port());
					senders.add(sender);
					sent += sendNearlyAll(sender);
				}
				long growth = used() - before;
				System.out.println("Without the limit: " + SENDERS + " endless bodies sent " + (sent >> 20)
						+ " MB; heap grew by " + (growth >> 20) + " MB");
				assertThat(growth).isGreaterThan(LIMIT);
			}
			finally {
				for (SocketChannel sender : senders) {
					sender.close();
				}
			}
		}
	}

	private static SocketChannel connect(int port) throws IOException {
		SocketChannel sender = SocketChannel.open();
		sender.setOption(StandardSocketOptions.SO_SNDBUF, 512 * 1024);
		sender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		sender.configureBlocking(false);
		return sender;
	}

	/**
	 * Send all but the last byte, as far as the server takes it.
	 */
	private static long sendNearlyAll(SocketChannel sender) {
		ByteBuffer bytes = ByteBuffer.wrap(Delivery.concat(
				("POST " + Delivery.PATH + " HTTP/1.1\r\nHost: localhost\r\n" + "X-Automatum-Signature: "
						+ "0".repeat(64) + "\r\nContent-Length: " + MAX_BODY + "\r\n\r\n")
					.getBytes(),
				new byte[MAX_BODY - 1]));
		long patience = System.nanoTime() + 200_000_000;
		try {
			while (bytes.hasRemaining() && System.nanoTime() < patience) {
				if (sender.write(bytes) == 0) {
					Thread.onSpinWait();
				}
			}
		}
		catch (IOException ex) {
			// It had to make room.
		}
		return bytes.position();
	}

	private static long used() {
		System.gc();
		System.gc();
		return MEMORY.getHeapMemoryUsage().getUsed();
	}

}
