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

import java.util.Locale;

import io.automatum.spring.webhook.WebhookListener.Outcome;
import io.automatum.spring.webhook.WebhookSignatureVerifier.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a delivery or its receipt, for the log: what happened and what
 * to do. Whoever reaches the endpoint can cause some of these, so none repeats anything
 * of a request.
 */
enum WebhookProblem {

	MISSING("A webhook without a signature was answered with 401; if it comes from Automatum, look whether something "
			+ "in front of this application removes the header, or whether it has another name"),

	SEVERAL("A webhook with more than one signature header was answered with 401; if it comes from Automatum, look "
			+ "what in front of this application adds one"),

	MALFORMED("A webhook whose signature is of an unknown form was answered with 401; if it comes from Automatum, "
			+ "look whether its signatures carry a time and set the verifier accordingly"),

	MISMATCH("A webhook with a wrong signature was answered with 401; if it comes from Automatum, compare the secret "
			+ "with the one it shows, and look whether something in front of this application rewrites bodies"),

	NO_SECRET("A webhook was answered with 401 because there is no secret to verify it with; hand out one that is "
			+ "not over"),

	TOO_OLD("A webhook that was signed too long ago was answered with 401; it was delivered late, or again by "
			+ "somebody else, or this machine's clock is fast: set it"),

	TOO_NEW("A webhook that was signed in the future was answered with 401; set this machine's clock"),

	UNSUPPORTED("A webhook that is a form or has a content encoding was answered with 415; if it comes from "
			+ "Automatum, look what in front of this application rewrites it"),

	TOO_LARGE("A webhook with too large a body was answered with 413; if it comes from Automatum, raise the limit"),

	TOO_SLOW("A webhook whose body took too long was answered with 408; if it comes from Automatum, look at the "
			+ "network and at what is in front of this application"),

	UNREADABLE("A webhook whose body broke off or was framed wrongly was answered with 400; if it comes from "
			+ "Automatum, look at the network and at what is in front of this application"),

	OVERLOADED("A webhook was answered with 503 because its body had to make room for others; look who sends so much, "
			+ "and let only Automatum through to the webhook's path"),

	VERIFIER_FAILED("A webhook was answered with 503 because the bean that verifies signatures failed; mend it"),

	INBOX_UNAVAILABLE("A webhook was answered with 503 because its event was neither stored nor handled; look at the "
			+ "database of the inbox, or at the handlers where it is in memory"),

	INBOX_SLOW("A webhook was answered with 503 because its event was not stored or handled in time; look at the "
			+ "database of the inbox, or at the handlers where it is in memory"),

	INBOX_FAILED(
			"A webhook was answered with 503 because the inbox failed; look at its database, or mend the bean that "
					+ "is the inbox: the failure is there at DEBUG");

	private final String message;

	WebhookProblem(String message) {
		this.message = message;
	}

	String message() {
		return this.message;
	}

	/**
	 * Return the message in two words.
	 * @return the constant's name in lower case
	 */
	String reason() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	static WebhookProblem of(Reason reason) {
		return switch (reason) {
			case MISSING -> MISSING;
			case SEVERAL -> SEVERAL;
			case MALFORMED -> MALFORMED;
			case MISMATCH -> MISMATCH;
			case NO_SECRET -> NO_SECRET;
			case TOO_OLD -> TOO_OLD;
			case TOO_NEW -> TOO_NEW;
			case GENUINE -> throw new IllegalArgumentException("Nothing is wrong with a genuine delivery");
		};
	}

	/**
	 * Return what is wrong with a delivery that did not come to be verified.
	 * @param outcome how it was answered
	 * @return the problem, null where nothing is to be said, or somebody else says it
	 */
	static @Nullable WebhookProblem of(Outcome outcome) {
		return switch (outcome) {
			case UNSUPPORTED -> UNSUPPORTED;
			case TOO_LARGE -> TOO_LARGE;
			case TOO_SLOW -> TOO_SLOW;
			case UNREADABLE -> UNREADABLE;
			case OVERLOADED -> OVERLOADED;
			case UNAVAILABLE -> INBOX_SLOW;
			case METHOD_NOT_ALLOWED, CONSUMED, FAILED, BLOCKED, CANCELLED -> null;
			case UNAUTHORIZED, ACCEPTED, DUPLICATE, DEAD -> throw new IllegalArgumentException("It has been verified");
		};
	}

}
