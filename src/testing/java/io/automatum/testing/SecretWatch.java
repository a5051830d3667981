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

package io.automatum.testing;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * Looks into every line that the libraries of a client or the client itself would log at
 * TRACE, for what the tests use as secrets: all of those have a form of their own, or are
 * {@link Signatures}. The lines are not written; whoever asks whether TRACE is on is told
 * that it is, so that they say what they would say.
 */
final class SecretWatch extends TurboFilter {

	static final SecretWatch INSTANCE = new SecretWatch();

	/** Those whose lines would be an application's. */
	private static final List<String> WATCHED = List.of("io.automatum.spring.", "org.springframework.", "reactor.",
			"io.netty.", "io.micrometer.", "io.github.resilience4j.");

	/** What only tests have; it logs the properties that a test gives. */
	private static final List<String> OF_TESTS = List.of("org.springframework.test.", "org.springframework.boot.test.",
			"org.springframework.mock.");

	/** Quick to look for; a line without any of them holds no secret. */
	private static final List<String> TRACES = List.of("canary", "Canary", "CANARY", "secret_", "secret-token-", "whsec_",
			"hunter2", "emulated-", "Bearer ", "Basic ", "ignature", "sha256=", "v1=");

	/** The secrets of tests, headers with a credential, and digests where a header is. */
	private static final Pattern SECRET = Pattern.compile("(?i:canary)|(?<![A-Za-z0-9_])secret_[A-Za-z0-9]"
			+ "|secret-token-\\d|whsec_[A-Za-z0-9]|hunter2|emulated-[A-Za-z0-9_-]{20}"
			+ "|Bearer (?=\\S*\\d)[A-Za-z0-9._~+/=-]{6,}|Basic (?=\\S*[0-9=])[A-Za-z0-9+/]{8,}"
			+ "|(?i:signature)\\W{2,8}(?:sha256=|v1=)?[0-9a-f]{32,}|(?:sha256|v1)=[0-9a-f]{32,}");

	private static final int KEPT = 100;

	private volatile boolean paused;

	private final LongAdder lines = new LongAdder();

	private final LongAdder nanos = new LongAdder();

	private final Queue<String> findings = new ConcurrentLinkedQueue<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			examine(event);
		}

	};

	SecretWatch() {
		setName("secret-watch");
	}

	/**
	 * Watch, unless it does already: Spring Boot forgets filters and appenders when it
	 * sets up the log of an application.
	 */
	void install() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		if (!isStarted() || !context.getTurboFilterList().contains(this)) {
			setContext(context);
			start();
			context.getTurboFilterList().addIfAbsent(this);
		}
		if (!root.isAttached(this.appender)) {
			this.appender.setContext(context);
			this.appender.start();
			root.addAppender(this.appender);
		}
	}

	void pause(boolean paused) {
		this.paused = paused;
	}

	@Override
	public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] parameters,
			Throwable failure) {
		if (this.paused || !isWatched(logger.getName())) {
			return FilterReply.NEUTRAL;
		}
		if (format == null) {
			return FilterReply.ACCEPT;
		}
		long start = System.nanoTime();
		String message = (parameters != null) ? MessageFormatter.arrayFormat(format, parameters).getMessage() : format;
		examine(logger.getName(), message, (failure != null) ? failure : lastThrowable(parameters));
		this.nanos.add(System.nanoTime() - start);
		return FilterReply.NEUTRAL;
	}

	private static Throwable lastThrowable(Object[] parameters) {
		return (parameters != null && parameters.length > 0
				&& parameters[parameters.length - 1] instanceof Throwable failure) ? failure : null;
	}

	/*
	 * What comes by the fluent API has passed no filter.
	 */
	private void examine(ILoggingEvent event) {
		if (this.paused || !isWatched(event.getLoggerName())) {
			return;
		}
		List<KeyValuePair> pairs = event.getKeyValuePairs();
		if (pairs == null || pairs.isEmpty()) {
			return;
		}
		IThrowableProxy proxy = event.getThrowableProxy();
		examine(event.getLoggerName(), event.getFormattedMessage() + " " + pairs,
				(proxy instanceof ThrowableProxy known) ? known.getThrowable() : null);
	}

	private void examine(String name, String message, Throwable failure) {
		this.lines.increment();
		examine(name, message);
		if (failure != null) {
			examine(name, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
		}
	}

	private void examine(String name, Throwable failure, Set<Throwable> seen) {
		if (seen.add(failure)) {
			examine(name, String.valueOf(failure));
			if (failure.getCause() != null) {
				examine(name, failure.getCause(), seen);
			}
			for (Throwable suppressed : failure.getSuppressed()) {
				examine(name, suppressed, seen);
			}
		}
	}

	private void examine(String name, String text) {
		if (text == null || this.findings.size() >= KEPT) {
			return;
		}
		int at = indexOfSecret(text);
		if (at < 0) {
			at = Signatures.indexIn(text);
		}
		if (at >= 0) {
			this.findings.add(name + ": " + excerpt(text, at));
		}
	}

	private static int indexOfSecret(String text) {
		for (String trace : TRACES) {
			if (text.contains(trace)) {
				Matcher matcher = SECRET.matcher(text);
				return matcher.find() ? matcher.start() : -1;
			}
		}
		return -1;
	}

	private static String excerpt(String text, int at) {
		return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
	}

	private static boolean isWatched(String name) {
		return WATCHED.stream().anyMatch(name::startsWith) && OF_TESTS.stream().noneMatch(name::startsWith);
	}

	/**
	 * Return how many lines were examined.
	 * @return the number
	 */
	long lines() {
		return this.lines.sum();
	}

	/**
	 * Return how long that took, on all threads.
	 * @return the time in milliseconds
	 */
	long millis() {
		return this.nanos.sum() / 1_000_000;
	}

	/**
	 * Return what was found since the last time, and forget it.
	 * @return the loggers with a part of their lines
	 */
	List<String> takeFindings() {
		List<String> taken = List.copyOf(this.findings);
		taken.forEach(this.findings::remove);
		return taken;
	}

}
