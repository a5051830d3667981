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

package io.automatum.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.automatum.spring.webhook.WebhookSignatureVerifier;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that receives webhooks with verification, and one without.
 */
public final class WebhookServer {

	private WebhookServer() {
	}

	/**
	 * Start both servers and print their ports. They share a process, because what the
	 * compiler makes of the same code differs more between two than verification costs.
	 * @param args the kind of web application
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext verified = start(Verified.class, args[0]);
		ConfigurableApplicationContext unverified = start(Unverified.class, args[0]);
		System.out.println(port(verified) + " " + port(unverified));
		while (System.in.read() >= 0) {
			// Only the end matters.
		}
		verified.close();
		unverified.close();
		System.exit(0);
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, String kind) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.valueOf(kind))
			.properties(Map.of("server.port", "0", "server.address", "127.0.0.1", "automatum.webhook.secret",
					Endpoint.SECRET, "spring.main.banner-mode", "off", "logging.level.root", "warn"))
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		WebServer server = ((WebServerApplicationContext) context).getWebServer();
		return Objects.requireNonNull(server, "The server did not start").getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Verified {

	}

	@Configuration(proxyBeanMethods = false)
	static class Unverified extends Verified {

		@Bean
		WebhookSignatureVerifier webhookSignatureVerifier() {
			WebhookSignatureVerifier.Verdict genuine = new WebhookSignatureVerifier.Verdict(
					WebhookSignatureVerifier.Reason.GENUINE, "none");
			return new WebhookSignatureVerifier() {

				@Override
				public Verdict verify(byte[] body, List<String> signatures) {
					return genuine;
				}

				@Override
				public String headerName() {
					return "X-Automatum-Signature";
				}

			};
		}

	}

}
