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

package io.automatum.spring.webhook.registration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * One text for all ways to write a URL that are the same by RFC 3986, section 6.2: the
 * API may have kept another one than it was given.
 */
final class ComparableUrl {

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private ComparableUrl() {
	}

	/**
	 * Return what equivalent URLs have in common.
	 * @param url a URL
	 * @return it in lower case as far as case means nothing, without a default port, with
	 * a path; as it is where it is none
	 */
	static String of(String url) {
		try {
			URI uri = new URI(url.strip()).normalize();
			if (uri.getScheme() == null || uri.getHost() == null) {
				return url;
			}
			String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
			String path = uri.getRawPath();
			return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port(scheme, uri.getPort())
					+ (path.isEmpty() ? "/" : path) + ((uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "");
		}
		catch (URISyntaxException ex) {
			return url;
		}
	}

	private static String port(String scheme, int port) {
		boolean usual = port == -1 || port == (scheme.equals("https") ? HTTPS : HTTP);
		return usual ? "" : ":" + port;
	}

}
