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

package io.automatum.spring.client.exchange;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.exchange.ScriptedServer.Answer;
import io.automatum.spring.client.exchange.ScriptedServer.Exchange;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import io.automatum.spring.oauth2.ClientCredentialsSource;
import io.automatum.spring.oauth2.ClientCredentialsTokenProvider;
import io.automatum.spring.oauth2.TokenSettings;
import io.automatum.spring.resilience.RateWindow;
import io.automatum.spring.resilience.SlidingWindowRateBudget;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What {@link BlockHoundTests} runs in a process of its own: the client's main paths,
 * begun on threads of every kind.
 */
public final class BlockHoundCalls {

	static final String BLOCKED = "BLOCKED ";

	static final String DONE = "DONE ";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final ListQuery QUERY = ListQuery.create().limit(2);

	private static final Queue<String> BLOCKINGS = new ConcurrentLinkedQueue<>();

	private static final AtomicInteger ANSWERS = new AtomicInteger();

	private final AtomicInteger calls = new AtomicInteger();

	private BlockHoundCalls() {
	}

	public static void main(String[] arguments) throws Exception {
		BlockHound.builder().loadIntegrations().blockingMethodCallback((method) -> {
			List<String> stack = Stream.of(new Throwable().getStackTrace()).map(String::valueOf).toList();
			BLOCKINGS.add(BLOCKED + method + " on " + Thread.currentThread().getName() + " in " + stack);
		}).install();
		BlockHoundCalls calls = new BlockHoundCalls();
		if (arguments[0].equals("control")) {
			calls.block();
		}
		else {
			calls.run(TlsCertificates.issue(Path.of(arguments[1])));
		}
		BLOCKINGS.forEach(System.out::println);
		System.out.println(DONE + calls.calls.get() + " calls on " + Runtime.version() + ", " + BLOCKINGS.size()
				+ " blocked a thread that must not block");
		System.exit(0);
	}

	/*
	 * Negative control.
	 */
	private void block() {
		Mono.fromRunnable(BlockHoundCalls::nap).subscribeOn(Schedulers.parallel()).block(PATIENCE);
		try (ScriptedServer server = ScriptedServer.start().answering(BlockHoundCalls::answer);
				ClientFixture client = ClientFixture.of(server)) {
			client.repositories().reactiveCustomers().findPage(QUERY).doOnNext((page) -> nap()).block(PATIENCE);
		}
	}

	// Parks in any case: what waits for a time does not once a busy machine has used it
	// up.
	private static void nap() {
		LockSupport.parkNanos(1);
	}

	private void run(TlsCertificates certificates) {
		try (ScriptedServer server = ScriptedServer.start().answering(BlockHoundCalls::answer)) {
			run(server, HttpClient.create());
		}
		try (ScriptedServer server = ScriptedServer.start(certificates.sockets("good"), "https")
			.answering(BlockHoundCalls::answer)) {
			SslContext context = context(certificates);
			run(server, HttpClient.create().secure((spec) -> spec.sslContext(context)));
		}
	}

	private static SslContext context(TlsCertificates certificates) {
		try {
			return SslContextBuilder.forClient().trustManager(certificates.authority()).build();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void run(ScriptedServer server, HttpClient httpClient) {
		TokenSettings settings = TokenSettings.builder(URI.create(server.uri() + "/token")).build();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new Listener());
		SlidingWindowRateBudget budget = SlidingWindowRateBudget.builder()
			.window(new RateWindow(20, Duration.ofMillis(200)))
			.guard(Duration.ofMillis(5))
			.build();
		WebClient tokenClient = WebClient.builder().clientConnector(new ReactorClientHttpConnector(httpClient)).build();
		try (ClientCredentialsTokenProvider tokens = new ClientCredentialsTokenProvider(settings,
				ClientCredentialsSource.of("app_1", "secret"), tokenClient);
				ClientFixture client = ClientFixture.at(server.uri())
					.tokens(tokens)
					.budget(budget)
					.observations(observations)
					.transport((fixture) -> server.uri().getScheme().equals("https")
							? fixture.secure(
									(spec) -> spec.sslContext(httpClient.configuration().sslProvider().getSslContext()))
							: fixture)
					.build()) {
			reactive(client);
			blocking(client.repositories().customers());
		}
	}

	private void reactive(ClientFixture client) {
		ReactiveCustomerRepository customers = client.repositories().reactiveCustomers();
		NewCustomer created = NewCustomer.builder().name("A").build();
		CallOptions hasty = CallOptions.none().deadline(Duration.ofMillis(150));
		List<Mono<?>> calls = List.of(customers.findPage(QUERY), customers.findById("cust_1"),
				customers.findById("none"), Mono.defer(() -> customers.create(created)),
				customers.update("cust_1", Customer.builder().name("B").build()), customers.deleteById("cust_1"),
				customers.findAll(QUERY).collectList(), customers.findById("flaky"), customers.findById("unauthorized"),
				customers.findById("reset"), customers.findById("invalid"), customers.findById("garbage"),
				customers.findById("silent", hasty), customers.findById("hints"),
				Mono.defer(() -> customers.create(created)).then(Mono.defer(() -> customers.create(created))),
				raw(client, "/raw/cust_1"), raw(client, "/raw/flaky"),
				client.webClient().post().uri("/raw").bodyValue(Map.of("name", "A")).retrieve().bodyToMono(Map.class));
		for (int round = 0; round < 2; round++) {
			Flux.fromIterable(calls)
				.concatMap((call) -> subscribe(call).then(subscribe(call.subscribeOn(Schedulers.parallel()))))
				.blockLast(PATIENCE);
			// Calls that begin on the event loop where another has ended.
			Flux.fromIterable(calls)
				.concatMap((call) -> customers.findPage(QUERY).flatMap((page) -> subscribe(call)))
				.blockLast(PATIENCE);
			// More than the rate budget lets through at once, then some that give up.
			Flux.range(0, 50).flatMap((number) -> subscribe(customers.findPage(QUERY))).blockLast(PATIENCE);
			Flux.range(0, 50)
				.flatMap((number) -> subscribe(customers.findPage(QUERY).timeout(Duration.ofMillis(20))))
				.blockLast(PATIENCE);
		}
	}

	private Mono<?> subscribe(Mono<?> call) {
		return call.doOnSubscribe((subscription) -> this.calls.incrementAndGet()).then().onErrorComplete();
	}

	private static Mono<String> raw(ClientFixture client, String path) {
		return client.webClient().get().uri(path).retrieve().bodyToMono(String.class);
	}

	private void blocking(CustomerRepository customers) {
		List<Runnable> calls = List.of(() -> customers.findPage(QUERY), () -> customers.findById("cust_1"),
				() -> customers.findById("none"), () -> customers.create(NewCustomer.builder().name("A").build()),
				() -> customers.deleteById("cust_1"), () -> customers.findById("flaky"),
				() -> customers.findById("reset"), () -> customers.findById("invalid"), () -> {
					try (Stream<Customer> all = customers.findAll(QUERY)) {
						all.forEach((customer) -> {
						});
					}
				});
		for (Runnable call : calls) {
			attempt(call);
			Mono.fromRunnable(() -> attempt(call)).subscribeOn(Schedulers.boundedElastic()).block(PATIENCE);
			// Refused there, without waiting.
			Mono.fromRunnable(() -> attempt(call)).subscribeOn(Schedulers.parallel()).block(PATIENCE);
		}
	}

	private void attempt(Runnable call) {
		this.calls.incrementAndGet();
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			// Only where it waited is of interest.
		}
	}

	private static void answer(Exchange exchange) throws IOException, InterruptedException {
		String target = exchange.request().target();
		answer(target, exchange.request().method()).write(exchange);
	}

	private static Answer answer(String target, String method) {
		boolean secondTime = ANSWERS.incrementAndGet() % 2 == 0;
		String[] path = target.split("[/?]");
		String last = Arrays.stream(path).filter((part) -> !part.contains("=")).reduce((a, b) -> b).orElse("");
		return switch (last) {
			case "token" ->
				Answer.json(200, "{\"access_token\":\"token-1\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
			case "none" -> Answer.json(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"none\"}}");
			case "flaky" -> Answer.json(secondTime ? 200 : 503, "{\"id\":\"flaky\"}");
			case "unauthorized" -> Answer.json(secondTime ? 200 : 401, "{\"id\":\"unauthorized\"}");
			case "reset" -> Answer.reset();
			case "invalid" -> Answer.json(422, "{\"error\":{\"errors\":[{\"field\":\"a\",\"message\":\"b\"}]}}");
			case "garbage" -> Answer.rawThenClose("garbage\r\n\r\n");
			case "silent" -> Answer.silence();
			case "hints" -> Answer.raw("HTTP/1.1 103 Early Hints\r\n\r\n").then(Answer.json(200, "{\"id\":\"1\"}"));
			case "customers" ->
				method.equals(
						"POST") ? Answer.json(201, "{\"id\":\"cust_1\",\"createdAt\":\"2026-01-01T00:00:00Z\"}")
								: Answer
									.json(200,
											"{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"}]"
													+ (target.contains("cursor=c2") ? ""
															: ",\"nextCursor\":\"c"
																	+ (target.contains("cursor=c1") ? 2 : 1) + "\"")
													+ "}");
			default -> method.equals("DELETE") ? Answer.empty(204) : Answer.json(200, "{\"id\":\"cust_1\"}");
		};
	}

	/**
	 * Listens to every observation, so that they are not left out.
	 */
	private static final class Listener implements ObservationHandler<Observation.Context> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
