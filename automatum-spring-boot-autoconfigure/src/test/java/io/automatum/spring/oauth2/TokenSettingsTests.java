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

package io.automatum.spring.oauth2;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TokenSettings} and {@link ClientCredentials}.
 */
class TokenSettingsTests {

	private static final URI URI_OF_ENDPOINT = URI.create("https://api.automatum.io/oauth/token");

	@Test
	void defaultsAreThoseOfTheApi() {
		TokenSettings settings = TokenSettings.builder(URI_OF_ENDPOINT).build();
		assertThat(settings.tokenUri()).isEqualTo(URI_OF_ENDPOINT);
		assertThat(settings.scopes()).isEmpty();
		assertThat(settings.renewBefore()).isEqualTo(Duration.ofMinutes(5));
		assertThat(settings.failureFloor()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.maxFailureFloor()).isEqualTo(Duration.ofMinutes(1));
		assertThat(settings.responseTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(15));
		assertThat(settings.maxReplySize()).isEqualTo(65536);
		assertThat(settings.assumedLife()).isEqualTo(Duration.ofMinutes(5));
		assertThat(settings.maxLife()).isEqualTo(Duration.ofHours(24));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/oauth/token", "api.automatum.io/oauth/token", "ftp://host/oauth/token", "mailto:a@b",
			"https:///oauth/token", "https://user:password@host/oauth/token", "https://host/oauth/token#top" })
	void refusesAUriThatIsNoEndpointWithoutRepeatingIt(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> TokenSettings.builder(URI.create(uri)))
			.withMessageContaining("token URI")
			.withMessageNotContaining("password");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\"b", "a\\b", "a\nb", "ä" })
	void refusesAScopeThatCannotBeSent(String scope) {
		TokenSettings.Builder builder = TokenSettings.builder(URI_OF_ENDPOINT);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.scopes(List.of("read:customers", scope)));
	}

	@Test
	void refusesDurationsThatMakeNoSense() {
		TokenSettings.Builder builder = TokenSettings.builder(URI_OF_ENDPOINT);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.renewBefore(Duration.ofSeconds(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.renewBefore(Duration.ofSeconds(Long.MAX_VALUE)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.failureFloor(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.deadline(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.responseTimeout(Duration.ofDays(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.assumedLife(Duration.ofMillis(999)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxLife(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxReplySize(0));
		builder.failureFloor(Duration.ofMinutes(2));
		assertThatIllegalArgumentException().isThrownBy(builder::build);
	}

	@Test
	void refusesBlankCredentialsAndNamesTheProperty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ClientCredentials(" ", "canary"))
			.withMessageContaining("automatum.client-id")
			.withMessageNotContaining("canary");
		assertThatIllegalArgumentException().isThrownBy(() -> new ClientCredentials("app_1", "\t"))
			.withMessageContaining("automatum.client-secret");
	}

}
