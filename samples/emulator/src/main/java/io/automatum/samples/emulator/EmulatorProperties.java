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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the stand-alone emulator.
 *
 * @param host the address to listen on
 * @param port the port to listen on
 * @param clientId the client id that is accepted, the emulator's own by default
 * @param clientSecret the client secret that is accepted, the emulator's own by default
 * @param customers how many customers there are
 * @param rateLimit whether requests are limited to 50 a minute and 1000 an hour
 * @param webhookSecret the secret of every webhook, by default one of its own each
 * @param webhookHosts hosts other than loopback that webhooks may be delivered to
 * @param control whether whoever has the credentials may ask over HTTP what was seen
 * @param instructions whether to print how to call it, with the credentials
 */
@ConfigurationProperties("emulator")
record EmulatorProperties(@DefaultValue("127.0.0.1") String host, @DefaultValue("8089") int port,
		@Nullable String clientId, @Nullable String clientSecret, @DefaultValue("2000") int customers,
		@DefaultValue("true") boolean rateLimit, @Nullable String webhookSecret,
		@DefaultValue List<String> webhookHosts, @DefaultValue("false") boolean control,
		@DefaultValue("true") boolean instructions) {

	@Override
	public String toString() {
		return "EmulatorProperties with port " + this.port;
	}

}
