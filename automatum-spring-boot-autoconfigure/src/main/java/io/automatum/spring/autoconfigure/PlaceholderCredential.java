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

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognizes what stands in templates where a client id or secret is to be filled in. A
 * short list that is compared as a whole, so that no real credential is taken for one.
 * The sample credentials of Automatum's documentation are not in it: emulators accept
 * them, and the service itself refuses them clearly.
 */
final class PlaceholderCredential {

	private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}]*}");

	private static final Pattern BRACKETED = Pattern.compile("<.*>|\\[.*]|\\{\\{.*}}");

	/** Nothing but filler, after the customary beginning of an id or secret. */
	private static final Pattern FILLER = Pattern.compile("(app_|secret_|whsec_)?(x{3,}|\\*+|\\.{2,}|…)");

	private static final Pattern SEPARATORS = Pattern.compile("[-_. ]");

	private static final Pattern WORDS = Pattern
		.compile("((change|replace)(me|it|this))+|fillmein|placeholder|todo|fixme|tbd"
				+ "|(replacewith)?your(automatum|app|api)?(client|webhook)?(id|secret)(here)?");

	private PlaceholderCredential() {
	}

	/**
	 * Whether the value holds a property placeholder that nothing resolved.
	 * @param value the value
	 * @return whether it does
	 */
	static boolean isUnresolved(String value) {
		return UNRESOLVED.matcher(value).find();
	}

	/**
	 * Whether the value was never filled in.
	 * @param value the value
	 * @return whether it is a placeholder
	 */
	static boolean isFiller(String value) {
		String lowerCase = value.strip().toLowerCase(Locale.ROOT);
		return BRACKETED.matcher(lowerCase).matches() || FILLER.matcher(lowerCase).matches()
				|| WORDS.matcher(SEPARATORS.matcher(lowerCase).replaceAll("")).matches();
	}

}
