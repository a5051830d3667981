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

package io.automatum.spring.transport;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets Netty see, in an image that is built ahead of time, which events a handler leaves
 * out; otherwise each handler is called for all of them.
 */
final class ChannelHandlerHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		// By their names: they cannot be loaded where Netty is left out.
		for (String handler : new String[] { "InformationalReplies", "UnreadableReplies" }) {
			hints.reflection()
				.registerTypeIfPresent(classLoader, ChannelHandlerHints.class.getPackageName() + "." + handler,
						MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
