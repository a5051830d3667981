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

import org.springframework.http.HttpHeaders;

/**
 * Where a {@link WebhookSender} delivers to.
 */
@FunctionalInterface
interface WebhookTarget {

	/**
	 * Post a delivery, and wait for the answer.
	 * @param path the path
	 * @param headers the headers
	 * @param body the body
	 * @return the answer
	 */
	Answer send(String path, HttpHeaders headers, byte[] body);

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 * @param headers the headers
	 * @param body the body, empty where there is none
	 */
	record Answer(int status, HttpHeaders headers, byte[] body) {

	}

}
