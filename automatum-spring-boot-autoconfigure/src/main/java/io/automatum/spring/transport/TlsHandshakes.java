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

package io.automatum.spring.transport;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import reactor.netty.http.client.HttpClient;

/**
 * Makes the TLS handshake end within the time in which a connection has to be made.
 * Reactor Netty gives it ten seconds of its own, during which a server that took the
 * connection and says nothing keeps a place in the pool, whatever the caller's deadline.
 *
 * @since 1.0.0
 */
public final class TlsHandshakes {

	private TlsHandshakes() {
	}

	/**
	 * Limit the handshakes of a client.
	 * @param httpClient the client
	 * @param timeout the longest time of a handshake
	 * @return the client with the limit
	 */
	public static HttpClient limited(HttpClient httpClient, Duration timeout) {
		return httpClient.doOnChannelInit((observer, channel, remoteAddress) -> limit(channel, timeout));
	}

	private static void limit(Channel channel, Duration timeout) {
		SslHandler handler = channel.pipeline().get(SslHandler.class);
		if (handler != null && handler.getHandshakeTimeoutMillis() > timeout.toMillis()) {
			handler.setHandshakeTimeoutMillis(Math.max(1, timeout.toMillis()));
		}
	}

}
