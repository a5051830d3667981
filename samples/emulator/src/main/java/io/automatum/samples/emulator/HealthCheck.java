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

package io.automatum.samples.emulator;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Ends with an exception unless the emulator of this container answers. An image of a
 * Java has no other program that could ask.
 */
public final class HealthCheck {

	private HealthCheck() {
	}

	public static void main(String[] args) throws IOException {
		String port = System.getenv().getOrDefault("EMULATOR_PORT", "8089");
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/emulator/health")
			.toURL()
			.openConnection();
		connection.setConnectTimeout(2000);
		connection.setReadTimeout(2000);
		int status = connection.getResponseCode();
		// Without emulator.control there is nothing at that path.
		if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_NOT_FOUND) {
			throw new IllegalStateException("The emulator answered " + status);
		}
	}

}
