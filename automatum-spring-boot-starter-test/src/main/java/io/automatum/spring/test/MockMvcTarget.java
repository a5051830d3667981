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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.DispatcherType;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/**
 * An application on Spring MVC without a server.
 */
final class MockMvcTarget implements WebhookTarget {

	// Longer than the ten seconds that Automatum waits, so that a late answer is seen.
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final MockMvc mockMvc;

	MockMvcTarget(MockMvc mockMvc) {
		this.mockMvc = mockMvc;
	}

	@Override
	public Answer send(String path, HttpHeaders headers, byte[] body) {
		try {
			MvcResult result = this.mockMvc.perform(MockMvcRequestBuilders.post(path).headers(headers).content(body))
				.andReturn();
			if (result.getRequest().isAsyncStarted()) {
				result = this.mockMvc.perform(dispatch(result.getRequest())).andReturn();
			}
			return answer(result.getResponse());
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The application failed with a delivery to " + path, ex);
		}
	}

	// MockMvcRequestBuilders.asyncDispatch() knows asynchronous controllers alone.
	private static RequestBuilder dispatch(MockHttpServletRequest request) throws InterruptedException {
		CountDownLatch dispatched = new CountDownLatch(1);
		MockAsyncContext context = (MockAsyncContext) request.getAsyncContext();
		if (context != null) {
			context.addDispatchHandler(dispatched::countDown);
			if (!dispatched.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("No answer within " + TIMEOUT);
			}
		}
		return (servletContext) -> {
			request.setDispatcherType(DispatcherType.ASYNC);
			request.setAsyncStarted(false);
			return request;
		};
	}

	private static Answer answer(MockHttpServletResponse response) {
		HttpHeaders headers = new HttpHeaders();
		for (String name : response.getHeaderNames()) {
			headers.addAll(name, response.getHeaders(name));
		}
		return new Answer(response.getStatus(), headers, response.getContentAsByteArray());
	}

}
