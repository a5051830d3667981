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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.automatum.spring.autoconfigure.InvalidAutomatumConfigurationException.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Collects what is wrong with a configuration and where it is set, to refuse it with all
 * of that at once.
 * <p>
 * Internal: public for the other packages of this library alone.
 *
 * @since 1.0.0
 */
public final class ConfigurationProblems {

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

	private static final Pattern QUOTED = Pattern.compile("(['\"`]).*\\1", Pattern.DOTALL);

	private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

	private static final Duration SECOND = Duration.ofSeconds(1);

	/**
	 * What RFC 3986 allows in a path, without matrix parameters and encoded characters.
	 */
	private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~!$&'()*+,=:@/-]*");

	private final String subject;

	private final Environment environment;

	private final Iterable<ConfigurationPropertySource> sources;

	private final List<Problem> problems = new ArrayList<>();

	/**
	 * Create.
	 * @param subject what is configured, such as "client"
	 * @param environment where the properties come from
	 */
	public ConfigurationProblems(String subject, Environment environment) {
		this.subject = subject;
		this.environment = environment;
		this.sources = (environment instanceof ConfigurableEnvironment) ? ConfigurationPropertySources.get(environment)
				: List.of();
	}

	/**
	 * Refuse a property.
	 * @param property the property
	 * @param reason what is wrong with it, as a sentence that does not repeat its value
	 * @param action what to do, as a sentence
	 */
	public void refuse(String property, String reason, String action) {
		add(property, origin(property), reason, action);
	}

	void add(String setting, @Nullable Origin origin, String reason, String action) {
		this.problems.add(new Problem(setting, origin, reason, action));
	}

	/**
	 * Return where a property is set.
	 * @param property the property
	 * @return its origin, null if it is not set or nobody knows
	 */
	public @Nullable Origin origin(String property) {
		ConfigurationProperty found = find(property);
		return (found != null) ? found.getOrigin() : null;
	}

	private @Nullable ConfigurationProperty find(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Refuse the configuration if anything is wrong.
	 * @throws RuntimeException if anything is, with all of it
	 */
	public void throwIfAny() {
		if (!this.problems.isEmpty()) {
			throw failure();
		}
	}

	InvalidAutomatumConfigurationException failure() {
		return new InvalidAutomatumConfigurationException(this.subject, this.problems);
	}

	/**
	 * Refuse a value that was never filled in.
	 * @param property the property
	 * @param value its value
	 * @param noun what it is, such as "client id"
	 * @param whose what to set it to, such as "id of your API client"
	 * @param switchOff how to do without, as a sentence after a blank
	 * @return whether it may be right
	 */
	public boolean checkCredential(String property, String value, String noun, String whose, String switchOff) {
		if (!StringUtils.hasText(value)) {
			refuse(property, "It is blank.", "Set it to the " + whose + "." + switchOff);
		}
		else if (PlaceholderCredential.isUnresolved(value)) {
			refuse(property, "It holds a ${...} placeholder that nothing resolves.",
					"Define the environment variable or property that the placeholder names." + switchOff);
		}
		else if (PlaceholderCredential.isFiller(value)) {
			refuse(property, "It is a placeholder and not a " + noun + ".", "Set it to the " + whose + "." + switchOff);
		}
		else if (!value.equals(value.strip()) || CONTROL_CHARACTER.matcher(value).find()) {
			refuse(property, "It begins or ends with a blank, or contains a line break or control character.",
					"Remove that character; it often comes from the end of a line or file.");
		}
		else if (QUOTED.matcher(value).matches()) {
			refuse(property, "It begins and ends with a quote, which is part of it.",
					"Remove both; environment variables and properties files need no quotes.");
		}
		else {
			return true;
		}
		return false;
	}

	/**
	 * Refuse a time that is not positive or too long.
	 * @param property the property
	 * @param value its value
	 * @param max the longest time
	 * @return whether it may be right
	 */
	public boolean checkTime(String property, Duration value, Duration max) {
		if (value.isZero() || value.isNegative()) {
			refuse(property, "It is zero or negative.", "Set it to a positive time, for instance 30s.");
			return false;
		}
		// Milliseconds and nanoseconds of it must fit what the libraries take.
		if (value.compareTo(max) > 0) {
			refuse(property, "It is longer than " + text(max) + ".", "Set it to a shorter time, for instance 30s.");
			return false;
		}
		return checkUnit(property, value);
	}

	/**
	 * Refuse a time that was written as a number alone and is shorter than a second:
	 * Spring Boot takes it for milliseconds, and whoever wrote it meant something else.
	 * @param property the property
	 * @param value its value
	 * @return whether it may be right
	 */
	public boolean checkUnit(String property, Duration value) {
		if (value.compareTo(SECOND) < 0 && isNumber(find(property))) {
			refuse(property, "It has no unit, so it is in milliseconds, and shorter than a second.",
					"Write the unit, for instance 30s, or 500ms if that is meant.");
			return false;
		}
		return true;
	}

	private boolean isNumber(@Nullable ConfigurationProperty property) {
		return property != null
				&& NUMBER.matcher(this.environment.resolvePlaceholders(property.getValue().toString()).strip())
					.matches();
	}

	/**
	 * Refuse a number outside of a range.
	 * @param property the property
	 * @param value its value
	 * @param max the largest number; the smallest is 1
	 */
	public void checkCount(String property, int value, int max) {
		if (value < 1 || value > max) {
			refuse(property, "It is not between 1 and " + max + ".", "Set it to a number in that range.");
		}
	}

	private static String text(Duration duration) {
		long days = duration.toDays();
		if (days == 0) {
			return duration.toSeconds() + " seconds";
		}
		return (days == 1) ? "a day" : days + " days";
	}

	/**
	 * Say what is wrong with an address that secrets may be sent to.
	 * @param url the address
	 * @return a sentence that does not repeat it, null if nothing is wrong
	 */
	public static @Nullable String urlViolation(String url) {
		return UrlRule.ENCRYPTED_OR_LOOPBACK.violation(url);
	}

	/**
	 * Say what is wrong with a path.
	 * @param path the path
	 * @return a sentence, null if nothing is wrong
	 */
	public static @Nullable String pathViolation(String path) {
		if (!StringUtils.hasText(path)) {
			return "It is blank.";
		}
		if (PlaceholderCredential.isUnresolved(path)) {
			return "It holds a ${...} placeholder that nothing resolves.";
		}
		if (!path.startsWith("/")) {
			return "It does not begin with a slash.";
		}
		if (path.endsWith("/")) {
			return "It ends with a slash.";
		}
		if (path.contains("//")) {
			return "It contains an empty segment.";
		}
		if (path.contains("..") || path.contains("/./") || path.endsWith("/.")) {
			return "It contains a dot segment.";
		}
		if (path.indexOf('?') >= 0) {
			return "It contains a query.";
		}
		if (path.indexOf('#') >= 0) {
			return "It contains a fragment.";
		}
		return (!PATH.matcher(path).matches())
				? "It contains a blank or another character that is not allowed in a path." : null;
	}

}
