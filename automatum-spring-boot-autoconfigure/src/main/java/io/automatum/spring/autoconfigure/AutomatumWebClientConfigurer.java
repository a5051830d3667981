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

package io.automatum.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.observation.AttemptObservationFilter;
import io.automatum.spring.transport.InformationalReplies;
import io.automatum.spring.transport.TlsHandshakes;
import io.automatum.spring.transport.UnreadableReplies;
import io.micrometer.observation.ObservationRegistry;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * States what takes precedence when the client's {@link WebClient} is built: the
 * starter's defaults, then the properties, then {@link AutomatumConnectionDetails} (both
 * by way of {@link AutomatumClientSettings}), then {@link AutomatumWebClientCustomizer}
 * beans in order. What the guarantees rest on comes last: each attempt is observed by the
 * innermost filter.
 */
class AutomatumWebClientConfigurer {

	private static final int MAX_HEADER_SIZE = 64 * 1024;

	private static final String USER_AGENT = "automatum-spring-boot-starter";

	private final AutomatumClientSettings settings;

	private final SslBundles sslBundles;

	private final List<AutomatumWebClientCustomizer> customizers;

	private final AttemptObservationFilter attemptObservation;

	private final ConnectionProvider connections;

	AutomatumWebClientConfigurer(AutomatumClientSettings settings, SslBundles sslBundles,
			List<AutomatumWebClientCustomizer> customizers, AttemptObservationFilter attemptObservation,
			ConnectionProvider connections) {
		this.settings = settings;
		this.sslBundles = sslBundles;
		this.customizers = customizers;
		this.attemptObservation = attemptObservation;
		this.connections = connections;
	}

	/**
	 * Return a builder for what calls the API, one attempt at a time.
	 * @param json reads and writes the bodies of raw calls
	 * @return the builder
	 */
	WebClient.Builder apiBuilder(AutomatumJson json) {
		WebClient.Builder builder = WebClient.builder()
			.clientConnector(connector())
			.baseUrl(this.settings.baseUrl().toString())
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
			.defaultHeader(HttpHeaders.USER_AGENT, USER_AGENT)
			.codecs((codecs) -> {
				codecs.defaultCodecs().maxInMemorySize(this.settings.maxResponseSize());
				codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(json.mapper()));
				codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json.mapper()));
			});
		this.customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.observationRegistry(ObservationRegistry.NOOP).filter(this.attemptObservation);
	}

	/**
	 * Return the client for the token endpoint: the same connections, and nothing that an
	 * application could log or change.
	 * @return the client
	 */
	WebClient tokenClient() {
		return WebClient.builder()
			.clientConnector(connector())
			.defaultHeader(HttpHeaders.USER_AGENT, USER_AGENT)
			.filter(this.attemptObservation)
			.build();
	}

	private ClientHttpConnector connector() {
		AutomatumProperties.Http http = this.settings.properties().getHttp();
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(http.getConnectTimeout(), http.getReadTimeout());
		if (http.getSslBundle() != null) {
			settings = settings.withSslBundle(this.sslBundles.getBundle(http.getSslBundle()));
		}
		return ClientHttpConnectorBuilder.reactor()
			.withHttpClientFactory(() -> HttpClient.create(this.connections))
			.withHttpClientCustomizer(this::customize)
			.build(settings);
	}

	private HttpClient customize(HttpClient httpClient) {
		// Reactor Netty would repeat a request on a stale connection by itself, unseen by
		// the rate budget and whatever the method.
		HttpClient client = UnreadableReplies.notQuotedBy(InformationalReplies.passedOverBy(httpClient))
			.disableRetry(true)
			.httpResponseDecoder((decoder) -> decoder.maxHeaderSize(MAX_HEADER_SIZE));
		AutomatumProperties.Http http = this.settings.properties().getHttp();
		client = TlsHandshakes.limited(client, http.getConnectTimeout());
		AutomatumProperties.Proxy proxy = http.getProxy();
		if (!StringUtils.hasText(proxy.getHost())) {
			return client;
		}
		return client.proxy((spec) -> configure(spec, proxy));
	}

	private static void configure(ProxyProvider.TypeSpec spec, AutomatumProperties.Proxy proxy) {
		ProxyProvider.Builder builder = spec.type(ProxyProvider.Proxy.HTTP).host(String.valueOf(proxy.getHost()));
		if (proxy.getPort() != null) {
			builder.port(proxy.getPort());
		}
		if (StringUtils.hasText(proxy.getUsername())) {
			String password = proxy.getPassword();
			builder.username(proxy.getUsername()).password((username) -> (password != null) ? password : "");
		}
	}

	/**
	 * Return the connections to the API: kept short enough to notice a change of its
	 * address, and dropped before a gateway usually drops them.
	 * @param properties the properties
	 * @return the connections
	 */
	static ConnectionProvider connections(AutomatumProperties properties) {
		return ConnectionProvider.builder("automatum")
			.maxConnections(properties.getHttp().getMaxConnections())
			.pendingAcquireMaxCount(-1)
			.pendingAcquireTimeout(properties.getHttp().getDeadline())
			.maxIdleTime(Duration.ofSeconds(30))
			.maxLifeTime(Duration.ofMinutes(5))
			.build();
	}

}
