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

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import io.automatum.spring.client.TransportException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what a network library threw where a request broke, for calls and token
 * requests alike. Classes that are shaded, or of a library that an application may put in
 * Netty's place, are told by name.
 *
 * @since 1.0.0
 */
public final class TransportFailures {

	private static final int MAX_DEPTH = 32;

	private TransportFailures() {
	}

	/**
	 * Return where a request broke.
	 * @param thrown what was thrown
	 * @param sent whether a part of the request may have been sent
	 * @return where it broke
	 */
	public static Kind kind(Throwable thrown, boolean sent) {
		List<Throwable> chain = chain(thrown);
		if (holds(chain, TransportFailures::isDns)) {
			return Kind.DNS;
		}
		if (holds(chain, TransportFailures::isConnect)) {
			return Kind.CONNECT;
		}
		if (holds(chain, TransportFailures::isReadTimeout)) {
			return Kind.READ_TIMEOUT;
		}
		if (holds(chain, CertificateException.class::isInstance)) {
			return Kind.TLS;
		}
		SSLException tls = find(thrown, SSLException.class);
		if (tls != null) {
			return isClosedDuringHandshake(tls) ? Kind.CONNECT : (sent ? Kind.CONNECTION_RESET : Kind.TLS);
		}
		if (holds(chain, TransportFailures::isPoolLimit)) {
			return Kind.POOL_EXHAUSTED;
		}
		if (holds(chain, TimeoutException.class::isInstance)) {
			return sent ? Kind.READ_TIMEOUT : Kind.POOL_EXHAUSTED;
		}
		if (holds(chain, PrematureChannelClosureException.class::isInstance)) {
			return Kind.CONNECTION_RESET;
		}
		if (holds(chain, TransportFailures::isProtocol)) {
			return Kind.PROTOCOL;
		}
		if (holds(chain, IOException.class::isInstance)) {
			return sent ? Kind.CONNECTION_RESET : Kind.CONNECT;
		}
		return Kind.OTHER;
	}

	/**
	 * Return whether a request that broke at a place may have been sent in part. Some
	 * libraries give a request away before they connect.
	 * @param kind where it broke
	 * @param sent whether the library was given the request
	 * @return {@code false} only if certainly nothing was sent
	 */
	public static boolean isRequestSent(Kind kind, boolean sent) {
		return switch (kind) {
			case DNS, CONNECT, TLS, POOL_EXHAUSTED -> false;
			default -> sent;
		};
	}

	/**
	 * Return the first exception of a type among a failure and its causes.
	 * @param <X> the type
	 * @param thrown the failure
	 * @param type the type
	 * @return the exception, or {@code null} if there is none
	 */
	public static <X> @Nullable X find(Throwable thrown, Class<X> type) {
		for (Throwable link : chain(thrown)) {
			if (type.isInstance(link)) {
				return type.cast(link);
			}
		}
		return null;
	}

	/**
	 * Return a failure and its causes.
	 * @param thrown the failure
	 * @return the failure first, then its causes from the outside in; never endless
	 */
	public static List<Throwable> chain(Throwable thrown) {
		List<Throwable> chain = new ArrayList<>(4);
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable link = thrown;
		while (link != null && chain.size() < MAX_DEPTH && seen.add(link)) {
			chain.add(link);
			link = link.getCause();
		}
		return chain;
	}

	private static boolean isDns(Throwable link) {
		return link instanceof UnknownHostException || link instanceof UnresolvedAddressException
				|| name(link).contains("DnsNameResolver");
	}

	private static boolean isConnect(Throwable link) {
		return link instanceof ConnectTimeoutException || link instanceof ConnectException
				|| link instanceof NoRouteToHostException || link instanceof SslHandshakeTimeoutException
				|| name(link).endsWith("HttpConnectTimeoutException");
	}

	private static boolean isReadTimeout(Throwable link) {
		return link instanceof ReadTimeoutException || link instanceof SocketTimeoutException
				|| name(link).endsWith("HttpTimeoutException");
	}

	/*
	 * A peer that hangs up during the handshake, unlike one whose certificate is bad, may
	 * do better next time.
	 */
	private static boolean isClosedDuringHandshake(SSLException ex) {
		String message = ex.getMessage();
		return message != null && message.contains("closed while SSL/TLS handshake");
	}

	/*
	 * Reactor Netty's pool is shaded into an internal package.
	 */
	private static boolean isPoolLimit(Throwable link) {
		return link.getClass().getSimpleName().startsWith("PoolAcquire");
	}

	private static boolean isProtocol(Throwable link) {
		return link instanceof CodecException || link instanceof IllegalArgumentException
				|| link instanceof ProtocolException;
	}

	private static boolean holds(List<Throwable> chain, Predicate<Throwable> test) {
		for (Throwable link : chain) {
			if (test.test(link)) {
				return true;
			}
		}
		return false;
	}

	private static String name(Throwable link) {
		return link.getClass().getName();
	}

}
