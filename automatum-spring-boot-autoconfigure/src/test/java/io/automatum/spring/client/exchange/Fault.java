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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;

/**
 * Something that goes wrong, and what is to come of it.
 *
 * @param name what goes wrong
 * @param opening starts what misbehaves
 * @param settings what the client is like
 * @param deadline the deadline of the call
 * @param outcome how a call ends
 * @param isWalk whether a whole list is read
 * @param usesBudget whether the suite's own rate budget is used
 */
record Fault(String name, Supplier<Target> opening, UnaryOperator<ClientFixture.Builder> settings, Duration deadline,
		Outcome outcome, boolean isWalk, boolean usesBudget) {

	/** Of calls that are to end by themselves. */
	private static final Duration AMPLE = Duration.ofSeconds(3);

	/** Of calls that nothing else ends. */
	private static final Duration SHORT = Duration.ofMillis(300);

	/**
	 * A fault of a server that gives each request an answer.
	 */
	static Fault of(String name, ScriptedServer.Answer answer, Outcome outcome) {
		return at(name, () -> Target.of(ScriptedServer.start().answering(answer)), outcome);
	}

	/**
	 * A fault of whatever is opened for it.
	 */
	static Fault at(String name, Supplier<Target> opening, Outcome outcome) {
		return new Fault(name, opening, UnaryOperator.identity(), (outcome.kind() == Kind.DEADLINE) ? SHORT : AMPLE,
				outcome, false, true);
	}

	Target open() {
		return this.opening.get();
	}

	Fault with(UnaryOperator<ClientFixture.Builder> settings) {
		return new Fault(this.name, this.opening, settings, this.deadline, this.outcome, this.isWalk, this.usesBudget);
	}

	Fault withOwnBudget(UnaryOperator<ClientFixture.Builder> settings) {
		return new Fault(this.name, this.opening, settings, this.deadline, this.outcome, this.isWalk, false);
	}

	Fault ofAWalk() {
		return new Fault(this.name, this.opening, this.settings, this.deadline, this.outcome, true, this.usesBudget);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * How a call ends.
	 *
	 * @param type the exception of a read; that of a write that was sent and got no
	 * complete answer holds it as its cause
	 * @param kind where it broke, or {@code null} if there was an answer
	 * @param sent whether anything was sent
	 */
	record Outcome(Class<? extends AutomatumException> type, Kind kind, boolean sent) {

		static Outcome sent(Kind kind) {
			return new Outcome(TransportException.class, kind, true);
		}

		static Outcome notSent(Kind kind) {
			return new Outcome(TransportException.class, kind, false);
		}

		static Outcome answer(Class<? extends AutomatumException> type) {
			return new Outcome(type, null, true);
		}

	}

	/**
	 * What a call is made to, and what else belongs to it.
	 */
	static final class Target implements AutoCloseable {

		private final URI uri;

		private final List<AutoCloseable> parts = new ArrayList<>();

		private Runnable verification = () -> {
		};

		private Target(URI uri) {
			this.uri = uri;
		}

		static Target of(ScriptedServer server) {
			return at(server.uri()).holding(server);
		}

		static Target at(URI uri) {
			return new Target(uri);
		}

		Target holding(AutoCloseable part) {
			this.parts.add(part);
			return this;
		}

		Target verifying(Runnable verification) {
			this.verification = verification;
			return this;
		}

		URI uri() {
			return this.uri;
		}

		void verify() {
			this.verification.run();
		}

		@Override
		public void close() throws Exception {
			for (AutoCloseable part : this.parts) {
				part.close();
			}
		}

	}

}
