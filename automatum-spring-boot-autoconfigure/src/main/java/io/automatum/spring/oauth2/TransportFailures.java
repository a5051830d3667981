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
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception of the HTTP client where a token request broke. Classes of the
 * client's libraries are told by name, since the client may be built on any of them.
 */
final class TransportFailures {

	private TransportFailures() {
	}

	static TransportException of(Throwable failure, String endpoint, ErrorDetails details, Redaction redaction) {
		List<Throwable> chain = chain(failure);
		Kind kind = kind(chain);
		Throwable root = chain.get(chain.size() - 1);
		boolean showable = kind != Kind.PROTOCOL
				&& chain.stream().allMatch((link) -> redaction.isClean(link.getMessage()));
		String reason = root.getClass().getSimpleName()
				+ ((showable && root.getMessage() != null) ? ": " + redaction.clean(root.getMessage(), 300) : "");
		// What broke the rules of HTTP is quoted in the message of the exception it
		// caused
		return new TransportException("No access token: the request to the token endpoint " + endpoint + " failed, "
				+ reason + ". " + remedy(kind), details, kind, isRequestSent(kind), showable ? cause(chain) : null);
	}

	private static boolean isRequestSent(Kind kind) {
		return switch (kind) {
			case DNS, CONNECT, TLS, POOL_EXHAUSTED -> false;
			default -> true;
		};
	}

	private static String remedy(Kind kind) {
		return switch (kind) {
			case DNS -> "Check the host in automatum.token-url and the name server.";
			case CONNECT -> "Check automatum.token-url, the network, firewall and proxy.";
			case TLS -> "Check the certificate, the trust store (SSL bundle) and a proxy that intercepts TLS.";
			case POOL_EXHAUSTED -> "All of the client's connections are in use.";
			case READ_TIMEOUT -> "The endpoint did not answer in time.";
			case CONNECTION_RESET -> "The connection was closed before the reply was complete.";
			case PROTOCOL -> "Its reply is not HTTP: check scheme and port in automatum.token-url.";
			default -> "It is tried again with the next call.";
		};
	}

	private static @Nullable Throwable cause(List<Throwable> chain) {
		for (Throwable link : chain) {
			// The wrapper of Spring repeats the URI and adds nothing
			if (!link.getClass().getName().startsWith("org.springframework.web.reactive.")
					&& !link.getClass().getName().startsWith("reactor.core.")) {
				return link;
			}
		}
		return chain.get(chain.size() - 1);
	}

	private static List<Throwable> chain(Throwable failure) {
		List<Throwable> chain = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable link = failure; link != null && seen.add(link); link = link.getCause()) {
			chain.add(link);
		}
		return chain;
	}

	private static Kind kind(List<Throwable> chain) {
		// From the outside in, TLS first: a failed handshake also closes the connection
		for (Throwable link : chain) {
			if (link instanceof SSLException || link instanceof CertificateException) {
				return Kind.TLS;
			}
		}
		for (Throwable link : chain) {
			Kind kind = kind(link);
			if (kind != null) {
				return kind;
			}
		}
		return Kind.OTHER;
	}

	private static @Nullable Kind kind(Throwable link) {
		String name = link.getClass().getName();
		if (link instanceof UnknownHostException || name.contains("UnresolvedAddress")
				|| name.contains("DnsNameResolver")) {
			return Kind.DNS;
		}
		if (link instanceof ConnectException || link instanceof NoRouteToHostException
				|| name.contains("ConnectTimeout") || name.contains("ProxyConnect")) {
			return Kind.CONNECT;
		}
		if (name.contains("PoolAcquire")) {
			return Kind.POOL_EXHAUSTED;
		}
		if (link instanceof TimeoutException || link instanceof SocketTimeoutException || name.contains("ReadTimeout")
				|| name.endsWith("HttpTimeoutException")) {
			return Kind.READ_TIMEOUT;
		}
		if (name.startsWith("io.netty.handler.codec.") || link instanceof IllegalArgumentException
				|| name.endsWith("ProtocolException")) {
			return Kind.PROTOCOL;
		}
		if (link instanceof SocketException || link instanceof ClosedChannelException || name.contains("PrematureClose")
				|| isReset(link)) {
			return Kind.CONNECTION_RESET;
		}
		return null;
	}

	private static boolean isReset(Throwable link) {
		String message = link.getMessage();
		return link instanceof IOException && message != null
				&& (message.contains("reset") || message.contains("Broken pipe") || message.contains("closed"));
	}

}
