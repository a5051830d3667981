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

package io.automatum.spring.resilience;

import org.jspecify.annotations.Nullable;

/**
 * A list of permits through which they are linked, so that one is removed without a
 * search. A permit is in one list at most. Not thread-safe.
 */
final class PermitQueue {

	private @Nullable QueuedPermit first;

	private @Nullable QueuedPermit last;

	private int size;

	@Nullable QueuedPermit first() {
		return this.first;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	void add(QueuedPermit permit) {
		permit.previous = this.last;
		if (this.last != null) {
			this.last.next = permit;
		}
		else {
			this.first = permit;
		}
		this.last = permit;
		this.size++;
	}

	void remove(QueuedPermit permit) {
		QueuedPermit previous = permit.previous;
		QueuedPermit next = permit.next;
		if (previous != null) {
			previous.next = next;
		}
		else {
			this.first = next;
		}
		if (next != null) {
			next.previous = previous;
		}
		else {
			this.last = previous;
		}
		permit.previous = null;
		permit.next = null;
		this.size--;
	}

}
