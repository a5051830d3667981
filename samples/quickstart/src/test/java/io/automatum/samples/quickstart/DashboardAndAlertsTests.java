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

package io.automatum.samples.quickstart;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.automatum.samples.quickstart.PromQl.LabelMatcher;
import io.automatum.samples.quickstart.PromQl.Selector;
import io.automatum.spring.autoconfigure.actuate.AutomatumDescriptor;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.ServerErrorException;
import io.automatum.spring.client.repository.ReactivePrivateOfferRepository;
import io.automatum.spring.observation.AutomatumMeter;
import io.automatum.spring.test.WebhookForgery;
import io.automatum.spring.test.WebhookSender;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import io.automatum.spring.test.emulator.Fault;
import io.automatum.spring.test.emulator.FaultRule;
import io.automatum.spring.test.emulator.RequestMatcher;
import io.automatum.spring.webhook.AutomatumEvent;
import io.automatum.spring.webhook.AutomatumEventListener;
import io.micrometer.core.instrument.Meter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does everything that is measured, and compares what Prometheus sees of it with what the
 * dashboard and the alert rules ask for: every name, every label and every value of one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "automatum.retry.backoff.initial=10ms",
				"automatum.webhook.secret=only-for-this-test-0123456789" })
@TestInstance(Lifecycle.PER_CLASS)
class DashboardAndAlertsTests {

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

	private static final Pattern TEMPLATE_LABEL = Pattern.compile("\\$labels\\.(\\w+)");

	private static final Pattern SERIES_IN_TEXT = Pattern.compile("`((?:automatum|http_client)_\\w+(?:\\{[^}]*})?)`");

	private static final Pattern NAME_IN_TEXT = Pattern.compile("`(automatum\\.[a-z.-]+)(?:=[^`]*)?`");

	private static final Pattern FIELD_IN_TEXT = Pattern.compile("`((?:client|webhook)(?:\\.\\w+)+)`");

	private static final Path DOCS = Path.of("..", "..", "docs");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	private static final String ERROR = "error";

	@Autowired
	private AutomatumEmulator emulator;

	@Autowired
	private Sales sales;

	@Autowired
	private ReactivePrivateOfferRepository offers;

	@Autowired
	private WebhookSender automatum;

	@LocalServerPort
	private int port;

	private Scrape scrape = Scrape.of("");

	@BeforeEach
	void doWhatIsMeasured() {
		if (this.scrape.names().isEmpty()) {
			this.automatum.deliver("customer.created", Map.of("id", "cust_1"));
			this.automatum.deliver("customer.updated", Map.of("id", "cust_2"));
			this.automatum.forge(WebhookForgery.OTHER_SECRET);
			callInVain();
			callAndLeave();
			callAndWait();
			String text = RestClient.create("http://localhost:" + this.port + "/actuator/prometheus")
				.get()
				.retrieve()
				.body(String.class);
			this.scrape = Scrape.of(String.valueOf(text));
		}
	}

	private void callInVain() {
		FaultRule fault = this.emulator.fault(RequestMatcher.api(), Fault.status(500));
		try {
			this.sales.latestOffers();
		}
		catch (ServerErrorException ex) {
			// That it is counted is what matters.
		}
		fault.remove();
	}

	private void callAndLeave() {
		FaultRule fault = this.emulator.fault(RequestMatcher.api(), Fault.delay(Duration.ofSeconds(5)));
		this.offers.findPage(ListQuery.create()).take(Duration.ofMillis(100)).block();
		fault.remove();
	}

	// After a 429, requests go one by one: of two at once, one waits.
	private void callAndWait() {
		this.emulator.fault(RequestMatcher.api(), Fault.status(429).retryAfter(Duration.ofSeconds(1))).times(1);
		this.sales.latestOffers();
		Mono.when(this.offers.findPage(ListQuery.create()), this.offers.findPage(ListQuery.create())).block();
	}

	@Test
	void everyMeterIsThere() {
		assertThat(Arrays.stream(AutomatumMeter.values()).map(DashboardAndAlertsTests::nameOf))
			.allSatisfy((name) -> assertThat(this.scrape.names()).contains(name));
	}

	@Test
	void everyTagOfAMeterIsThere() {
		assertThat(AutomatumMeter.values()).allSatisfy((meter) -> assertThat(this.scrape.labels(nameOf(meter)).keySet())
			.containsAll(Arrays.stream(meter.getKeyNames()).map((key) -> key.asString()).toList()));
	}

	@Test
	void everyQueryOfTheDashboardNamesWhatIsThere() throws IOException {
		Dashboard dashboard = Dashboard.read();
		assertThat(dashboard.queries()).hasSizeGreaterThan(40)
			.allSatisfy((query) -> assertThat(problems(query.expression())).as(query.expression()).isEmpty())
			.allSatisfy((query) -> assertThat(labelsOf(query.expression())).as(query.expression())
				.containsAll(named(LEGEND, query.legend())));
		assertThat(dashboard.variables()).isNotEmpty().allSatisfy((variable) -> {
			Matcher values = LABEL_VALUES.matcher(variable);
			assertThat(values.matches()).as(variable).isTrue();
			assertThat(problems(values.group(1))).isEmpty();
			assertThat(labelsOf(values.group(1))).contains(values.group(2));
		});
	}

	@Test
	void everyMeterIsOnTheDashboard() throws IOException {
		Set<String> shown = new LinkedHashSet<>();
		for (Dashboard.Query query : Dashboard.read().queries()) {
			PromQl.parse(query.expression()).selectors().forEach((selector) -> shown.add(selector.metric()));
		}
		assertThat(shown)
			.containsAll(Arrays.stream(AutomatumMeter.values()).map(DashboardAndAlertsTests::nameOf).toList());
		assertThat(shown.stream().map((name) -> name.replaceFirst("_seconds_(count|sum|max)$", ""))).contains(
				"automatum_operation", "automatum_operation_active", "automatum_token_renewal",
				"automatum_rate_limit_wait", "automatum_webhook_delivery", "automatum_webhook_handling",
				"http_client_requests");
	}

	@Test
	void theDashboardFitsIntoAnyGrafana() throws IOException {
		assertThat(Dashboard.read().datasources()).isNotEmpty().allMatch("${datasource}"::equals);
		assertThat(Dashboard.read().id()).isNull();
	}

	@Test
	void everyAlertNamesWhatIsThere() throws IOException {
		List<Alert> alerts = Alert.read();
		assertThat(alerts).hasSize(6)
			.allSatisfy((alert) -> assertThat(problems(alert.expression())).as(alert.name()).isEmpty())
			.allSatisfy((alert) -> assertThat(PromQl.parse(alert.expression()).groupings()).as(alert.name())
				.containsAll(named(TEMPLATE_LABEL, String.join(" ", alert.annotations().values()))));
		assertThat(alerts.stream().flatMap((alert) -> namesIn(alert.annotations().get("description"))))
			.allSatisfy((name) -> assertThat(this.scrape.names()).contains(name));
	}

	@Test
	void everyAlertSaysWhatToDoAndWhereThatIsExplained() throws IOException {
		List<String> anchors = HEADING.matcher(Files.readString(DOCS.resolve("operations.md")))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
		assertThat(Alert.read()).allSatisfy((alert) -> {
			assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
			assertThat(alert.annotations().get("description")).hasSizeGreaterThan(100);
			String[] runbook = alert.annotations().get("runbook_url").split("#");
			assertThat(runbook[0]).isEqualTo("docs/operations.md");
			assertThat(anchors).contains(runbook[1]);
		});
	}

	@Test
	void thePageOnOperationsNamesWhatIsThere() throws IOException {
		String page = Files.readString(DOCS.resolve("operations.md"));
		assertThat(named(SERIES_IN_TEXT, page)).hasSizeGreaterThan(20)
			.allSatisfy((series) -> assertThat(problems(series)).as(series).isEmpty());
		String properties = Files.readString(DOCS.resolve("configuration-properties.md"));
		assertThat(named(NAME_IN_TEXT, page)).hasSizeGreaterThan(30)
			.allSatisfy((name) -> assertThat(properties.contains("`" + name + "`") || isMeter(name)).as(name).isTrue());
		assertThat(isMeter("automatum.operations")).isFalse();
	}

	@Test
	void thePageOnOperationsNamesFieldsOfTheEndpoint() throws IOException {
		String page = Files.readString(DOCS.resolve("operations.md"));
		List<String> fields = named(FIELD_IN_TEXT, page.substring(page.indexOf("## Trouble-shooting")));
		assertThat(fields).hasSizeGreaterThan(5).allMatch(DashboardAndAlertsTests::isField);
		assertThat(isField("client.token.error")).isFalse();
	}

	private static boolean isField(String path) {
		Type type = AutomatumDescriptor.class;
		for (String name : path.split("\\.")) {
			Class<?> fields = (Class<?>) type;
			type = Stream.ofNullable(fields.getRecordComponents())
				.flatMap(Stream::of)
				.filter((component) -> component.getName().equals(name))
				.map(RecordComponent::getGenericType)
				.findFirst()
				.orElse(null);
			if (type == null) {
				return false;
			}
			if (type instanceof ParameterizedType list) {
				type = list.getActualTypeArguments()[0];
			}
		}
		return true;
	}

	private boolean isMeter(String name) {
		String series = name.replaceAll("[.-]", "_") + "(_seconds)?(_total|_count)?";
		return this.scrape.names().stream().anyMatch((present) -> present.matches(series));
	}

	@Test
	void whatIsNotThereIsFound() {
		assertThat(problems("sum(rate(automatum_retry_total[5m]))")).containsExactly("no series automatum_retry_total");
		assertThat(problems("sum by (cause) (rate(automatum_retries_total[5m]))"))
			.containsExactly("automatum_retries_total has no label cause");
		assertThat(problems("automatum_retries_total{cause=\"timeout\"} > 1"))
			.containsExactly("automatum_retries_total has no label cause");
		assertThat(problems("automatum_retries_total{reason=~\"timeout|slow\"}"))
			.containsExactly("automatum_retries_total has no reason slow");
		assertThat(problems("automatum_operation_seconds_count{error!~\"ConflictException|GoneException\"}"))
			.containsExactly("automatum_operation_seconds_count has no error GoneException");
		assertThat(problems("max by (job) (automatum_retry_budget) unless on (job) automatum_retry_limit offset 5m"))
			.containsExactly("no series automatum_retry_limit");
	}

	private List<String> problems(String expression) {
		PromQl query = PromQl.parse(expression);
		List<String> problems = new ArrayList<>();
		for (Selector selector : query.selectors()) {
			String metric = selector.metric();
			if (metric != null && !this.scrape.has(metric)) {
				problems.add("no series " + metric);
			}
			else if (metric != null) {
				selector.matchers().forEach((matcher) -> problems.addAll(problems(metric, matcher)));
				query.groupings()
					.stream()
					.filter((label) -> !this.scrape.labels(metric).containsKey(label))
					.forEach((label) -> problems.add(metric + " has no label " + label));
			}
		}
		return problems;
	}

	private List<String> problems(String metric, LabelMatcher matcher) {
		Set<String> values = this.scrape.labels(metric).get(matcher.label());
		if (values == null) {
			return List.of(metric + " has no label " + matcher.label());
		}
		// What Grafana puts in is not known here.
		return Stream.of(matcher.value().split("\\|"))
			.filter((value) -> !value.startsWith("$") && !values.contains(value))
			.filter((value) -> !matcher.label().equals(ERROR) || !isError(value))
			.map((value) -> metric + " has no " + matcher.label() + " " + value)
			.toList();
	}

	private static boolean isError(String name) {
		try {
			Class.forName(AutomatumException.class.getPackageName() + "." + name);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return name.equals("OtherException");
		}
	}

	private Set<String> labelsOf(String expression) {
		PromQl query = PromQl.parse(expression);
		Set<String> labels = new LinkedHashSet<>(query.groupings());
		for (Selector selector : query.selectors()) {
			labels.addAll(this.scrape.labels(selector.metric()).keySet());
		}
		return labels;
	}

	private static List<String> named(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1)).toList();
	}

	private static Stream<String> namesIn(String text) {
		return Pattern.compile("\\bautomatum_\\w+").matcher(text).results().map((match) -> match.group());
	}

	private static String nameOf(AutomatumMeter meter) {
		return meter.getName().replaceAll("[.-]", "_")
				+ ((meter.getBaseUnit() != null) ? "_" + meter.getBaseUnit() : "")
				+ ((meter.getType() == Meter.Type.COUNTER) ? "_total" : "");
	}

	/**
	 * Handlers, one of which gives up.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Handlers {

		@AutomatumEventListener("customer.created")
		void handle(AutomatumEvent<?> event) {
		}

		@AutomatumEventListener("customer.updated")
		void fail(AutomatumEvent<?> event) {
			throw new IllegalStateException("For this test");
		}

	}

}
