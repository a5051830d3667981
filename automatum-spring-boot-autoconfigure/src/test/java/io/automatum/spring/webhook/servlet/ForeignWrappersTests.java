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

package io.automatum.spring.webhook.servlet;

import java.util.List;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.ContentCachingResponseWrapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken for somebody who keeps back an answer.
 */
class ForeignWrappersTests {

	@Test
	void whoReplacesTheStreamKeepsItBack() {
		assertThat(ForeignWrappers.keepBack(new ContentCachingResponseWrapper(new MockHttpServletResponse()))).isTrue();
		assertThat(ForeignWrappers.keepBack(new Replacing(new MockHttpServletResponse()))).isTrue();
		assertThat(ForeignWrappers.keepBack(new Plain(new MockHttpServletResponse()))).isFalse();
		assertThat(ForeignWrappers.keepBack(new MockHttpServletResponse())).isFalse();
	}

	@Test
	void inANativeImageWhoeverIsNotKnownIsTakenForOne() {
		assertThat(List.of(false, true)).allSatisfy((nativeImage) -> {
			// A method that this class leaves as it is, which cannot be seen there.
			assertThat(ForeignWrappers.overrides(ContentCachingResponseWrapper.class, "getLocale",
					ServletResponseWrapper.class, nativeImage))
				.isEqualTo(nativeImage);
			assertThat(List.of(HttpServletResponseWrapper.class, Plain.class)).noneMatch((type) -> ForeignWrappers
				.overrides(type, "getOutputStream", ServletResponseWrapper.class, nativeImage));
		});
	}

	private static class Plain extends HttpServletResponseWrapper {

		Plain(HttpServletResponse response) {
			super(response);
		}

	}

	private static final class Replacing extends Plain {

		Replacing(HttpServletResponse response) {
			super(response);
		}

		@Override
		public ServletOutputStream getOutputStream() {
			throw new UnsupportedOperationException();
		}

	}

}
