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

package io.automatum.spring.test.emulator;

import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Tells requests apart by method, path, query, headers and body. Immutable.
 * <p>
 * A path is given relative to the API's base, for instance {@code /customers} or
 * {@code /customers/cust_456}; {@code *} stands for one segment. The singular and the
 * plural of a resource are the same path, as they are for the API. The token endpoint is
 * {@code /oauth/token}.
 *
 * @since 1.0.0
 */
public final class RequestMatcher {

	private static final String BASE = "/api/v1";

	private final Predicate<RecordedRequest> predicate;

	private RequestMatcher(Predicate<RecordedRequest> predicate) {
		this.predicate = predicate;
	}

	/**
	 * Match every request, those for tokens included.
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher any() {
		return new RequestMatcher((request) -> true);
	}

	/**
	 * Match every request below the API's base.
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher api() {
		return new RequestMatcher((request) -> request.path().startsWith(BASE + "/"));
	}

	/**
	 * Match requests for a token.
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher token() {
		return post(TokenEndpoint.PATH);
	}

	/**
	 * Match GET requests.
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher get(String path) {
		return method("GET", path);
	}

	/**
	 * Match POST requests.
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher post(String path) {
		return method("POST", path);
	}

	/**
	 * Match PUT requests.
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher put(String path) {
		return method("PUT", path);
	}

	/**
	 * Match DELETE requests.
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher delete(String path) {
		return method("DELETE", path);
	}

	/**
	 * Match requests of a method to a path.
	 * @param method the method in upper case
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher method(String method, String path) {
		return path(path).and((request) -> request.method().equals(method));
	}

	/**
	 * Match requests of any method to a path.
	 * @param path the path
	 * @return the matcher
	 * @since 1.0.0
	 */
	public static RequestMatcher path(String path) {
		String[] expected = relative(path).split("/", -1);
		return new RequestMatcher((request) -> isPath(expected, relative(request.path()).split("/", -1)));
	}

	private static String relative(String path) {
		String absolute = (path.startsWith("/")) ? path : "/" + path;
		return (absolute.startsWith(BASE + "/")) ? absolute.substring(BASE.length()) : absolute;
	}

	private static boolean isPath(String[] expected, String[] actual) {
		if (expected.length != actual.length) {
			return false;
		}
		for (int i = 0; i < expected.length; i++) {
			if (!expected[i].equals("*") && !expected[i].equals(actual[i])
					&& !(i == 1 && isSameResource(expected[i], actual[i]))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isSameResource(String expected, String actual) {
		Resource resource = Resource.ofSegment(expected);
		return resource != null && resource == Resource.ofSegment(actual);
	}

	/**
	 * Match only requests with a query parameter.
	 * @param name the parameter's decoded name
	 * @param value its decoded value
	 * @return a new matcher
	 * @since 1.0.0
	 */
	public RequestMatcher withQuery(String name, String value) {
		return and((request) -> request.query().containsKey(name)
				&& Objects.requireNonNull(request.query().get(name)).contains(value));
	}

	/**
	 * Match only requests with a header.
	 * @param name the header's name in any case
	 * @param value its value, or {@code null} for any
	 * @return a new matcher
	 * @since 1.0.0
	 */
	public RequestMatcher withHeader(String name, @Nullable String value) {
		return and((request) -> {
			String actual = request.header(name);
			return actual != null && (value == null || value.equals(actual));
		});
	}

	/**
	 * Match only requests whose body contains a text.
	 * @param text the text
	 * @return a new matcher
	 * @since 1.0.0
	 */
	public RequestMatcher withBodyContaining(String text) {
		return and((request) -> request.body().contains(text));
	}

	/**
	 * Match only requests that meet another condition as well.
	 * @param condition the condition; it must not block
	 * @return a new matcher
	 * @since 1.0.0
	 */
	public RequestMatcher and(Predicate<RecordedRequest> condition) {
		return new RequestMatcher(this.predicate.and(condition));
	}

	/**
	 * Return whether a request matches.
	 * @param request the request
	 * @return {@code true} if it does
	 * @since 1.0.0
	 */
	public boolean matches(RecordedRequest request) {
		return this.predicate.test(request);
	}

}
