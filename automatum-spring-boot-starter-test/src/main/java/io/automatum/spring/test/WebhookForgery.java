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

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * In which way a delivery is forged. None of them is to be accepted by any receiver.
 *
 * @since 1.0.0
 */
public enum WebhookForgery {

	/** There is no signature. */
	UNSIGNED((delivery) -> {
	}),

	/** The header is there and empty. */
	EMPTY_SIGNATURE((delivery) -> delivery.addSignature("")),

	/** The signature is text of some other kind. */
	MALFORMED_SIGNATURE((delivery) -> delivery.addSignature("signed by Automatum")),

	/** It is signed with another secret. */
	OTHER_SECRET((delivery) -> delivery.addSignature(delivery.otherSignature())),

	/** One digit of the genuine signature is another. */
	CHANGED_SIGNATURE((delivery) -> {
		StringBuilder signature = new StringBuilder(delivery.genuineSignature());
		// In the midst: the last digit of Base64 may carry bits that do not count.
		int position = signature.length() - 10;
		signature.setCharAt(position, (signature.charAt(position) != '0') ? '0' : '1');
		delivery.addSignature(signature.toString());
	}),

	/** The genuine signature lacks its last two digits. */
	TRUNCATED_SIGNATURE((delivery) -> {
		String signature = delivery.genuineSignature();
		delivery.addSignature(signature.substring(0, signature.length() - 2));
	}),

	/** There are two signatures, one of them genuine. */
	TWO_SIGNATURES((delivery) -> {
		delivery.addSignature(delivery.otherSignature());
		delivery.addSignature(delivery.genuineSignature());
	}),

	/** The body has been changed by one bit since it was signed. */
	CHANGED_BODY((delivery) -> {
		delivery.addSignature(delivery.genuineSignature());
		byte[] changed = delivery.body().clone();
		changed[changed.length / 2] ^= 1;
		delivery.body(changed);
	}),

	/** The body is the same JSON, written in another way since it was signed. */
	REFORMATTED_BODY((delivery) -> {
		delivery.addSignature(delivery.genuineSignature());
		String body = new String(delivery.body(), StandardCharsets.UTF_8);
		delivery.body(body.replaceFirst(":", " : ").getBytes(StandardCharsets.UTF_8));
	});

	private final Consumer<ForgedDelivery> forging;

	WebhookForgery(Consumer<ForgedDelivery> forging) {
		this.forging = forging;
	}

	void forge(ForgedDelivery delivery) {
		this.forging.accept(delivery);
	}

}
