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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import feign.Feign;
import feign.Param;
import feign.RequestLine;
import feign.jackson.JacksonDecoder;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;
import retrofit2.http.GET;
import retrofit2.http.Query;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.oauth2.client.AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryReactiveOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.reactive.function.client.ServerOAuth2AuthorizedClientExchangeFilterFunction;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The client and those it is compared with, each as its documentation shows it.
 */
final class Variants implements AutoCloseable {

	/** The one that all are compared with. */
	static final String BASELINE = "WebClient and Jackson";

	/** The one that the goals are about. */
	static final String CLIENT = "this client, observed";

	private static final int CONNECTIONS = 256;

	private final List<Variant> all = new ArrayList<>();

	private final List<AutoCloseable> closeables = new ArrayList<>();

	private final String url;

	Variants(String url) {
		this.url = url;
		addReactorNetty();
		this.all.add(reactive(BASELINE, webClient("plain").build()));
		this.all.add(reactive("WebClient, Security's filter", webClient("security").filter(securityFilter()).build()));
		addThisClient();
		addOkHttp();
		addRestClient();
	}

	List<Variant> all() {
		return this.all;
	}

	private void addReactorNetty() {
		HttpClient client = HttpClient.create(connections("raw")).baseUrl(this.url);
		this.all.add(Variant.reactive("reactor-netty, raw",
				client.get()
					.uri("/customers?limit=10")
					.responseContent()
					.aggregate()
					.asByteArray()
					.map((body) -> body.length)));
	}

	private WebClient.Builder webClient(String name) {
		return WebClient.builder()
			.baseUrl(this.url)
			.clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections(name))));
	}

	private static Variant reactive(String name, WebClient webClient) {
		return Variant.reactive(name,
				Mono.defer(() -> webClient.get()
					.uri("/customers?limit={n}", 10)
					.retrieve()
					.bodyToMono(PageDto.class)
					.map((page) -> page.data().size())));
	}

	private ServerOAuth2AuthorizedClientExchangeFilterFunction securityFilter() {
		InMemoryReactiveClientRegistrationRepository registrations = new InMemoryReactiveClientRegistrationRepository(
				ClientRegistration.withRegistrationId("api")
					.clientId("benchmark")
					.clientSecret("7Kq2vX9pWm4Z")
					.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
					.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
					.tokenUri(this.url + "/oauth/token")
					.build());
		ServerOAuth2AuthorizedClientExchangeFilterFunction filter = new ServerOAuth2AuthorizedClientExchangeFilterFunction(
				new AuthorizedClientServiceReactiveOAuth2AuthorizedClientManager(registrations,
						new InMemoryReactiveOAuth2AuthorizedClientService(registrations)));
		filter.setDefaultClientRegistrationId("api");
		return filter;
	}

	private void addThisClient() {
		ListQuery query = ListQuery.create().limit(10);
		ConfigurableApplicationContext observed = context(true);
		ReactiveCustomerRepository customers = observed.getBean(ReactiveCustomerRepository.class);
		this.all.add(Variant.reactive(CLIENT,
				Mono.defer(() -> customers.findPage(query).map((page) -> page.items().size()))));
		CustomerRepository blocking = observed.getBean(CustomerRepository.class);
		this.all
			.add(Variant.blocking("this client, observed, blocking", () -> blocking.findPage(query).items().size()));
		ReactiveCustomerRepository unobserved = context(false).getBean(ReactiveCustomerRepository.class);
		this.all.add(Variant.reactive("this client, not observed",
				Mono.defer(() -> unobserved.findPage(query).map((page) -> page.items().size()))));
	}

	private ConfigurableApplicationContext context(boolean observed) {
		ConfigurableApplicationContext context = AutomatumContext.start(this.url, this.url + "/oauth/token", observed,
				true);
		this.closeables.add(context);
		return context;
	}

	private void addOkHttp() {
		Dispatcher dispatcher = new Dispatcher();
		dispatcher.setMaxRequests(CONNECTIONS);
		dispatcher.setMaxRequestsPerHost(CONNECTIONS);
		OkHttpClient okHttp = new OkHttpClient.Builder().dispatcher(dispatcher)
			.connectionPool(new ConnectionPool(CONNECTIONS, 5, TimeUnit.MINUTES))
			.build();
		JsonMapper json = JsonMapper.builder().build();
		Request request = new Request.Builder().url(this.url + "/customers?limit=10").build();
		this.all.add(Variant.blocking("OkHttp and Jackson", () -> okHttpPage(okHttp, request, json)));
		ObjectMapper jackson2 = new ObjectMapper().registerModule(new JavaTimeModule())
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		RetrofitApi retrofit = new Retrofit.Builder().baseUrl(this.url)
			.client(okHttp)
			.addConverterFactory(JacksonConverterFactory.create(jackson2))
			.build()
			.create(RetrofitApi.class);
		this.all.add(Variant.blocking("Retrofit", () -> retrofitPage(retrofit)));
		FeignApi feign = Feign.builder()
			.client(new feign.okhttp.OkHttpClient(okHttp))
			.decoder(new JacksonDecoder(jackson2))
			.target(FeignApi.class, this.url);
		this.all.add(Variant.blocking("OpenFeign on OkHttp", () -> feign.customers(10).data().size()));
		this.closeables.add(okHttp.connectionPool()::evictAll);
	}

	private static int okHttpPage(OkHttpClient okHttp, Request request, JsonMapper json) throws IOException {
		try (Response response = okHttp.newCall(request).execute()) {
			ResponseBody body = Objects.requireNonNull(response.body());
			return json.readValue(body.byteStream(), PageDto.class).data().size();
		}
	}

	private static int retrofitPage(RetrofitApi api) throws IOException {
		return Objects.requireNonNull(api.customers(10).execute().body()).data().size();
	}

	private void addRestClient() {
		RestClient restClient = RestClient.builder()
			.baseUrl(this.url)
			.requestFactory(new JdkClientHttpRequestFactory())
			.build();
		this.all.add(Variant.blocking("RestClient on the JDK's client",
				() -> Objects
					.requireNonNull(restClient.get().uri("/customers?limit={n}", 10).retrieve().body(PageDto.class))
					.data()
					.size()));
	}

	private ConnectionProvider connections(String name) {
		ConnectionProvider provider = ConnectionProvider.create(name, CONNECTIONS);
		this.closeables.add(provider::dispose);
		return provider;
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
	}

	/**
	 * The page for Retrofit.
	 */
	interface RetrofitApi {

		@GET("customers")
		Call<PageDto> customers(@Query("limit") int limit);

	}

	/**
	 * The page for Feign.
	 */
	interface FeignApi {

		@RequestLine("GET /customers?limit={n}")
		PageDto customers(@Param("n") int limit);

	}

}
