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

import java.time.Duration;

import io.automatum.spring.webhook.WebhookReceiver;
import io.automatum.spring.webhook.WebhookReply;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The receiver behind the endpoints.
 */
final class ReceiverTarget implements WebhookTarget {

	private final WebhookReceiver receiver;

	ReceiverTarget(WebhookReceiver receiver) {
		this.receiver = receiver;
	}

	@Override
	public Answer send(String path, HttpHeaders headers, byte[] body) {
		WebhookReply reply = this.receiver.observations()
			.observe((observation) -> Mono.justOrEmpty(this.receiver.refusal(headers, observation))
				.switchIfEmpty(this.receiver.receive(headers, body, Duration.ZERO)))
			.block();
		if (reply == null) {
			throw new IllegalStateException("The receiver gave no reply");
		}
		HttpHeaders answer = new HttpHeaders();
		answer.setContentType(MediaType.APPLICATION_JSON);
		reply.headers().forEach(answer::set);
		return new Answer(reply.status(), answer, reply.bytes());
	}

}
