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

package io.automatum.spring.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Changes the {@link WebClient} that calls Automatum, for instance by a default header or
 * a filter. Beans of this type are applied in order, after the properties and the
 * connection details. What they add holds for every attempt of typed and raw calls;
 * requests for tokens are not touched.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface AutomatumWebClientCustomizer {

	/**
	 * Change the builder.
	 * @param builder the builder
	 */
	void customize(WebClient.Builder builder);

}
