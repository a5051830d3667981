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

package io.automatum.spring.tests.tracing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.model.NewActivity;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewListing;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.model.NewOrganization;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.repository.ActivityRepository;
import io.automatum.spring.client.repository.ApiResource;
import io.automatum.spring.client.repository.AutomatumOperations;
import io.automatum.spring.client.repository.AutomatumRepository;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.EntitlementRepository;
import io.automatum.spring.client.repository.ListingRepository;
import io.automatum.spring.client.repository.MeteringEventRepository;
import io.automatum.spring.client.repository.OrganizationRepository;
import io.automatum.spring.client.repository.PrivateOfferRepository;
import io.automatum.spring.client.repository.ResourceRepository;
import io.automatum.spring.client.repository.WebhookRepository;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many series there can be, and that nothing in them comes from a call: every method
 * of every repository succeeds and fails in every way, and raw calls go where nobody
 * foresaw.
 */
class SeriesTests {

	/** The bounds that the page on operations promises, by meter. */
	private static final Map<String, Integer> BOUNDS = Map.ofEntries(Map.entry("automatum.operation", 1100),
			Map.entry("automatum.operation.active", 54), Map.entry("automatum.token.renewal", 18),
			Map.entry("automatum.token.renewal.active", 2), Map.entry("automatum.rate-limit.wait", 6),
			Map.entry("automatum.rate-limit.wait.active", 1), Map.entry("automatum.rate-limit.remaining", 4),
			Map.entry("automatum.rate-limit.limit", 4), Map.entry("automatum.retries", 6),
			Map.entry("automatum.token.renewals", 7), Map.entry("automatum.idempotent.replays", 9),
			Map.entry("automatum.pages", 9));

	private static final Set<String> OPERATIONS = Set.of("findById", "findPage", "create", "update", "deleteById",
			"raw");

	/** Nothing that is sent lacks it. */
	private static final String CANARY = "c4n4ry";

	@Test
	void seriesAreFewAndHoldNothingOfACall() {
		try (AutomatumEmulator automatum = AutomatumEmulator.builder().noRateLimit().recordedRequests(10).start();
				TracedApplication application = TracedApplication.start(automatum,
						"automatum.rate-limit.windows[0].period=1s", "automatum.rate-limit.windows[0].limit=100000",
						"automatum.rate-limit.windows[1].period=1m", "automatum.rate-limit.windows[1].limit=1000000",
						"automatum.retry.max-attempts=2", "automatum.http.read-timeout=300ms",
						"management.tracing.sampling.probability=0")) {
			everyMethodWithEveryReply(automatum, application);
			rawCalls(automatum, application);
			withoutAToken(automatum, application);

			PrometheusMeterRegistry meters = application.bean(PrometheusMeterRegistry.class);
			Map<String, List<Meter>> ours = meters.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("automatum.")
						|| meter.getId().getName().startsWith("http.client."))
				.collect(Collectors.groupingBy((meter) -> meter.getId().getName(), TreeMap::new, Collectors.toList()));
			ours.forEach((name, series) -> System.out.println(name + ": " + series.size()));
			ours.forEach((name, series) -> assertThat(series).as(name)
				.hasSizeLessThanOrEqualTo(name.startsWith("http.client.") ? 900 : BOUNDS.getOrDefault(name, 1)));
			assertThat(ours.values().stream().flatMap(List::stream)).allSatisfy(SeriesTests::assertTags);
			assertThat(ours.keySet()).containsAll(
					BOUNDS.keySet().stream().filter((name) -> !name.startsWith("automatum.rate-limit.wait")).toList());
			assertThat(meters.scrape()).doesNotContain(CANARY).doesNotContain(automatum.clientId());
			assertErrorsWereOfManyKinds(ours);
		}
	}

	private static void assertErrorsWereOfManyKinds(Map<String, List<Meter>> ours) {
		assertThat(ours.get("automatum.operation")).extracting((meter) -> meter.getId().getTag("exception"))
			.contains("none", "OtherException", "ValidationException", "ConflictException", "RateLimitedException",
					"ServerErrorException", "TransportException", "UnknownOutcomeException", "DecodingException",
					"InsufficientScopeException", "AuthenticationFailedException", "UnexpectedResponseException");
		assertThat(ours.get("http.client.requests")).extracting((meter) -> meter.getId().getTag("uri"))
			.contains("/customers", "/customers/{id}", "/oauth/token", "/**");
	}

	private static void assertTags(Meter meter) {
		for (Tag tag : meter.getId().getTags()) {
			assertThat(tag.getValue()).as(meter.getId().toString()).isNotBlank().doesNotContain(CANARY);
			switch (tag.getKey()) {
				case "resource" ->
					assertThat(Stream.concat(Arrays.stream(ApiResource.values()).map(ApiResource::resourceName),
							Stream.of("other")))
						.contains(tag.getValue());
				case "operation" -> assertThat(OPERATIONS).contains(tag.getValue());
				case "client.name" -> assertThat(tag.getValue()).isEqualTo("127.0.0.1");
				case "status" -> assertThat(tag.getValue()).matches("[1-5][0-9][0-9]|CLIENT_ERROR|IO_ERROR");
				case "uri" -> assertThat(tag.getValue()).matches("/\\*\\*|none|(/[a-z-]+){1,2}(/\\{[a-z]+})?");
				case "window" -> assertThat(tag.getValue()).isIn("second", "minute");
				default -> assertThat(tag.getValue()).matches("[A-Za-z_]+");
			}
		}
	}

	private static void everyMethodWithEveryReply(AutomatumEmulator automatum, TracedApplication application) {
		List<Consumer<TracedApplication>> methods = methods();
		attemptAll(application, methods);
		for (Fault fault : faults()) {
			automatum.fault(RequestMatcher.api(), fault);
			attemptAll(application, methods);
			automatum.reset();
		}
	}

	private static void withoutAToken(AutomatumEmulator automatum, TracedApplication application) {
		automatum.fault(RequestMatcher.token(), Fault.status(401));
		automatum.revokeTokens();
		attemptAll(application, methods().subList(0, 1));
	}

	private static void attemptAll(TracedApplication application, List<Consumer<TracedApplication>> methods) {
		for (Consumer<TracedApplication> method : methods) {
			try {
				method.accept(application);
			}
			catch (AutomatumException ex) {
				// That it is counted is what matters.
			}
		}
	}

	private static List<Fault> faults() {
		List<Fault> faults = new ArrayList<>();
		String error = "{\"error\":{\"code\":\"" + CANARY + "\",\"message\":\"" + CANARY + "@example.org\"}}";
		for (int status : new int[] { 400, 402, 403, 404, 405, 408, 409, 410, 418, 422, 451, 500, 501, 502, 503,
				504 }) {
			faults.add(Fault.body(status, "application/json", error).header("X-Request-Id", CANARY));
		}
		faults.add(Fault.body(200, "application/json", "{\"id\":\"" + CANARY + "\",\"data\":[]}"));
		faults.add(Fault.body(200, "application/json", "[" + CANARY));
		faults.add(Fault.body(302, "text/plain", CANARY).header("Location", "/" + CANARY));
		faults.add(Fault.status(429).retryAfter(Duration.ZERO));
		faults.add(Fault.html(503));
		faults.add(Fault.reset());
		faults.add(Fault.lostReply());
		faults.add(Fault.truncatedBody());
		return faults;
	}

	private static List<Consumer<TracedApplication>> methods() {
		List<Consumer<TracedApplication>> methods = new ArrayList<>();
		addMethods(methods, CustomerRepository.class, NewCustomer.builder().email(CANARY + "@example.org").build());
		addMethods(methods, PrivateOfferRepository.class,
				NewPrivateOffer.builder().details(Map.of(CANARY, CANARY)).build());
		addMethods(methods, ListingRepository.class, NewListing.builder().title(CANARY).build());
		addMethods(methods, EntitlementRepository.class,
				NewEntitlement.builder().additionalProperty(CANARY, CANARY).build());
		addMethods(methods, OrganizationRepository.class,
				NewOrganization.builder().additionalProperty(CANARY, CANARY).build());
		addMethods(methods, ActivityRepository.class, NewActivity.builder().additionalProperty(CANARY, CANARY).build());
		addMethods(methods, WebhookRepository.class,
				NewWebhook.builder().url("https://" + CANARY + ".example").events(List.of(CANARY)).build());
		addMethods(methods, MeteringEventRepository.class);
		methods.add((application) -> application.bean(MeteringEventRepository.class)
			.create(NewMeteringEvent.builder().listingId(CANARY).build(), CANARY + UUID.randomUUID()));
		methods.add((application) -> application.bean(AutomatumOperations.class)
			.path("/things", JsonNode.class)
			.findById(CANARY));
		methods.add((application) -> application.bean(AutomatumOperations.class)
			.path("/things", JsonNode.class)
			.findPage(ListQuery.create()));
		return methods;
	}

	private static <T, N> void addMethods(List<Consumer<TracedApplication>> methods,
			Class<? extends AutomatumRepository<T, N>> type, N created) {
		addMethods(methods, type);
		methods.add((application) -> application.bean(type).create(created));
	}

	private static <T> void addMethods(List<Consumer<TracedApplication>> methods,
			Class<? extends ResourceRepository<T>> type) {
		methods.add((application) -> application.bean(type).findById(CANARY));
		methods.add((application) -> application.bean(type).findPage(ListQuery.create().limit(2)));
		methods.add((application) -> {
			try (Stream<T> all = application.bean(type).findAll(ListQuery.create().limit(2))) {
				all.limit(5).forEach((item) -> {
				});
			}
		});
		methods.add((application) -> application.bean(type)
			.findPage(ListQuery.create().limit(1))
			.items()
			.forEach((item) -> application.bean(type).update(CANARY, item)));
		methods.add((application) -> application.bean(type).deleteById(CANARY));
	}

	private static void rawCalls(AutomatumEmulator automatum, TracedApplication application) {
		WebClient webClient = application.context().getBean("automatumWebClient", WebClient.class);
		List<String> targets = new ArrayList<>();
		for (int i = 0; i < 250; i++) {
			String random = CANARY + UUID.randomUUID();
			targets.add("/customers/" + random + "/" + random + "@example.org?email=" + random);
			targets.add("/" + random + "/" + random);
			targets.add(automatum.baseUrl() + "/listing/" + random + "#" + random);
			targets.add("http://" + random + ".example/" + random);
		}
		Flux.fromIterable(targets)
			.flatMap((target) -> webClient.get()
				.uri(target)
				.exchangeToMono((response) -> response.releaseBody().thenReturn(1))
				.onErrorResume(IllegalArgumentException.class, (ex) -> Mono.just(1)), 8)
			.blockLast(Duration.ofSeconds(60));
		for (int i = 0; i < 5; i++) {
			webClient.get()
				.uri("/customers/{id}?name=" + CANARY + i, CANARY + i)
				.exchangeToMono((response) -> response.releaseBody().thenReturn(1))
				.block(Duration.ofSeconds(10));
		}
		ownFailures(webClient);
	}

	/*
	 * What the application's own code throws, of a class that has no name.
	 */
	@SuppressWarnings("serial")
	private static void ownFailures(WebClient webClient) {
		webClient.post().uri("/customers").body(Mono.error(new RuntimeException(CANARY) {
		}), String.class)
			.exchangeToMono((response) -> response.releaseBody().thenReturn(1))
			.onErrorComplete()
			.block(Duration.ofSeconds(10));
	}

}
