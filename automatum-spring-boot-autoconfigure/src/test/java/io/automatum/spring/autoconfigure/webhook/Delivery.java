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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.automatum.spring.webhook.WebhookSigner;

/**
 * Builds the bytes of one delivery.
 */
final class Delivery {

	static final String SECRET = "whsec_0123456789abcdef";

	static final String PATH = "/webhooks/automatum";

	private static final WebhookSigner SIGNER = new WebhookSigner(SECRET);

	private String method = "POST";

	private String target = PATH;

	private String version = "HTTP/1.1";

	private boolean close;

	private final List<String> headers = new ArrayList<>();

	private byte[] body;

	private boolean length = true;

	private String signature;

	Delivery(String body) {
		this(body.getBytes(StandardCharsets.UTF_8));
	}

	Delivery(byte[] body) {
		this.body = body;
		this.signature = SIGNER.sign(body);
	}

	static Delivery ofEvent() {
		return new Delivery(event("evt_" + System.nanoTime()));
	}

	static String event(String id) {
		return "{\"id\":\"" + id
				+ "\",\"type\":\"entitlement.created\",\"data\":{\"id\":\"ent_1\",\"name\":\"Zoë 😀\"}}";
	}

	Delivery method(String method) {
		this.method = method;
		return this;
	}

	Delivery target(String target) {
		this.target = target;
		return this;
	}

	Delivery version(String version) {
		this.version = version;
		return this;
	}

	Delivery header(String line) {
		this.headers.add(line);
		return this;
	}

	Delivery unsigned() {
		this.signature = null;
		return this;
	}

	Delivery signature(String signature) {
		this.signature = signature;
		return this;
	}

	String signature() {
		return this.signature;
	}

	Delivery closing() {
		this.close = true;
		return this;
	}

	/**
	 * The body without its length.
	 */
	Delivery unframed() {
		this.length = false;
		return this;
	}

	Delivery otherBody(String body) {
		this.body = body.getBytes(StandardCharsets.UTF_8);
		return this;
	}

	byte[] body() {
		return this.body;
	}

	byte[] head() {
		StringBuilder head = new StringBuilder(this.method + " " + this.target + " " + this.version + "\r\n");
		head.append("Host: localhost\r\n");
		if (this.signature != null) {
			head.append("X-Automatum-Signature: ").append(this.signature).append("\r\n");
		}
		if (this.length) {
			head.append("Content-Length: ").append(this.body.length).append("\r\n");
		}
		if (this.close) {
			head.append("Connection: close\r\n");
		}
		this.headers.forEach((line) -> head.append(line).append("\r\n"));
		return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
	}

	byte[] bytes() {
		return concat(head(), this.body);
	}

	/**
	 * The whole with the body in chunks.
	 */
	byte[] chunked(int size, String extension, String trailers) {
		unframed().header("Transfer-Encoding: chunked");
		byte[] bytes = head();
		for (int i = 0; i < this.body.length; i += size) {
			int length = Math.min(size, this.body.length - i);
			bytes = concat(bytes,
					(Integer.toHexString(length) + extension + "\r\n").getBytes(StandardCharsets.US_ASCII));
			byte[] chunk = new byte[length];
			System.arraycopy(this.body, i, chunk, 0, length);
			bytes = concat(concat(bytes, chunk), "\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		return concat(bytes, ("0\r\n" + trailers + "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	static byte[] concat(byte[] first, byte[] second) {
		byte[] all = new byte[first.length + second.length];
		System.arraycopy(first, 0, all, 0, first.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		return all;
	}

}
