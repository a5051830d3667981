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

package io.automatum.spring;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no class of the client tells a secret that it holds: each gets canaries into
 * every field that may hold one and is then asked for its text.
 */
class NoSecretInTextTests {

	private static final String CANARY = "hidden-0123456789abcdef";

	private static final String BASE = "io.automatum.spring.";

	/** What a field is called that holds something secret or all that was sent. */
	private static final Pattern SECRET = Pattern.compile("(?i).*(secret|token|password|credential|signature"
			+ "|authorization|idempotencyKey|snippet|body|headers|uri$|value$|telling).*");

	/** Those whose fields are called alike and are for everyone to see. */
	private static final Map<String, String> PUBLIC = Map.of("autoconfigure.actuate.AutomatumDescriptor$Webhook",
			"the names of the secrets", "autoconfigure.actuate.AutomatumDescriptor$Client",
			"the URL of the token endpoint", "client.model.", "a status or a vendor", "webhook.WebhookReply",
			"what every sender gets", "webhook.WebhookSignatureVerifier$Verdict", "the name of the secret",
			"webhook.DeliveryAnswer", "the name of the secret", "webhook.inbox.RememberedEvents$Remembered",
			"a digest of a body");

	private final SpringObjenesis objenesis = new SpringObjenesis();

	private final Set<String> examined = new TreeSet<>();

	private final Set<String> leaking = new TreeSet<>();

	@Test
	void noClassTellsASecretThatItHolds() throws Exception {
		for (Class<?> type : classes()) {
			examine(type);
		}
		System.out.println("Asked " + this.examined.size() + " classes with secrets for their text");
		assertThat(this.leaking).isEmpty();
		assertThat(this.examined).contains("oauth2.AccessToken", "oauth2.ClientCredentials", "client.exchange.Call",
				"client.exchange.Reply", "webhook.WebhookSecret", "autoconfigure.AutomatumProperties",
				"autoconfigure.AutomatumProperties$Proxy", "client.CallOptions", "client.ErrorDetails",
				"client.model.Webhook", "client.model.NewWebhook",
				"autoconfigure.webhook.AutomatumWebhookProperties$Secret");
	}

	@Test
	void classThatTellsASecretIsNoticed() {
		examine(Telling.class);
		examine(TellingByItsParts.class);
		examine(Silent.class);
		assertThat(this.leaking).hasSize(2).noneMatch((name) -> name.contains("Silent"));
		assertThat(this.examined).hasSize(3);
	}

	private static List<Class<?>> classes() throws Exception {
		List<Class<?>> classes = new ArrayList<>();
		for (Resource resource : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/automatum/spring/**/*.class")) {
			String path = resource.getURI().toString();
			if (!path.contains("/test-classes/") && !path.contains("-info.class")) {
				String name = path.substring(path.lastIndexOf("io/automatum/spring/"), path.length() - 6);
				classes.add(ClassUtils.forName(name.replace('/', '.'), null));
			}
		}
		assertThat(classes).hasSizeGreaterThan(200);
		return classes;
	}

	private void examine(Class<?> type) {
		if (type.isInterface() || type.isEnum() || Modifier.isAbstract(type.getModifiers()) || type.isHidden()) {
			return;
		}
		String name = type.getName().replace(BASE, "");
		if (fields(type).stream().noneMatch(NoSecretInTextTests::isSecret)
				|| (PUBLIC.keySet().stream().anyMatch(name::startsWith) && !name.endsWith("model.Webhook")
						&& !name.endsWith("NewWebhook"))) {
			return;
		}
		String text;
		try {
			text = String.valueOf(instance(type, 0));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// What cannot be made of such values cannot tell them either; those that
			// matter are named above.
			return;
		}
		this.examined.add(name);
		if (text.contains(CANARY)) {
			this.leaking.add(name + ": " + text);
		}
	}

	private static boolean isSecret(Field field) {
		// The answer to the creation of a webhook has its secret among them.
		boolean ofWebhook = field.getName().equals("additionalProperties")
				&& field.getDeclaringClass().getSimpleName().endsWith("Webhook");
		return ofWebhook || field.getType() == byte[].class || field.getType() == char[].class
				|| SECRET.matcher(field.getName()).matches();
	}

	private static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> at = type; at != null && at != Object.class && at != Throwable.class; at = at.getSuperclass()) {
			Arrays.stream(at.getDeclaredFields())
				.filter((field) -> !Modifier.isStatic(field.getModifiers()))
				.forEach(fields::add);
		}
		return fields;
	}

	private Object instance(Class<?> type, int depth) throws ReflectiveOperationException {
		if (type.isRecord()) {
			RecordComponent[] components = type.getRecordComponents();
			Object[] values = new Object[components.length];
			for (int i = 0; i < values.length; i++) {
				values[i] = value(components[i].getType(), isSecret(type.getDeclaredField(components[i].getName())),
						depth);
			}
			Constructor<?> constructor = type.getDeclaredConstructor(
					Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
			ReflectionUtils.makeAccessible(constructor);
			return constructor.newInstance(values);
		}
		Object instance = this.objenesis.newInstance(type, false);
		for (Field field : fields(type)) {
			ReflectionUtils.makeAccessible(field);
			Object value = value(field.getType(), isSecret(field), depth);
			if (value != null) {
				field.set(instance, value);
			}
		}
		return instance;
	}

	private Object value(Class<?> type, boolean secret, int depth) throws ReflectiveOperationException {
		String text = (secret) ? CANARY : "x";
		if (type == String.class || type == CharSequence.class || type == Object.class) {
			return text;
		}
		if (type == byte[].class) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (type == char[].class) {
			return text.toCharArray();
		}
		if (type.isPrimitive()) {
			return Array.get(Array.newInstance(type, 1), 0);
		}
		if (type == List.class || type == Collection.class) {
			return List.of(text);
		}
		if (type == Set.class) {
			return Set.of(text);
		}
		if (type == Map.class) {
			return Map.of("x", List.of(text));
		}
		if (type == HttpHeaders.class) {
			HttpHeaders headers = new HttpHeaders();
			headers.set("authorization", CANARY);
			return headers;
		}
		if (type == URI.class) {
			return URI.create("https://host/customers?email=" + text);
		}
		if (type == Instant.class || type == Duration.class || type == HttpMethod.class || type == Optional.class
				|| type == Clock.class) {
			return plain(type);
		}
		if (type.getSimpleName().endsWith("Key") && type.isAssignableFrom(SecretKeySpec.class)) {
			return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		}
		if (type.isEnum()) {
			return type.getEnumConstants()[0];
		}
		boolean ours = type.getName().startsWith(BASE) && !type.isInterface()
				&& !Modifier.isAbstract(type.getModifiers());
		return (ours && depth < 3) ? instance(type, depth + 1) : null;
	}

	private static Object plain(Class<?> type) {
		if (type == Instant.class) {
			return Instant.EPOCH;
		}
		if (type == Duration.class) {
			return Duration.ZERO;
		}
		if (type == Optional.class) {
			return Optional.empty();
		}
		return (type == Clock.class) ? Clock.systemUTC() : HttpMethod.POST;
	}

	private record Telling(String name, String clientSecret) {

	}

	private record TellingByItsParts(Telling body) {

	}

	private record Silent(String token) {

		@Override
		public String toString() {
			return "silent";
		}

	}

}
