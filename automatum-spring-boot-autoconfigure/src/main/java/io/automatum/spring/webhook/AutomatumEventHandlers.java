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

package io.automatum.spring.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.observation.WebhookHandlingObservations;
import io.automatum.spring.webhook.inbox.EventHandler;
import io.automatum.spring.webhook.inbox.EventHandlers;
import io.automatum.spring.webhook.inbox.HandlerRun;
import io.automatum.spring.webhook.inbox.ReceivedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The handlers of an application: its {@link AutomatumEventListener} methods and its
 * {@link WebhookHandler} beans, found when all singletons are there. Events that are done
 * are published as application events.
 *
 * @since 1.0.0
 */
public final class AutomatumEventHandlers implements EventHandlers, SmartInitializingSingleton {

	/**
	 * How long what a handler returns is waited for, by default: 5 minutes.
	 */
	static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

	private static final Logger logger = LoggerFactory.getLogger(AutomatumEventHandlers.class);

	private final PacedWarning listenerFailures = new PacedWarning(System::nanoTime);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ApplicationEventPublisher publisher;

	private final EventReader reader;

	private final EventData anyData;

	private final HandlerFactory factory;

	private final WebhookHandlingObservations observations;

	private final Lock search = new ReentrantLock();

	private volatile @Nullable List<RegisteredHandler> handlers;

	/**
	 * Create the handlers of an application. They are not searched for here.
	 * @param beanFactory where they are
	 * @param publisher tells the application of events that are done
	 * @param json reads the data of events
	 * @param timeout how long what a handler returns is waited for before it is
	 * cancelled, and after what time one that has not returned is said to still run; more
	 * than zero
	 */
	AutomatumEventHandlers(ConfigurableListableBeanFactory beanFactory, ApplicationEventPublisher publisher,
			AutomatumJson json, Duration timeout) {
		this(beanFactory, publisher, json, timeout, WebhookHandlingObservations.NONE);
	}

	/**
	 * Create the handlers of an application, observed. They are not searched for here.
	 * @param beanFactory where they are
	 * @param publisher tells the application of events that are done
	 * @param json reads the data of events
	 * @param timeout how long what a handler returns is waited for before it is
	 * cancelled; more than zero
	 * @param observations observe each run of a handler
	 */
	public AutomatumEventHandlers(ConfigurableListableBeanFactory beanFactory, ApplicationEventPublisher publisher,
			AutomatumJson json, Duration timeout, WebhookHandlingObservations observations) {
		this.beanFactory = beanFactory;
		this.publisher = publisher;
		this.reader = new EventReader(json);
		this.anyData = EventData.any(json);
		this.factory = new HandlerFactory(json, this.reader,
				new HandlerWatch(timeout, Schedulers.parallel(), Clock.systemUTC(), System::nanoTime),
				new PendingResult(timeout, observations));
		this.observations = observations;
	}

	/**
	 * Find the handlers.
	 * @throws InvalidEventHandlerException if one of them is not written as it has to be,
	 * or two have one id
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (handlers().isEmpty()) {
			logger.warn("No @AutomatumEventListener and no WebhookHandler was found: events are acknowledged and "
					+ "nobody handles them. Add one, or remove automatum.webhook.*");
		}
	}

	private List<RegisteredHandler> handlers() {
		List<RegisteredHandler> found = this.handlers;
		if (found != null) {
			return found;
		}
		// Here before the singletons are there only where this bean is lazy.
		this.search.lock();
		try {
			found = (this.handlers != null) ? this.handlers : find();
			this.handlers = found;
			return found;
		}
		finally {
			this.search.unlock();
		}
	}

	private List<RegisteredHandler> find() {
		List<RegisteredHandler> found = new ArrayList<>(new ListenerMethods(this.beanFactory, this.factory).find());
		found.addAll(new HandlerBeans(this.beanFactory, this.factory).find());
		Map<String, Long> ids = found.stream()
			.collect(Collectors.groupingBy(RegisteredHandler::id, Collectors.counting()));
		ids.forEach((id, count) -> {
			if (count > 1) {
				throw new InvalidEventHandlerException(
						"The id '" + id + "' belongs to " + count
								+ " handlers of events, and has to tell which of them is done",
						"Give each an id of its own with @AutomatumEventListener(id = \"…\")");
			}
		});
		found.sort(Comparator.comparingInt(RegisteredHandler::order));
		return List.copyOf(found);
	}

	/**
	 * Return who handles events of a type. May create beans that are lazy, and so block.
	 * One that cannot tell whether it does is among them and fails when it is called, so
	 * that it keeps no other from it.
	 */
	@Override
	public List<EventHandler> forType(String type) {
		List<EventHandler> found = new ArrayList<>();
		for (RegisteredHandler handler : handlers()) {
			try {
				if (handler.supports(type)) {
					found.add(handler);
				}
			}
			catch (Throwable ex) {
				found.add(new UnsureHandler(handler.id(), ex));
			}
		}
		return List.copyOf(found);
	}

	/**
	 * Return the types of events that somebody handles, for a subscription: of the types
	 * that Automatum documents, and those that listeners name. May create beans that are
	 * lazy, and so block.
	 * @return the types, without patterns, in a stable order
	 */
	public Set<String> subscribedTypes() {
		Set<String> types = new LinkedHashSet<>();
		EventTypes.KNOWN.stream()
			.filter((type) -> handlers().stream().anyMatch((handler) -> handler.supports(type)))
			.forEach(types::add);
		handlers().stream().flatMap(RegisteredHandler::namedTypes).sorted().forEach(types::add);
		return types;
	}

	/**
	 * Observe a run of a handler as a part of the trace of the delivery.
	 */
	@Override
	public HandlerRun begin(EventHandler handler, ReceivedEvent event, int attempt) {
		if (this.observations.isNoop()) {
			return HandlerRun.UNOBSERVED;
		}
		WebhookHandlingObservations.Run run = this.observations.start(handler.id(), lowCardinality(event.type()),
				event.id(), attempt, event.traceContext());
		return (run != null) ? new ObservedRun(run) : HandlerRun.UNOBSERVED;
	}

	private String lowCardinality(String type) {
		boolean few = EventTypes.KNOWN.contains(type)
				|| handlers().stream().flatMap(RegisteredHandler::namedTypes).anyMatch(type::equals);
		return (few) ? type : WebhookHandlingObservations.OTHER;
	}

	/**
	 * Publish an event that is done as an {@link AutomatumEvent}, whose data is what fits
	 * its type. Runs the application's listeners on the calling thread, unless the
	 * application has an asynchronous multicaster. What they throw is logged.
	 */
	@Override
	public void completed(ReceivedEvent event) {
		try {
			this.publisher.publishEvent(this.reader.read(event, 1, this.anyData, "application event"));
		}
		catch (Throwable ex) {
			long count = this.listenerFailures.happened();
			if (count > 0) {
				logger.warn(
						"Event '{}' of type '{}' was handled, but an @EventListener of AutomatumEvent failed ({} since "
								+ "the last such line); mend it: the trace names it",
						event.id(), event.type(), count, FailureTrace.of(ex));
			}
		}
	}

	private record ObservedRun(WebhookHandlingObservations.Run run) implements HandlerRun {

		@Override
		public void failed(Throwable failure) {
			this.run.failed(failure);
		}

		@Override
		public void close() {
			this.run.close();
		}

	}

}
