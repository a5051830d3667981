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

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.WebUtils;

/**
 * Where the body of a request comes from, and what has become of it before: filters read
 * bodies to log them or look for parameters, and wrap requests to hand out what they
 * read.
 */
final class RequestBody {

	private static final byte[] NOTHING = {};

	private final HttpServletRequest request;

	private final boolean announced;

	private final @Nullable ServletInputStream stream;

	private final List<Class<?>> wrappers;

	private final byte[] cached;

	RequestBody(HttpServletRequest request) throws IOException {
		this.request = request;
		this.announced = request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
		ContentCachingRequestWrapper caching = WebUtils.getNativeRequest(request, ContentCachingRequestWrapper.class);
		this.cached = (caching != null) ? caching.getContentAsByteArray() : NOTHING;
		this.wrappers = ForeignWrappers.around(request);
		this.stream = open(request);
	}

	private static @Nullable ServletInputStream open(HttpServletRequest request) throws IOException {
		try {
			return request.getInputStream();
		}
		catch (IllegalStateException ex) {
			// Somebody has called getReader().
			return null;
		}
	}

	/**
	 * Whether there may be something of it that nobody has read.
	 * @return whether there may be
	 */
	boolean isPending() {
		return this.announced && !(isContainers() && (this.stream == null || this.stream.isFinished()));
	}

	/**
	 * Whether it is clear, before anything is read, that somebody else has read it.
	 * @return whether it is
	 */
	boolean isConsumed() {
		return this.stream == null
				|| (this.announced && isContainers() && this.cached.length == 0 && this.stream.isFinished());
	}

	/**
	 * Return the stream.
	 * @return the stream, not to be asked for where the body is consumed
	 */
	ServletInputStream stream() {
		if (this.stream == null) {
			throw new IllegalStateException("The body has been read");
		}
		return this.stream;
	}

	/**
	 * Whether the stream is the container's own.
	 * @return whether it is
	 */
	boolean isContainers() {
		return this.wrappers.isEmpty();
	}

	/**
	 * Return what a caching wrapper has seen already.
	 * @return the bytes, to be put before what the stream still holds
	 */
	byte[] cached() {
		return this.cached;
	}

	/**
	 * Return how many bytes the sender has announced.
	 * @return the number, negative if it does not say
	 */
	long contentLength() {
		return this.request.getContentLengthLong();
	}

	/**
	 * Say who may have read the body.
	 * @return the classes of wrappers around the request, or else the filters that are
	 * neither Spring's nor the container's
	 */
	String suspects() {
		if (!this.wrappers.isEmpty()) {
			return "the request is wrapped by "
					+ this.wrappers.stream().map(Class::getName).collect(Collectors.joining(", "));
		}
		String filters = this.request.getServletContext()
			.getFilterRegistrations()
			.values()
			.stream()
			.map(FilterRegistration::getClassName)
			.filter((name) -> name != null && !name.startsWith("org.springframework.")
					&& !name.startsWith("org.apache.") && !name.startsWith("io.automatum.spring.webhook."))
			.distinct()
			.sorted()
			.collect(Collectors.joining(", "));
		return filters.isEmpty() ? "no filter of the application's own is registered"
				: "the application's own filters are " + filters;
	}

}
