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

package io.automatum.spring.observation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link HeldValues} and the contexts that have it in place of Micrometer's
 * maps, side by side with a context of Micrometer's, and for
 * {@link RememberingConvention}.
 */
class HeldValuesTests {

	/** What has nothing to do with the maps. */
	private static final Set<String> OTHERS = Set.of("getName", "setName", "getContextualName", "setContextualName",
			"getParentObservation", "setParentObservation", "getError", "setError", "toString");

	private static final DefaultClientRequestObservationConvention SPRING = new DefaultClientRequestObservationConvention();

	static Stream<Observation.Context> contexts() {
		return Stream.of(new Observation.Context(),
				new LeanOperationObservationContext("customers", "findPage", () -> 1),
				attempt(HttpMethod.GET, "http://localhost/customers", "/customers"));
	}

	@ParameterizedTest
	@MethodSource("contexts")
	void holdsWhatHandlersPutThere(Observation.Context context) {
		assertThat(context.put("a", 1).put("b", 2).put("c", 3).put("b", 4)).isSameAs(context);
		assertThat((Integer) context.get("a")).isEqualTo(1);
		assertThat((Integer) context.get("b")).isEqualTo(4);
		assertThat((Integer) context.getRequired("c")).isEqualTo(3);
		assertThat((Object) context.get("d")).isNull();
		assertThat(context.containsKey("a")).isTrue();
		assertThat(context.containsKey("d")).isFalse();
		assertThat(context.getOrDefault("a", 9)).isEqualTo(1);
		assertThat(context.getOrDefault("d", 9)).isEqualTo(9);
		assertThat(context.getOrDefault("d", () -> 8)).isEqualTo(8);
		assertThat(context.<Integer>computeIfAbsent("a", (key) -> 7)).isEqualTo(1);
		assertThat(context.<String>computeIfAbsent("d", (key) -> key + "!")).isEqualTo("d!");
		assertThat((String) context.get("d")).isEqualTo("d!");
		assertThat(context.remove("b")).isEqualTo(4);
		assertThat(context.remove("b")).isNull();
		assertThat((Integer) context.get("c")).isEqualTo(3);
		assertThatIllegalArgumentException().isThrownBy(() -> context.getRequired("b")).withMessageContaining("[b]");
		context.clear();
		assertThat(context.containsKey("a")).isFalse();
	}

	@ParameterizedTest
	@MethodSource("contexts")
	@SuppressWarnings("NullAway")
	void refusesNull(Observation.Context context) {
		assertThatNullPointerException().isThrownBy(() -> context.put("a", null));
		assertThatNullPointerException().isThrownBy(() -> context.put(null, 1));
		assertThat(context.<Integer>computeIfAbsent("a", (key) -> null)).isNull();
		assertThat(context.containsKey("a")).isFalse();
	}

	@ParameterizedTest
	@MethodSource("contexts")
	void holdsKeyValues(Observation.Context context) {
		context.addLowCardinalityKeyValues(KeyValues.of("a", "1", "b", "2"));
		context.addLowCardinalityKeyValues(KeyValues.of("a", "3", "b", "4"));
		context.addLowCardinalityKeyValue(KeyValue.of("c", "5"));
		context.addLowCardinalityKeyValues(KeyValues.of("b", "6"));
		assertThat(context.getLowCardinalityKeyValues())
			.containsExactlyInAnyOrderElementsOf(KeyValues.of("a", "3", "b", "6", "c", "5"));
		assertThat(context.getLowCardinalityKeyValue("b")).isEqualTo(KeyValue.of("b", "6"));
		assertThat(context.getLowCardinalityKeyValue("d")).isNull();
		context.removeLowCardinalityKeyValue("a").removeLowCardinalityKeyValues("c", "d");
		assertThat(context.getLowCardinalityKeyValues()).containsExactly(KeyValue.of("b", "6"));
		context.addHighCardinalityKeyValues(KeyValues.empty());
		assertThat(context.getHighCardinalityKeyValues()).isEmpty();
		context.addHighCardinalityKeyValue(KeyValue.of("x", "7")).addHighCardinalityKeyValues(KeyValues.of("y", "8"));
		assertThat(context.getHighCardinalityKeyValue("x")).isEqualTo(KeyValue.of("x", "7"));
		assertThat(context.getAllKeyValues())
			.containsExactlyInAnyOrderElementsOf(KeyValues.of("b", "6", "x", "7", "y", "8"));
		context.removeHighCardinalityKeyValue("x").removeHighCardinalityKeyValues("y");
		assertThat(context.getHighCardinalityKeyValues()).isEmpty();
	}

	@Test
	void nothingIsLeftToTheMapsOfMicrometer() {
		List<Method> methods = Arrays.stream(Observation.Context.class.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
			.filter((method) -> !OTHERS.contains(method.getName()))
			.toList();
		assertThat(methods).hasSizeGreaterThan(20);
		for (Class<?> type : List.of(LeanOperationObservationContext.class, AttemptObservationContext.class)) {
			assertThat(methods).allSatisfy((method) -> assertThat(
					type.getDeclaredMethod(method.getName(), method.getParameterTypes()).getReturnType())
				.isNotNull());
		}
	}

	@Test
	void remembersWhatSpringSaysOfEachRequestAndReply() {
		RememberingConvention convention = (RememberingConvention) RememberingConvention.of(SPRING);
		for (int round = 0; round < 2; round++) {
			for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
				for (String host : List.of("one.example.com", "two.example.com")) {
					for (HttpStatus status : List.of(HttpStatus.OK, HttpStatus.NOT_FOUND)) {
						AttemptObservationContext context = attempt(method, "http://" + host + "/customers",
								"/customers");
						assertThat(convention.getLowCardinalityKeyValues(context))
							.isEqualTo(SPRING.getLowCardinalityKeyValues(context));
						context.setResponse(ClientResponse.create(status).build());
						assertThat(convention.getLowCardinalityKeyValues(context))
							.isEqualTo(SPRING.getLowCardinalityKeyValues(context));
					}
				}
			}
		}
		AttemptObservationContext known = attempt(HttpMethod.GET, "http://one.example.com/customers", "/customers");
		assertThat(convention.getLowCardinalityKeyValues(known)).isSameAs(convention.getLowCardinalityKeyValues(known));
		AttemptObservationContext failed = attempt(HttpMethod.GET, "http://one.example.com/customers", "/customers");
		failed.setError(new IllegalStateException("broken"));
		assertThat(convention.getLowCardinalityKeyValues(failed)).isEqualTo(SPRING.getLowCardinalityKeyValues(failed));
	}

	@Test
	void remembersNoMoreThanSoMuch() {
		RememberingConvention convention = (RememberingConvention) RememberingConvention.of(SPRING);
		for (int i = 0; i < 1100; i++) {
			AttemptObservationContext context = attempt(HttpMethod.GET, "http://localhost/" + i, "/" + i);
			KeyValues values = convention.getLowCardinalityKeyValues(context);
			assertThat(values).isEqualTo(SPRING.getLowCardinalityKeyValues(context));
			assertThat(convention.getLowCardinalityKeyValues(context) == values).isEqualTo(i < 1000);
		}
	}

	@Test
	void theUrlIsThereForWhoAsks() {
		KeyValue url = KeyValue.of("http.url", "http://localhost/customers?limit=10");
		AttemptObservationContext context = attempt(HttpMethod.GET, url.getValue(), "/customers");
		RememberingConvention convention = (RememberingConvention) RememberingConvention.of(SPRING);
		context.addHighCardinalityKeyValues(convention.getHighCardinalityKeyValues(context));
		assertThat(context.getHighCardinalityKeyValue("http.url")).isEqualTo(url);
		context.addHighCardinalityKeyValue(KeyValue.of("x", "1"));
		context.addHighCardinalityKeyValues(convention.getHighCardinalityKeyValues(context));
		assertThat(context.getAllKeyValues()).containsExactlyInAnyOrder(url, KeyValue.of("x", "1"));
	}

	@Test
	void aFilterCanTakeTheUrlAway() {
		AttemptObservationContext context = attempt(HttpMethod.GET, "http://localhost/customers?limit=10",
				"/customers");
		RememberingConvention convention = (RememberingConvention) RememberingConvention.of(SPRING);
		context.addHighCardinalityKeyValues(convention.getHighCardinalityKeyValues(context));
		context.removeHighCardinalityKeyValue("http.url");
		assertThat(context.getHighCardinalityKeyValues()).isEmpty();
	}

	private static AttemptObservationContext attempt(HttpMethod method, String url, String template) {
		ClientRequest request = ClientRequest.create(method, URI.create(url)).build();
		AttemptObservationContext context = new AttemptObservationContext(new CopyOnWriteRequest(request));
		context.setRequest(request);
		context.setUriTemplate(template);
		return context;
	}

}
