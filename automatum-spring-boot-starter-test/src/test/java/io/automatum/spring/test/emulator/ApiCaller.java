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

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Calls an emulator as any HTTP client would.
 */
class ApiCaller {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final AutomatumEmulator emulator;

	private String token;

	ApiCaller(AutomatumEmulator emulator) {
		this.emulator = emulator;
	}

	static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	String token() throws Exception {
		return String.valueOf(requestToken("").json().get("access_token"));
	}

	Answer requestToken(String more) throws Exception {
		return form("grant_type=client_credentials&client_id=" + this.emulator.clientId() + "&client_secret="
				+ this.emulator.clientSecret() + more);
	}

	Answer form(String form) throws Exception {
		return send(HttpRequest.newBuilder(URI.create(this.emulator.tokenUrl()))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)));
	}

	ApiCaller useToken(String token) {
		this.token = token;
		return this;
	}

	Answer get(String path) throws Exception {
		return call("GET", path, null);
	}

	Answer delete(String path) throws Exception {
		return call("DELETE", path, null);
	}

	Answer post(String path, Object body, String... headers) throws Exception {
		return call("POST", path, body, headers);
	}

	Answer put(String path, Object body) throws Exception {
		return call("PUT", path, body);
	}

	Answer call(String method, String path, Object body, String... headers) throws Exception {
		return send(request(method, path, body, headers));
	}

	HttpRequest.Builder request(String method, String path, Object body, String... headers) throws Exception {
		if (this.token == null) {
			this.token = token();
		}
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.emulator.baseUrl() + path))
			.timeout(Duration.ofSeconds(20))
			.setHeader("Authorization", "Bearer " + this.token);
		if (body != null) {
			request.setHeader("Content-Type", "application/json");
		}
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		byte[] bytes = (body instanceof String text) ? text.getBytes(StandardCharsets.UTF_8)
				: (body != null) ? Json.write(body) : null;
		return request.method(method, (bytes != null) ? BodyPublishers.ofByteArray(bytes) : BodyPublishers.noBody());
	}

	Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return new Answer(this.http.send(request.build(), BodyHandlers.ofString()));
	}

	HttpClient http() {
		return this.http;
	}

	record Answer(HttpResponse<String> response) {

		int status() {
			return this.response.statusCode();
		}

		String body() {
			return this.response.body();
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

		Map<String, Object> json() {
			return Json.readObject(body().getBytes(StandardCharsets.UTF_8));
		}

		@SuppressWarnings("unchecked")
		List<Map<String, Object>> data() {
			return (List<Map<String, Object>>) json().get("data");
		}

		@SuppressWarnings("unchecked")
		Map<String, Object> object(String name) {
			return (Map<String, Object>) json().get(name);
		}

		List<Object> ids() {
			return data().stream().map((item) -> item.get("id")).toList();
		}

		@SuppressWarnings("unchecked")
		List<Map<String, Object>> fieldErrors() {
			return (List<Map<String, Object>>) object("error").get("errors");
		}

		Object code() {
			return object("error").get("code");
		}

	}

}
