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

package io.automatum.spring.webhook.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.webhook.inbox.DeadLetterBox.Dead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.MonoSink;

/**
 * Which events the inbox in memory has at hand, and what becomes of them. Guarded by the
 * inbox's lock; whoever is to be told of something is told after it was released.
 */
final class MemoryLedger {

	private static final Logger logger = LoggerFactory.getLogger(MemoryInbox.class);

	private static final String BLOCKED = "an earlier event of its key is dead";

	private final MemoryInboxSettings settings;

	private final RetryBackoff backoff;

	private final InboxListener listener;

	private final Clock clock;

	private final KeyedQueue queue;

	private final Map<String, MemoryEvent> underWay = new HashMap<>();

	private final PastEvents past;

	private final DeadLetterBox dead;

	private final Burial burial;

	private final PacedWarning acknowledged;

	MemoryLedger(MemoryInboxSettings settings, RetryBackoff backoff, InboxListener listener, Clock clock,
			LongSupplier ticker) {
		this.settings = settings;
		this.backoff = backoff;
		this.listener = listener;
		this.clock = clock;
		this.acknowledged = new PacedWarning(ticker);
		this.queue = new KeyedQueue(settings.maxQueued(), settings.maxBytes());
		this.past = new PastEvents(settings, ticker);
		this.dead = new DeadLetterBox(settings.maxDeadLetters(), settings.maxBytes());
		this.burial = new Burial(this.dead, this.past, listener, clock, ticker);
	}

	/**
	 * Take in a delivery.
	 * @param event its event
	 * @param answer where it is answered if it has to wait
	 * @param after what is to be done without the lock
	 * @return the answer, or the event whose end it waits for
	 */
	Admission admit(ReceivedEvent event, MonoSink<Acknowledgement> answer, List<Runnable> after) {
		String digest = knownDigest(event.id());
		if (digest != null && !digest.equals(event.digest())) {
			return Admission.answered(conflict(event, after));
		}
		Acknowledgement known = known(event);
		if (known != null) {
			return Admission.answered(known);
		}
		if (event.defect() != null) {
			return Admission.answered(bury(event, event.defect(), false, after));
		}
		MemoryEvent waitedFor = this.underWay.get(event.id());
		if (waitedFor == null) {
			if (this.settings.deadBlocksKey() && this.dead.hasKey(event.key())) {
				return Admission.answered(bury(event, BLOCKED, true, after));
			}
			if (!this.queue.hasRoom(event)) {
				return Admission.answered(Acknowledgement.UNAVAILABLE);
			}
			waitedFor = this.past.resume(event);
			this.underWay.put(event.id(), waitedFor);
			this.queue.add(waitedFor);
		}
		waitedFor.waiting.add(answer);
		return new Admission(null, waitedFor);
	}

	private @Nullable String knownDigest(String id) {
		MemoryEvent event = this.underWay.get(id);
		if (event != null) {
			return event.received.digest();
		}
		Dead dead = this.dead.get(id);
		return (dead != null) ? dead.event().received.digest() : this.past.digest(id);
	}

	private @Nullable Acknowledgement known(ReceivedEvent event) {
		if (this.dead.get(event.id()) != null) {
			return Acknowledgement.DEAD;
		}
		MemoryEvent underWay = this.underWay.get(event.id());
		if (underWay != null) {
			return (underWay.ours) ? Acknowledgement.DUPLICATE : null;
		}
		return this.past.answer(event.id());
	}

	private Acknowledgement conflict(ReceivedEvent event, List<Runnable> after) {
		String id = event.id() + "#" + event.digest();
		if (this.dead.get(id) == null && !this.past.isDone(id)) {
			bury(new ReceivedEvent(id, event.type(), event.key(), event.digest(), event.body(), event.receivedAt(),
					event.traceContext(), event.defect()), "its id belongs to an event with another body", false,
					after);
		}
		return Acknowledgement.DEAD;
	}

	private Acknowledgement bury(ReceivedEvent event, String reason, boolean replayable, List<Runnable> after) {
		this.burial.bury(new MemoryEvent(event), null, reason, replayable, after);
		return Acknowledgement.DEAD;
	}

	/**
	 * Tell whether one of the deliveries that wait for an event must not be refused.
	 * Those that wait count as well: all of them may give up.
	 * @param event the event
	 * @return whether there are more of them than may still be refused
	 */
	boolean isLastChance(MemoryEvent event) {
		return !event.ours && event.refusals + event.waiting.size() > this.settings.maxRefusals();
	}

	/**
	 * A delivery does not wait any more: its sender was told that it is refused.
	 * @param event the event
	 * @param answer the answer that nobody waits for
	 */
	void answerLost(MemoryEvent event, MonoSink<Acknowledgement> answer) {
		if (event.waiting.remove(answer)) {
			event.refusals++;
		}
	}

	/**
	 * Acknowledge an event that is not done in time and must not be refused again. It is
	 * handled as if nothing had happened, and is a dead letter when that fails.
	 * @param event the event
	 * @param after what is to be done without the lock
	 * @return whether it was acknowledged
	 */
	boolean acknowledge(MemoryEvent event, List<Runnable> after) {
		event.timer = null;
		if (this.underWay.get(event.id()) != event || event.waiting.isEmpty()) {
			return false;
		}
		event.ours = true;
		event.spent = true;
		long count = this.acknowledged.happened();
		if (count > 0) {
			logger
				.warn("Event '{}' of type '{}' was acknowledged though it is not handled yet: {} deliveries of it were "
						+ "refused already ({} since the last such line). It is a dead letter if its handlers fail. "
						+ "Make them faster, or set automatum.webhook.inbox.store=jdbc", event.id(),
						event.received.type(), event.refusals, count);
		}
		answer(event, Acknowledgement.STORED, after);
		return true;
	}

	/**
	 * Make a dead letter of an acknowledged event whose handlers do not come to an end.
	 * What has begun goes on; if it succeeds, the dead letter is taken back.
	 * @param event the event
	 * @param after what is to be done without the lock
	 */
	void giveUp(MemoryEvent event, List<Runnable> after) {
		event.timer = null;
		if (this.underWay.get(event.id()) == event) {
			this.burial.bury(event, null,
					"it is still not handled after " + event.refusals + " deliveries were refused", true, after);
		}
	}

	/**
	 * Take the next event to be handled.
	 * @param worker who handles it
	 * @return the event, null where there is none
	 */
	@Nullable MemoryEvent take(Thread worker) {
		MemoryEvent event = this.queue.take();
		if (event != null) {
			event.worker = worker;
			event.attempts++;
		}
		return event;
	}

	/**
	 * Take in how an attempt went.
	 * @param event the event
	 * @param result the result
	 * @param after what is to be done without the lock
	 * @return when to try again what nobody delivers again, null if not at all
	 */
	@Nullable Duration finish(MemoryEvent event, EventAttempt.Result result, List<Runnable> after) {
		event.worker = null;
		event.finished.addAll(result.finished());
		this.queue.done(event);
		event.stopTimer();
		if (event.discarded || result.isComplete()) {
			this.underWay.remove(event.id());
			complete(event, after);
			return null;
		}
		if (event.ours && !event.spent && !result.isHopeless()) {
			Duration pause = this.backoff.after(event.attempts);
			if (pause != null) {
				after.add(() -> this.listener.retrying(event.received, event.attempts, pause.toNanos()));
				return pause;
			}
		}
		this.underWay.remove(event.id());
		if (event.ours || result.isHopeless() || isLastChance(event)) {
			this.burial.bury(event, result.handler(), result.reason(), true, after);
			blockKey(event, after);
			answer(event, Acknowledgement.DEAD, after);
		}
		else {
			event.refusals += event.waiting.size();
			this.past.refused(event);
			answer(event, Acknowledgement.UNAVAILABLE, after);
		}
		return null;
	}

	private void blockKey(MemoryEvent dead, List<Runnable> after) {
		if (this.settings.deadBlocksKey()) {
			String key = dead.received.key();
			for (MemoryEvent event : this.queue.drain((event) -> !event.ours && event.received.key().equals(key))) {
				this.underWay.remove(event.id());
				event.stopTimer();
				this.burial.bury(event, null, BLOCKED, true, after);
				answer(event, Acknowledgement.DEAD, after);
			}
		}
	}

	private void complete(MemoryEvent event, List<Runnable> after) {
		if (this.dead.remove(event.id()) != null) {
			logger.info("Event '{}' was handled after all; it is no dead letter any more", event.id());
		}
		this.past.done(event.received, event.ours || !event.waiting.isEmpty());
		answer(event, Acknowledgement.HANDLED, after);
	}

	private void answer(MemoryEvent event, Acknowledgement answer, List<Runnable> after) {
		for (MonoSink<Acknowledgement> waiting : event.waiting) {
			after.add(() -> waiting.success(answer));
		}
		event.waiting.clear();
	}

	/**
	 * Have an event tried again whose pause is over.
	 * @param event the event
	 */
	void resume(MemoryEvent event) {
		event.timer = null;
		if (this.underWay.get(event.id()) == event && event.worker == null) {
			this.queue.add(event);
		}
	}

	/**
	 * Refuse the events that wait, without counting it: the sender has them. Those that
	 * nobody delivers again become dead letters.
	 * @param alsoOurs whether to take those out too
	 * @param after what is to be done without the lock
	 */
	void giveBack(boolean alsoOurs, List<Runnable> after) {
		for (MemoryEvent event : this.queue.drain((event) -> alsoOurs || !event.ours)) {
			giveBack(event, after);
		}
		for (MemoryEvent event : List.copyOf(this.underWay.values())) {
			if (alsoOurs && event.worker == null) {
				giveBack(event, after);
			}
		}
	}

	void giveBack(MemoryEvent event, List<Runnable> after) {
		event.stopTimer();
		this.underWay.remove(event.id());
		if (!event.ours) {
			this.past.refused(event);
			answer(event, Acknowledgement.UNAVAILABLE, after);
		}
		else if (this.dead.get(event.id()) == null) {
			this.burial.bury(event, null, "it was not handled before the inbox was stopped", true, after);
		}
	}

	void interrupt() {
		for (MemoryEvent event : this.underWay.values()) {
			if (event.worker != null) {
				event.interrupted = true;
				event.worker.interrupt();
			}
		}
	}

	boolean replay(String id) {
		Dead dead = this.dead.get(id);
		if (dead == null || !dead.letter().replayable()) {
			return false;
		}
		this.dead.remove(id);
		MemoryEvent event = dead.event();
		event.ours = true;
		event.spent = false;
		// One that is being handled is in its first attempt.
		event.attempts = (event.worker != null) ? 1 : 0;
		if (this.underWay.putIfAbsent(id, event) == null) {
			this.queue.add(event);
		}
		return true;
	}

	boolean discard(String id) {
		Dead dead = this.dead.remove(id);
		if (dead == null) {
			return false;
		}
		MemoryEvent event = dead.event();
		event.discarded = true;
		if (event.worker == null && this.underWay.remove(id, event)) {
			this.queue.drain((waiting) -> waiting == event);
		}
		this.past.done(event.received, true);
		return true;
	}

	List<DeadLetter> deadLetters(@Nullable String after, int limit) {
		return this.dead.list(after, limit);
	}

	@Nullable DeadLetter deadLetter(String id) {
		Dead dead = this.dead.get(id);
		return (dead != null) ? dead.letter() : null;
	}

	InboxStatus status() {
		long received = 0;
		long claimed = 0;
		long retrying = this.past.countRefused();
		Instant oldest = this.past.oldestRefused();
		for (MemoryEvent event : this.underWay.values()) {
			if (event.worker != null) {
				claimed++;
			}
			else if (event.attempts == 0) {
				received++;
			}
			else {
				retrying++;
			}
			oldest = (event.received.receivedAt().isBefore(oldest)) ? event.received.receivedAt() : oldest;
		}
		Duration age = (oldest != Instant.MAX) ? Duration.between(oldest, this.clock.instant()) : null;
		return new InboxStatus(received, claimed, retrying, this.dead.size(), age, false);
	}

	int ready() {
		return this.queue.ready();
	}

	/**
	 * What becomes of a delivery: it is answered, or waits for an event.
	 *
	 * @param answer the answer
	 * @param event the event
	 */
	record Admission(@Nullable Acknowledgement answer, @Nullable MemoryEvent event) {

		static Admission answered(Acknowledgement answer) {
			return new Admission(answer, null);
		}

	}

}
