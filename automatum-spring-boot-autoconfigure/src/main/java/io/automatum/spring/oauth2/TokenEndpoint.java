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

import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.transport.TransportFailures;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Asks the token endpoint once. The protocol is Spring Security's; the bytes of the form
 * and of the reply pass by Spring's codecs, which log what they see.
 */
final class TokenEndpoint {

	/**
	 * The context's key for whether a request has begun to be written.
	 */
	private static final Class<AtomicBoolean> SENT = AtomicBoolean.class;

	private final TokenSettings settings;

	private final Scheduler scheduler;

	private final TokenReplyReader reader;

	private final WebClientReactiveClientCredentialsTokenResponseClient client;

	TokenEndpoint(TokenSettings settings, WebClient webClient, Clock clock, Scheduler scheduler) {
		this.settings = settings;
		this.scheduler = scheduler;
		this.reader = new TokenReplyReader(settings, clock);
		this.client = new WebClientReactiveClientCredentialsTokenResponseClient();
		this.client.setWebClient(webClient.mutate().filter(this::exchange).build());
		this.client.setBodyExtractor(this::extract);
	}

	TokenReplyReader reader() {
		return this.reader;
	}

	/**
	 * Request a token.
	 * @param credentials what to identify with
	 * @param held the token that is held, which must not be shown either
	 * @return the token, or an {@link AutomatumException} and no other
	 */
	Mono<OAuth2AccessTokenResponse> request(ClientCredentials credentials, @Nullable AccessToken held) {
		Redaction redaction = new Redaction(credentials, held);
		AtomicBoolean sent = new AtomicBoolean();
		return Mono
			.defer(() -> this.client.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(register(credentials))))
			.contextWrite((context) -> context.put(Redaction.class, redaction).put(SENT, sent))
			.onErrorMap((ex) -> typed(ex, sent.get(), redaction));
	}

	private ClientRegistration register(ClientCredentials credentials) {
		// Not kept: its toString() prints the secret
		return ClientRegistration.withRegistrationId("automatum")
			.clientId(credentials.id())
			.clientSecret(credentials.secret())
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri(TokenSettings.describe(this.settings.tokenUri()))
			.scope(this.settings.scopes())
			.build();
	}

	private Mono<ClientResponse> exchange(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((context) -> {
			AtomicBoolean sent = context.get(SENT);
			return next.exchange(ClientRequest.from(request)
				.url(this.settings.tokenUri())
				.body(SilentFormWriter.silently(request.body()))
				.httpRequest((httpRequest) -> sent.set(true))
				.build());
		})
			.timeout(this.settings.responseTimeout(),
					Mono.error(() -> new SocketTimeoutException("no reply within " + this.settings.responseTimeout())),
					this.scheduler);
	}

	private Mono<OAuth2AccessTokenResponse> extract(ReactiveHttpInputMessage message, BodyExtractor.Context context) {
		ClientHttpResponse response = (ClientHttpResponse) message;
		int status = response.getStatusCode().value();
		Mono<Body> body = DataBufferUtils.join(response.getBody(), this.settings.maxReplySize())
			.map(TokenEndpoint::read)
			.defaultIfEmpty(new Body(new byte[0]))
			.onErrorReturn(DataBufferLimitException.class, new Body(null));
		if (status >= 300) {
			// What the status says is worth more than that its explanation broke off
			body = body.onErrorReturn(new Body(null));
		}
		return body.flatMap((read) -> Mono.deferContextual((view) -> Mono
			.just(this.reader.read(status, response.getHeaders(), read.bytes(), view.get(Redaction.class)))));
	}

	private static Body read(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return new Body(bytes);
	}

	private AutomatumException typed(Throwable failure, boolean sent, Redaction redaction) {
		AutomatumException typed = TransportFailures.find(failure, AutomatumException.class);
		return (typed != null) ? typed : BrokenTokenRequests.of(failure, sent, this.reader.endpoint(),
				this.reader.detailsWithoutReply(), redaction);
	}

	/**
	 * A reply's body.
	 *
	 * @param bytes the bytes, {@code null} if there were too many
	 */
	@SuppressWarnings("ArrayRecordComponent")
	private record Body(byte @Nullable [] bytes) {

	}

}
