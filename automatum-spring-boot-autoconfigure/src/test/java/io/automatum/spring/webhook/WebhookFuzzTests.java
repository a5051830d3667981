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

package io.automatum.spring.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.automatum.spring.webhook.inbox.ReceivedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes that nobody thought of. The build runs it on the inputs that are kept beside the
 * test's resources; with the environment variable {@code JAZZER_FUZZ=1} it looks for
 * others, one method at a time.
 */
class WebhookFuzzTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static final HmacSignatureVerifier plain = builder().build();

	private static final HmacSignatureVerifier timestamped = builder().timestamped(Duration.ofDays(1)).build();

	/** Another implementation, as strict as it can be made. */
	private static final ObjectMapper other = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static HmacSignatureVerifier.Builder builder() {
		return HmacSignatureVerifier.builder(() -> List.of(new WebhookSecret("fuzz", SECRET, null)))
			.clock(new MutableClock(Forgeries.NOW));
	}

	@FuzzTest(maxDuration = "2m")
	void aSignatureIsOneOfSixTextsOrRefused(FuzzedDataProvider data) throws GeneralSecurityException {
		byte[] body = data.consumeBytes(64);
		List<String> texts = texts(body);
		String text = data.pickValue(texts);
		int replaced = data.consumeInt(0, text.length());
		String signature = text.substring(0, replaced) + data.consumeRemainingAsString();
		assertThat(plain.verify(body, List.of(signature)).genuine()).isEqualTo(texts.contains(signature));
	}

	private static List<String> texts(byte[] body) throws GeneralSecurityException {
		byte[] digest = SloppyVerifiers.digest(SECRET, body);
		String hex = HexFormat.of().formatHex(digest);
		List<String> texts = new ArrayList<>(
				List.of(hex, hex.toUpperCase(Locale.ROOT), Base64.getEncoder().encodeToString(digest)));
		List.copyOf(texts).forEach((text) -> texts.add("sha256=" + text));
		return texts;
	}

	@FuzzTest(maxDuration = "2m")
	void aTimestampedSignatureCoversItsTime(FuzzedDataProvider data) throws GeneralSecurityException {
		byte[] body = data.consumeBytes(64);
		String text = new WebhookSigner(SECRET).signTimestamped(body, Forgeries.NOW);
		int kept = data.consumeInt(0, text.length());
		String signature = data.consumeString(30) + text.substring(text.length() - kept)
				+ data.consumeRemainingAsString();
		if (timestamped.verify(body, List.of(signature)).genuine()) {
			List<String> elements = List.of(signature.split(",", -1));
			List<String> times = elements.stream().filter((element) -> element.startsWith("t=")).toList();
			assertThat(times).hasSize(1);
			String time = times.get(0).substring(2);
			byte[] signed = (time + "." + new String(body, StandardCharsets.ISO_8859_1))
				.getBytes(StandardCharsets.ISO_8859_1);
			assertThat(elements)
				.containsAnyElementsOf(texts(signed).subList(0, 3).stream().map((digest) -> "v1=" + digest).toList());
		}
	}

	@FuzzTest(maxDuration = "2m")
	void anEventIsDefectOrReadAlikeByOthers(byte[] body) throws Exception {
		ReceivedEvent event = new JsonEventDecoder().decode(body, Forgeries.NOW, null);
		assertThat(JsonEventDecoder.isUsable(event.id())).isTrue();
		assertThat(event.key()).hasSizeLessThanOrEqualTo(255);
		if (event.defect() != null) {
			assertThat(event.defect()).hasSizeBetween(1, 120);
			return;
		}
		assertThat(JsonEventDecoder.isUsable(event.type())).isTrue();
		JsonObject object = StrictJson.parse(body);
		JsonNode tree = readByAnother(body);
		assertThat(object.names()).containsExactlyElementsOf(tree::fieldNames);
		for (String name : object.names()) {
			assertThat(readByAnother(object.bytes(name))).isEqualTo(tree.get(name));
		}
	}

	private static JsonNode readByAnother(byte[] json) throws JsonProcessingException {
		return other.readTree(new String(json, StandardCharsets.UTF_8));
	}

}
