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

/**
 * The webhook's endpoint in Spring WebFlux. Works inside the {@code DispatcherHandler},
 * so that the application's filters and its security see each delivery, and uses neither
 * its codecs nor its error pages.
 */
@NullMarked
package io.automatum.spring.webhook.reactive;

import org.jspecify.annotations.NullMarked;
