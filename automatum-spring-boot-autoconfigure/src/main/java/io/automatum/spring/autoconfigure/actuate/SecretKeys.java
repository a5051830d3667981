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

package io.automatum.spring.autoconfigure.actuate;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells by its name whether a property of ours holds what nobody may see, however the
 * name is written: {@code automatum.client-secret}, {@code automatum.clientSecret},
 * {@code AUTOMATUM_CLIENT_SECRET}, {@code AUTOMATUM_TEST_CLIENT_SECRET} of the vendor's
 * own documentation, {@code automatum.webhook.secrets[0].value} and
 * {@code AUTOMATUM_WEBHOOK_SECRETS_0_VALUE}.
 */
final class SecretKeys {

	private static final Pattern PUNCTUATION = Pattern.compile("[^a-z0-9]");

	/** Anything that is called a secret, a password or the like, and a client's id. */
	private static final Pattern SECRET = Pattern
		.compile("automatum.*(secret|password|clientid|accesstoken|tokenvalue|signingkey|privatekey).*");

	/** What says when and by which name a secret is used, and where it is sent. */
	private static final Pattern HARMLESS = Pattern.compile("automatumwebhooksecrets[0-9]+(name|notafter)");

	private SecretKeys() {
	}

	static boolean isSecret(String key) {
		String uniform = PUNCTUATION.matcher(key.toLowerCase(Locale.ROOT)).replaceAll("");
		return uniform.startsWith("automatum") && SECRET.matcher(uniform).matches()
				&& !HARMLESS.matcher(uniform).matches();
	}

}
