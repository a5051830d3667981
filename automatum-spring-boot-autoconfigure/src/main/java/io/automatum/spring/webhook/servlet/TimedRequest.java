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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * A request whose body has a deadline, whoever reads it.
 */
final class TimedRequest extends HttpServletRequestWrapper {

	private final BodyDeadline deadline;

	private @Nullable ServletInputStream stream;

	private @Nullable BufferedReader reader;

	TimedRequest(HttpServletRequest request, BodyDeadline deadline) {
		super(request);
		this.deadline = deadline;
	}

	/**
	 * Return the deadline of a request.
	 * @param request the request, possibly wrapped by others
	 * @return the deadline, null if it has none
	 */
	static @Nullable BodyDeadline deadline(HttpServletRequest request) {
		TimedRequest timed = WebUtils.getNativeRequest(request, TimedRequest.class);
		return (timed != null) ? timed.deadline : null;
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		if (this.reader != null) {
			throw new IllegalStateException("getReader() has been called");
		}
		if (this.stream == null) {
			this.stream = new TimedInputStream(super.getInputStream(), this.deadline);
		}
		return this.stream;
	}

	@Override
	public BufferedReader getReader() throws IOException {
		if (this.reader == null) {
			if (this.stream != null) {
				throw new IllegalStateException("getInputStream() has been called");
			}
			String encoding = getCharacterEncoding();
			Charset charset = (encoding != null) ? Charset.forName(encoding) : StandardCharsets.ISO_8859_1;
			this.reader = new BufferedReader(
					new InputStreamReader(new TimedInputStream(super.getInputStream(), this.deadline), charset));
		}
		return this.reader;
	}

	/**
	 * The container's stream, with a deadline for reads that may wait.
	 */
	private static final class TimedInputStream extends ServletInputStream {

		private final ServletInputStream stream;

		private final BodyDeadline deadline;

		/** With a listener, nothing waits. */
		private volatile boolean listening;

		TimedInputStream(ServletInputStream stream, BodyDeadline deadline) {
			this.stream = stream;
			this.deadline = deadline;
		}

		@Override
		public boolean isFinished() {
			return this.stream.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.stream.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.stream.setReadListener(listener);
			this.listening = true;
		}

		@Override
		public int available() throws IOException {
			return this.stream.available();
		}

		@Override
		public int read() throws IOException {
			return this.listening ? this.stream.read() : this.deadline.read(this.stream::read);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return this.listening ? this.stream.read(bytes, offset, length)
					: this.deadline.read(() -> this.stream.read(bytes, offset, length));
		}

		@Override
		public void close() throws IOException {
			this.stream.close();
		}

	}

}
