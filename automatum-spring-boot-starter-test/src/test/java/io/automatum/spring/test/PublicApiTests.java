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

import io.automatum.testing.ApiDocument;
import org.junit.jupiter.api.Test;

/**
 * What is public is listed in {@code docs/api.txt}, so that a change shows in review. Run
 * with {@code -Dautomatum.docs.write=true} to write it again.
 */
class PublicApiTests {

	@Test
	void theListIsWhatTheClassesOffer() throws Exception {
		ApiDocument.check("automatum-spring-boot-starter-test", AutomatumTest.class);
	}

}
