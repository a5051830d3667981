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

package io.automatum.spring.client.exchange;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.ResourceLeakDetector;
import org.slf4j.LoggerFactory;

/**
 * What netty's leak detector reports.
 */
final class LeakLog {

	private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	static LeakLog start() {
		LeakLog log = new LeakLog();
		log.appender.start();
		log.logger.addAppender(log.appender);
		return log;
	}

	List<String> messages() {
		return this.appender.list.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((message) -> message.contains("LEAK"))
			.toList();
	}

	void stop() {
		this.logger.detachAppender(this.appender);
	}

}
