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

package io.automatum.spring.test.emulator;

/**
 * The two shapes in which the API's pages show replies.
 *
 * @since 1.0.0
 */
public enum Envelope {

	/**
	 * The API client setup page's shape: bare objects, lists as {@code data} with
	 * {@code nextCursor} or {@code pagination}, errors nested under {@code error}.
	 */
	SPECIFICATION,

	/**
	 * The API reference's shape: {@code {"code":200,"data":…}} for objects and lists,
	 * flat errors {@code {"code":422,"message":…,"errors":[…]}}. A list that asks neither
	 * for a page nor a cursor carries both {@code pagination} and {@code nextCursor}.
	 */
	CODED

}
