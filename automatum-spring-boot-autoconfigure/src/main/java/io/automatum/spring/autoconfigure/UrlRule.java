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

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What the address of a server must be like. Answers in words about the address and never
 * with it, because it may hold a password.
 */
enum UrlRule {

	/**
	 * Encrypted, unless the server is on this machine: what a property may say.
	 */
	ENCRYPTED_OR_LOOPBACK,

	/**
	 * Encrypted or not: what connection details may say, which also point to containers.
	 */
	ANY_HOST;

	private static final int MAX_PORT = 65535;

	private static final Pattern IPV4_LOOPBACK = Pattern
		.compile("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}");

	private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(?=[/;]|$)");

	private static final Pattern PATH = Pattern.compile("[\\x21-\\x24\\x26-\\x7E]*");

	/**
	 * Say what is wrong with an address.
	 * @param url the address
	 * @return a sentence, or {@code null} if nothing is wrong
	 */
	@Nullable String violation(String url) {
		if (!StringUtils.hasText(url)) {
			return "It is blank.";
		}
		if (PlaceholderCredential.isUnresolved(url)) {
			return "It holds a ${...} placeholder that nothing resolves.";
		}
		URI uri;
		try {
			uri = new URI(url);
		}
		catch (URISyntaxException ex) {
			// Its message quotes the input.
			return "It is not a valid URL: " + ex.getReason() + " at index " + ex.getIndex() + ".";
		}
		return violation(uri);
	}

	private @Nullable String violation(URI uri) {
		String scheme = uri.getScheme();
		boolean https = "https".equalsIgnoreCase(scheme);
		if (!https && !"http".equalsIgnoreCase(scheme)) {
			return (scheme != null) ? "Its scheme is neither https nor http." : "It has no scheme.";
		}
		String authority = uri.getRawAuthority();
		if (authority == null) {
			return "It has no host.";
		}
		if (authority.indexOf('@') >= 0) {
			return "It contains user information.";
		}
		if (uri.getRawQuery() != null) {
			return "It contains a query.";
		}
		if (uri.getRawFragment() != null) {
			return "It contains a fragment.";
		}
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		if (DOT_SEGMENT.matcher(path).find()) {
			return "It contains a dot segment.";
		}
		if (!PATH.matcher(path).matches()) {
			return "Its path contains a character that is not ASCII or is percent-encoded, of which there are two readings.";
		}
		if (uri.getHost() == null) {
			return "Its host is not a valid name or address.";
		}
		if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
			return "Its port is not between 1 and 65535.";
		}
		if (!https && this == ENCRYPTED_OR_LOOPBACK && !isLoopback(uri.getHost())) {
			return "It uses http to a host other than this machine, which would send secrets unencrypted.";
		}
		return null;
	}

	private static boolean isLoopback(String host) {
		// By what is written and without a look-up: a name may resolve otherwise later.
		if (host.startsWith("[")) {
			try {
				return InetAddress.getByName(host).isLoopbackAddress();
			}
			catch (UnknownHostException ex) {
				return false;
			}
		}
		return host.equalsIgnoreCase("localhost") || IPV4_LOOPBACK.matcher(host).matches();
	}

}
