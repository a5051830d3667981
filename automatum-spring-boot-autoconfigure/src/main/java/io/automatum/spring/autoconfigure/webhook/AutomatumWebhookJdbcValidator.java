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

package io.automatum.spring.autoconfigure.webhook;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.ConfigurationProblems;

import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternUtils;

/**
 * Refuses a configuration of the inbox in a database that cannot work.
 */
final class AutomatumWebhookJdbcValidator {

	private static final Duration MIN_LEASE = Duration.ofSeconds(1);

	private static final Duration MIN_POLL_INTERVAL = Duration.ofMillis(10);

	private static final Duration MAX_TIME = Duration.ofHours(1);

	private static final String PLATFORM = "@@platform@@";

	private static final String OPTIONAL = "optional:";

	private AutomatumWebhookJdbcValidator() {
	}

	/**
	 * Check the times.
	 * @param properties the properties
	 * @param environment where they come from
	 */
	static void validate(AutomatumWebhookJdbcProperties properties, Environment environment) {
		ConfigurationProblems problems = new ConfigurationProblems("webhook", environment);
		if (isOutside(properties.getLease(), MIN_LEASE)) {
			problems.refuse("automatum.webhook.inbox.jdbc.lease", "It is not from 1 second to 1 hour.",
					"Set it to a time in which an instance that works surely shows a sign of life, such as 30s.");
		}
		if (isOutside(properties.getPollInterval(), MIN_POLL_INTERVAL)) {
			problems.refuse("automatum.webhook.inbox.jdbc.poll-interval", "It is not from 10 milliseconds to 1 hour.",
					"Set it to such a time, for example 1s.");
		}
		else {
			problems.checkUnit("automatum.webhook.inbox.jdbc.poll-interval", properties.getPollInterval());
		}
		problems.throwIfAny();
	}

	private static boolean isOutside(Duration value, Duration min) {
		return value.compareTo(min) < 0 || value.compareTo(MAX_TIME) > 0;
	}

	/**
	 * Check that there is a script to create the tables with, where the properties name
	 * one; that of a platform that is detected is there.
	 * @param properties the properties
	 * @param environment where they come from
	 * @param resourceLoader loads the script
	 */
	static void validateScript(AutomatumWebhookJdbcProperties properties, Environment environment,
			ResourceLoader resourceLoader) {
		String schema = properties.getSchema();
		boolean named = !schema.contains(PLATFORM);
		if ((!named && properties.getPlatform() == null) || schema.startsWith(OPTIONAL)) {
			return;
		}
		String location = schema.replace(PLATFORM, String.valueOf(properties.getPlatform()));
		if (!exists(location, resourceLoader)) {
			ConfigurationProblems problems = new ConfigurationProblems("webhook", environment);
			problems.refuse("automatum.webhook.inbox.jdbc." + (named ? "schema" : "platform"),
					"There is no script at " + location + ".",
					named ? "Set it to the location of a script that creates the tables, or remove it to use that of "
							+ "your database."
							: "Set it to postgresql, mariadb or h2, or remove it to have it detected.");
			problems.throwIfAny();
		}
	}

	private static boolean exists(String location, ResourceLoader resourceLoader) {
		try {
			return Stream.of(ResourcePatternUtils.getResourcePatternResolver(resourceLoader).getResources(location))
				.anyMatch(Resource::exists);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
