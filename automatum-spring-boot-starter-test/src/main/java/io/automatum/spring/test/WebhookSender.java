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

package io.automatum.spring.test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;

/**
 * Delivers webhooks to an application under test as Automatum does, and as an attacker
 * might: signed events, duplicates, replays, forgeries and bodies that are no events.
 * <pre class="code">
 * void delivers(MockMvc mockMvc, String secret) {
 *     WebhookSender automatum = WebhookSender.to(mockMvc).secret(secret);
 *     assertThat(automatum.deliver("entitlement.created", Map.of("id", "ent_1")).status()).isEqualTo(202);
 *     assertThat(automatum.forge(WebhookForgery.OTHER_SECRET).status()).isEqualTo(401);
 * }
 * </pre>
 * <p>
 * In a {@code @SpringBootTest} and in an {@link AutomatumTest @AutomatumTest} there is a
 * bean of this type, with the secret, path and form of signature that the application
 * itself has. It goes to the test's port where there is one, else to its {@code MockMvc}
 * or {@code WebTestClient}, else, where there is no web layer, to the receiver behind it.
 * <p>
 * Senders are immutable, and safe for use by several threads as far as their target is.
 * Every method that delivers blocks until it is answered.
 *
 * @since 1.0.0
 */
public final class WebhookSender {

	private final WebhookTarget target;

	private final @Nullable String secret;

	private final String path;

	private final String signatureHeader;

	private final BiFunction<WebhookSigner, byte[], String> form;

	private final HttpHeaders headers;

	private WebhookSender(WebhookTarget target, @Nullable String secret, String path, String signatureHeader,
			BiFunction<WebhookSigner, byte[], String> form, HttpHeaders headers) {
		this.target = target;
		this.secret = secret;
		this.path = path;
		this.signatureHeader = signatureHeader;
		this.form = form;
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
	}

	static WebhookSender to(WebhookTarget target) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		return new WebhookSender(target, null, "/webhooks/automatum", "X-Automatum-Signature", WebhookSigner::sign,
				headers);
	}

	/**
	 * Return a sender to an application on Spring MVC without a server.
	 * @param mockMvc what performs the requests; with the application's filters, if they
	 * are to be tested as well
	 * @return a sender that needs a {@link #secret(String) secret}
	 */
	public static WebhookSender to(MockMvc mockMvc) {
		return to(new MockMvcTarget(mockMvc));
	}

	/**
	 * Return a sender to an application by way of a client, which may be bound to an
	 * application on Spring WebFlux without a server.
	 * @param client what performs the requests
	 * @return a sender that needs a {@link #secret(String) secret}
	 */
	public static WebhookSender to(WebTestClient client) {
		return to(new WebTestClientTarget(client));
	}

	/**
	 * Return a sender to a port of this machine, over HTTP.
	 * @param port the port
	 * @return a sender that needs a {@link #secret(String) secret}
	 */
	public static WebhookSender to(int port) {
		return to(URI.create("http://localhost:" + port));
	}

	/**
	 * Return a sender to a server.
	 * @param server the URL of the server, with the application's context path if it has
	 * one; {@link #path(String)} is added to it
	 * @return a sender that needs a {@link #secret(String) secret}
	 */
	public static WebhookSender to(URI server) {
		return to(new HttpTarget(server));
	}

	/**
	 * Return a sender to the receiver itself, for tests without a web layer. Method, path
	 * and the limit to a body's size are the web layer's, and not checked.
	 * @param receiver the receiver
	 * @return a sender that needs a {@link #secret(String) secret}
	 */
	public static WebhookSender to(WebhookReceiver receiver) {
		return to(new ReceiverTarget(receiver));
	}

	/**
	 * Return a sender that signs with a secret.
	 * @param secret the secret, at least 16 bytes
	 * @return a sender
	 */
	public WebhookSender secret(String secret) {
		return new WebhookSender(this.target, secret, this.path, this.signatureHeader, this.form, this.headers);
	}

	/**
	 * Return a sender that posts to a path.
	 * @param path the path; by default {@code /webhooks/automatum}
	 * @return a sender
	 */
	public WebhookSender path(String path) {
		return new WebhookSender(this.target, this.secret, path, this.signatureHeader, this.form, this.headers);
	}

	/**
	 * Return a sender that signs in a header of another name.
	 * @param name the header's name; by default {@code X-Automatum-Signature}
	 * @return a sender
	 */
	public WebhookSender signatureHeader(String name) {
		return new WebhookSender(this.target, this.secret, this.path, name, this.form, this.headers);
	}

	/**
	 * Return a sender that signs in another form.
	 * @param form makes the signature; by default {@code WebhookSigner::sign}, others are
	 * {@code WebhookSigner::signPrefixed} and {@code WebhookSigner::signBase64}
	 * @return a sender
	 */
	public WebhookSender signedAs(BiFunction<WebhookSigner, byte[], String> form) {
		return new WebhookSender(this.target, this.secret, this.path, this.signatureHeader, form, this.headers);
	}

	/**
	 * Return a sender that signs the time as well, for applications with
	 * {@code automatum.webhook.signature.timestamped}.
	 * @param clock tells the time; one with an offset makes deliveries of the past or of
	 * the future
	 * @return a sender
	 */
	public WebhookSender timestamped(Clock clock) {
		return signedAs((signer, body) -> signer.signTimestamped(body, clock.instant()));
	}

	/**
	 * Return a sender whose requests have a header, in place of any other of that name.
	 * @param name the header's name
	 * @param value its value
	 * @return a sender
	 */
	public WebhookSender header(String name, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(this.headers);
		headers.set(name, value);
		return new WebhookSender(this.target, this.secret, this.path, this.signatureHeader, this.form, headers);
	}

	/**
	 * Deliver an event with an id of its own.
	 * @param type the event's type, such as {@code entitlement.created}
	 * @param data the event's data: a record of {@code io.automatum.spring.client.model},
	 * a {@code Map}, or whatever Jackson writes
	 * @return what was sent, and the answer
	 */
	public SentWebhook deliver(String type, Object data) {
		return event(type, data).deliver();
	}

	/**
	 * Return an event to be changed before it is delivered, several times, or forged.
	 * @param type the event's type
	 * @param data the event's data
	 * @return an event with an id of its own
	 */
	public WebhookMessage event(String type, Object data) {
		return new WebhookMessage(this, type, data).id("evt_" + UUID.randomUUID());
	}

	/**
	 * Deliver a body that is no event, or one that is written in an unusual way, signed.
	 * @param body the body, sent in UTF-8
	 * @return what was sent, and the answer
	 */
	public SentWebhook deliverRaw(String body) {
		return deliverRaw(body.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Deliver bytes, signed.
	 * @param body the bytes
	 * @return what was sent, and the answer
	 */
	public SentWebhook deliverRaw(byte[] body) {
		HttpHeaders headers = headers();
		headers.set(this.signatureHeader, sign(body));
		return send(body, headers);
	}

	/**
	 * Deliver an event that Automatum did not send.
	 * @param forgery in which way it is forged
	 * @return what was sent, and the answer
	 */
	public SentWebhook forge(WebhookForgery forgery) {
		return event("entitlement.created", Map.of("id", "ent_forged")).forge(forgery);
	}

	/**
	 * Send once more what was sent before, with the same signature: what somebody does
	 * who has listened. Unless signatures have a time, this cannot be told from
	 * Automatum's own retry, and is a duplicate like that.
	 * @param sent what was sent
	 * @return what was sent, and the answer
	 */
	public SentWebhook replay(SentWebhook sent) {
		return send(sent.body(), sent.headers());
	}

	SentWebhook forge(WebhookForgery forgery, byte[] body) {
		WebhookSigner other = new WebhookSigner("a-secret-that-is-not-the-application's");
		ForgedDelivery delivery = new ForgedDelivery(body, headers(), this.signatureHeader, this::sign,
				(bytes) -> this.form.apply(other, bytes));
		forgery.forge(delivery);
		return send(delivery.body(), delivery.headers());
	}

	private String sign(byte[] body) {
		if (this.secret == null) {
			throw new IllegalStateException("No secret to sign with: call secret(…) with the application's "
					+ "automatum.webhook.secret, or set that property in the test");
		}
		return this.form.apply(new WebhookSigner(this.secret), body);
	}

	private HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(this.headers);
		return headers;
	}

	private SentWebhook send(byte[] body, HttpHeaders headers) {
		WebhookTarget.Answer answer = this.target.send(this.path, headers, body);
		return new SentWebhook(body, HttpHeaders.readOnlyHttpHeaders(headers), answer.status(),
				HttpHeaders.readOnlyHttpHeaders(answer.headers()), new String(answer.body(), StandardCharsets.UTF_8));
	}

}
