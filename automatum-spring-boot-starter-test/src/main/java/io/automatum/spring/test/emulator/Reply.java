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

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer before it is written to the wire.
 *
 * @param status the HTTP status
 * @param headers the headers, without Content-Length
 * @param body the body, empty if there is none
 */
record Reply(int status, Map<String, String> headers, byte[] body) {

	static Reply of(int status, String contentType, byte[] body) {
		return new Reply(status, Map.of("Content-Type", contentType), body);
	}

	static Reply json(int status, Object tree) {
		return of(status, "application/json", Json.write(tree));
	}

	static Reply html(int status, String title) {
		String page = """
				<!DOCTYPE html>
				<html><head><title>%1$d %2$s</title></head>
				<body><center><h1>%1$d %2$s</h1></center><hr><center>gateway</center></body></html>
				""".formatted(status, title);
		return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
	}

	static Reply noContent() {
		return new Reply(204, Map.of(), new byte[0]);
	}

	Reply with(Map<String, String> more) {
		if (more.isEmpty()) {
			return this;
		}
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.putAll(more);
		return new Reply(this.status, all, this.body);
	}

}
