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

import java.util.List;

import io.automatum.spring.client.ErrorDetails;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.transport.TransportFailures;
import org.jspecify.annotations.Nullable;

/**
 * Says of a token request that broke on the network what that means and what to do,
 * without what a server may have repeated of the credentials.
 */
final class BrokenTokenRequests {

	private BrokenTokenRequests() {
	}

	static TransportException of(Throwable failure, boolean sent, String endpoint, ErrorDetails details,
			Redaction redaction) {
		List<Throwable> chain = TransportFailures.chain(failure);
		Kind kind = TransportFailures.kind(failure, sent);
		Throwable root = chain.get(chain.size() - 1);
		boolean showable = kind != Kind.PROTOCOL
				&& chain.stream().allMatch((link) -> redaction.isClean(link.getMessage()));
		String reason = root.getClass().getSimpleName()
				+ ((showable && root.getMessage() != null) ? ": " + redaction.clean(root.getMessage(), 300) : "");
		// What broke the rules of HTTP is quoted in the message of the exception it
		// caused
		return new TransportException(
				"No access token: the request to the token endpoint " + endpoint + " failed, " + reason + ". "
						+ remedy(kind),
				details, kind, TransportFailures.isRequestSent(kind, sent), showable ? cause(chain) : null);
	}

	private static String remedy(Kind kind) {
		return switch (kind) {
			case DNS -> "Check the host in automatum.token-url and the name server.";
			case CONNECT -> "Check automatum.token-url, the network, firewall and proxy.";
			case TLS -> "Check the certificate, the trust store (SSL bundle) and a proxy that intercepts TLS.";
			case POOL_EXHAUSTED ->
				"All of the client's connections are in use: look at what uses them, and at automatum.http.max-connections.";
			case READ_TIMEOUT -> "The endpoint did not answer in time: look at the network and a proxy.";
			case CONNECTION_RESET ->
				"The connection was closed before the reply was complete: look at the network and a proxy.";
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

}
