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

package io.automatum.spring.client.exchange;

import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.json.AutomatumJson;
import io.netty.handler.codec.compression.DecompressionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Takes the raw calls of {@code automatumWebClient} through the same pipeline as the
 * typed ones. What cannot be known of a raw call is left alone: the reply's body belongs
 * to the caller, so only a status or the lack of a reply is retried; and a request body
 * is sent again only if all of it was seen the first time.
 *
 * @since 1.0.0
 */
public final class RawCallFilter implements ExchangeFilterFunction {

	private static final String OPERATION = "raw";

	private final URI baseUrl;

	private final CallPipeline pipeline;

	private final Map<String, String> resourcesByPath;

	private final ErrorReplies errors;

	/**
	 * Create the filter.
	 * @param baseUrl the base URL, whose origin every request has to have
	 * @param pipeline what every call goes through
	 * @param resourcesByPath the known resources' names by their paths below the base URL
	 * @param json reads error replies
	 * @param clock tells the time for what the service says in dates
	 */
	public RawCallFilter(URI baseUrl, CallPipeline pipeline, Map<String, String> resourcesByPath, AutomatumJson json,
			Clock clock) {
		this.baseUrl = baseUrl;
		this.pipeline = pipeline;
		this.resourcesByPath = Map.copyOf(resourcesByPath);
		this.errors = new ErrorReplies(json, clock);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (!Origin.of(request.url()).equals(Origin.of(this.baseUrl))) {
			return Mono.error(new IllegalArgumentException(
					"automatumWebClient only calls the origin of automatum.base-url, so that the access token goes nowhere "
							+ "else. Use a WebClient of your own for " + Origin.of(request.url())));
		}
		String key;
		try {
			key = idempotencyKey(request);
		}
		catch (IllegalArgumentException ex) {
			return Mono.error(ex);
		}
		ReplayableBody body = new ReplayableBody(request.body());
		Call call = new Call(request.method(), request.url(), uriTemplate(request), resource(request), OPERATION, null,
				key, CallOptions.none());
		return this.pipeline.execute(call, new Attempt.Sender<ClientResponse>() {

			@Override
			public Mono<ClientResponse> send(Attempt attempt) {
				return RawCallFilter.this.send(call, attempt, prepare(request, call, attempt, body), next)
					.onErrorMap(body::explain);
			}

			@Override
			public boolean isRepeatable() {
				return body.isReplayable();
			}

			@Override
			public Mono<ClientResponse> unread(UnreadReply reply) {
				return Mono.just(reply.response());
			}

		});
	}

	private Mono<ClientResponse> send(Call call, Attempt attempt, ClientRequest request, ExchangeFunction next) {
		return next.exchange(request).flatMap((response) -> {
			int status = response.statusCode().value();
			HttpHeaders headers = response.headers().asHttpHeaders();
			attempt.replied(status, headers);
			ClientResponse guarded = guard(response, attempt);
			if (status < 400) {
				return Mono.just(guarded);
			}
			Reply reply = new Reply(call, status, headers, Reply.NO_BODY, attempt.token());
			// Hidden, because flatMap cancels what it gets the reply from when an error
			// is
			// there at once, and with that releases the body.
			return Mono.<ClientResponse>error(new UnreadReply(guarded, this.errors.ofUnread(reply))).hide();
		});
	}

	private static ClientResponse guard(ClientResponse response, Attempt attempt) {
		if (response.statusCode().value() < 200) {
			attempt.closeConnection();
		}
		return response.mutate()
			.body((body) -> body.doOnError(DecompressionException.class, (ex) -> attempt.closeConnection()))
			.build();
	}

	private static ClientRequest prepare(ClientRequest request, Call call, Attempt attempt, ReplayableBody body) {
		// WebClient takes a URI without variables for a template, ids and all.
		return ClientRequest.from(request)
			.attribute(ApiExchange.URI_TEMPLATE_ATTRIBUTE, call.uriTemplate())
			.headers((headers) -> {
				headers.set(HttpHeaders.AUTHORIZATION, attempt.token().authorization());
				if (call.idempotencyKey() != null) {
					headers.set(CallOptions.IDEMPOTENCY_KEY_HEADER, call.idempotencyKey());
				}
			})
			.body(body)
			// After the caller's own, if there is one.
			.httpRequest(attempt)
			.build();
	}

	private static @Nullable String idempotencyKey(ClientRequest request) {
		String given = request.headers().getFirst(CallOptions.IDEMPOTENCY_KEY_HEADER);
		if (given != null) {
			return CallOptions.none().idempotencyKey(given).idempotencyKey();
		}
		return (request.method() == HttpMethod.POST) ? IdempotencyKeys.random() : null;
	}

	private String uriTemplate(ClientRequest request) {
		Object template = request.attributes().get(ApiExchange.URI_TEMPLATE_ATTRIBUTE);
		String known = knownPath(request);
		if (template instanceof String text && text.indexOf('{') >= 0) {
			return belowBaseUrl(text);
		}
		return (known != null) ? known : "/**";
	}

	/*
	 * WebClient's template has the base URL before it; that of a typed call has not.
	 */
	private String belowBaseUrl(String template) {
		String base = StringUtils.trimTrailingCharacter(this.baseUrl.toString(), '/');
		String below = template.startsWith(base + "/") ? template.substring(base.length()) : template;
		int query = below.indexOf('?');
		return (query >= 0) ? below.substring(0, query) : below;
	}

	private String resource(ClientRequest request) {
		String known = knownPath(request);
		return (known != null) ? this.resourcesByPath.getOrDefault(known, Call.OTHER_RESOURCE) : Call.OTHER_RESOURCE;
	}

	private @Nullable String knownPath(ClientRequest request) {
		String path = request.url().getPath();
		String prefix = StringUtils
			.trimTrailingCharacter((this.baseUrl.getPath() != null) ? this.baseUrl.getPath() : "", '/');
		if (path == null || !path.startsWith(prefix)) {
			return null;
		}
		String below = path.substring(prefix.length());
		String known = null;
		for (String candidate : this.resourcesByPath.keySet()) {
			boolean matches = below.startsWith(candidate)
					&& (below.length() == candidate.length() || below.charAt(candidate.length()) == '/');
			if (matches && (known == null || candidate.length() > known.length())) {
				known = candidate;
			}
		}
		return known;
	}

	/**
	 * Scheme, host and port (RFC 6454).
	 */
	private record Origin(String scheme, String host, int port) {

		static Origin of(URI uri) {
			String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
			// A host name with an underscore, as containers have them, is no host to URI.
			String host = String.valueOf((uri.getHost() != null) ? uri.getHost() : uri.getRawAuthority())
				.toLowerCase(Locale.ROOT);
			int port = uri.getPort();
			return new Origin(scheme, host, (port >= 0) ? port : (scheme.equals("https") ? 443 : 80));
		}

		@Override
		public String toString() {
			return this.scheme + "://" + this.host + ":" + this.port;
		}

	}

}
