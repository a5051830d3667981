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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import io.automatum.spring.logging.PacedWarning;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bodies of all deliveries that are arriving, with a limit to the memory they take
 * together: anybody can send to the endpoint, so a thousand senders that never end must
 * not fill the heap. Where there is no room, the body that has cost the most so far, its
 * bytes times their age, gives way. A genuine delivery arrives at once and costs next to
 * nothing; who pays are those that send much and do not come to an end. Safe for use by
 * any number of threads.
 *
 * @since 1.0.0
 */
public final class DeliveryBodies {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryBodies.class);

	private static final int BODIES_OF_FULL_SIZE = 64;

	private final int maxBytes;

	private final long room;

	private final LongSupplier ticker;

	private final Set<DeliveryBody> arriving = new LinkedHashSet<>();

	private final PacedWarning consumed;

	private long taken;

	/**
	 * Create with room for 64 bodies of the largest size.
	 * @param maxBytes the size of the largest body, in bytes
	 */
	public DeliveryBodies(int maxBytes) {
		this(maxBytes, (long) maxBytes * BODIES_OF_FULL_SIZE, System::nanoTime);
	}

	DeliveryBodies(int maxBytes, long room, LongSupplier ticker) {
		this.maxBytes = maxBytes;
		this.room = room;
		this.ticker = ticker;
		this.consumed = new PacedWarning(ticker);
	}

	/**
	 * Begin to read a body.
	 * @param contentLength how many bytes the sender says it has, negative if it does not
	 * say. Believed only as far as the bytes have arrived
	 * @param displaced is run, at most once and on any thread, if the body has to make
	 * room
	 * @return the body, to be closed in any case
	 */
	public DeliveryBody open(long contentLength, Runnable displaced) {
		DeliveryBody body = new DeliveryBody(this, this.maxBytes, contentLength, displaced, this.ticker.getAsLong());
		synchronized (this) {
			this.arriving.add(body);
		}
		return body;
	}

	/**
	 * Take room for more bytes.
	 * @param body whose they are
	 * @param bytes how many
	 */
	void take(DeliveryBody body, int bytes) {
		List<DeliveryBody> displaced = new ArrayList<>();
		synchronized (this) {
			if (!this.arriving.contains(body)) {
				return;
			}
			body.reserved += bytes;
			this.taken += bytes;
			while (this.taken > this.room) {
				DeliveryBody costliest = costliest();
				if (costliest == null) {
					break;
				}
				remove(costliest);
				displaced.add(costliest);
			}
		}
		displaced.forEach(DeliveryBody::displace);
	}

	private @Nullable DeliveryBody costliest() {
		long now = this.ticker.getAsLong();
		DeliveryBody costliest = null;
		double highest = -1;
		for (DeliveryBody body : this.arriving) {
			double cost = body.reserved * (double) (now - body.since + 1);
			if (cost > highest) {
				highest = cost;
				costliest = body;
			}
		}
		return costliest;
	}

	/**
	 * Give back the room of a body.
	 * @param body the body
	 * @return whether it had any: it was neither displaced nor closed before
	 */
	synchronized boolean close(DeliveryBody body) {
		boolean arriving = this.arriving.contains(body);
		if (arriving) {
			remove(body);
		}
		return arriving;
	}

	private void remove(DeliveryBody body) {
		this.arriving.remove(body);
		this.taken -= body.reserved;
	}

	/**
	 * Say that a body was read by somebody else, at most once a minute.
	 * @param suspects who that may have been, in words that come from the application and
	 * not from the request
	 */
	public void warnOfConsumedBody(String suspects) {
		long count = this.consumed.happened();
		if (count > 0) {
			logger
				.error("The body of a webhook delivery was read before it reached the endpoint, so that its signature "
						+ "cannot be verified, and the sender was answered with 500 ({} since the last such line): {}. Let "
						+ "that code pass over the webhook's path, or hand the request on in a ContentCachingRequestWrapper "
						+ "with a sufficient limit", count, suspects);
		}
	}

	/**
	 * Return how many bytes of memory are taken.
	 * @return the number
	 */
	synchronized long taken() {
		return this.taken;
	}

}
