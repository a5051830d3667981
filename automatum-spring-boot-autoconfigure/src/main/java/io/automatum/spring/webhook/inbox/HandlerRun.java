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

package io.automatum.spring.webhook.inbox;

/**
 * One run of a handler, from before its transaction begins until that has ended. For one
 * thread.
 *
 * @since 1.0.0
 */
public interface HandlerRun extends AutoCloseable {

	/** One that nobody is interested in. */
	HandlerRun UNOBSERVED = new HandlerRun() {

		@Override
		public void failed(Throwable failure) {
		}

		@Override
		public void close() {
		}

	};

	/**
	 * The handler failed, or what it did was rolled back.
	 * @param failure why
	 */
	void failed(Throwable failure);

	/**
	 * The run has ended.
	 */
	@Override
	void close();

}
