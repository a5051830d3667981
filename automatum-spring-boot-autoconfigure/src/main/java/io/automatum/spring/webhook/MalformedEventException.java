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

package io.automatum.spring.webhook;

/**
 * Thrown where a body is no event. The message says why, in printable characters of a few
 * dozen, and repeats nothing of the body.
 */
final class MalformedEventException extends Exception {

	private static final long serialVersionUID = 1L;

	MalformedEventException(String defect) {
		super(defect, null, false, false);
	}

	/**
	 * Return why the body is no event.
	 * @return the defect
	 */
	String defect() {
		return String.valueOf(getMessage());
	}

}
