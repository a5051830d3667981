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

import java.util.function.Function;

import org.springframework.http.HttpHeaders;

/**
 * A delivery while it is being forged.
 */
final class ForgedDelivery {

	private final HttpHeaders headers;

	private final String signatureHeader;

	private final Function<byte[], String> genuine;

	private final Function<byte[], String> other;

	private final byte[] signed;

	private byte[] body;

	/**
	 * Begin with a delivery that has no signature.
	 * @param body the body
	 * @param headers the headers
	 * @param signatureHeader the name of the header for signatures
	 * @param genuine signs with the application's secret
	 * @param other signs with another one
	 */
	ForgedDelivery(byte[] body, HttpHeaders headers, String signatureHeader, Function<byte[], String> genuine,
			Function<byte[], String> other) {
		this.signed = body;
		this.body = body;
		this.headers = headers;
		this.signatureHeader = signatureHeader;
		this.genuine = genuine;
		this.other = other;
	}

	String genuineSignature() {
		return this.genuine.apply(this.signed);
	}

	String otherSignature() {
		return this.other.apply(this.signed);
	}

	void addSignature(String signature) {
		this.headers.add(this.signatureHeader, signature);
	}

	void body(byte[] body) {
		this.body = body;
	}

	byte[] body() {
		return this.body;
	}

	HttpHeaders headers() {
		return this.headers;
	}

}
