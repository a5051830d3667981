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

package io.automatum.spring.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint {@code automatum} shows. Times are ISO 8601 in UTC.
 *
 * @param client what there is to say of calls, null where none are made
 * @param webhook what there is to say of webhooks, null where none are received
 * @param configuration the effective properties by name, those left at their defaults
 * included; secrets are masked whatever is to be shown
 * @since 1.0.0
 */
@JsonInclude(Include.NON_NULL)
public record AutomatumDescriptor(@Nullable Client client, @Nullable Webhook webhook,
		Map<String, Object> configuration) implements OperationResponseBody {

	/**
	 * What there is to say of calls.
	 *
	 * @param environment {@code production}, {@code staging}, or {@code custom} where the
	 * base URL is neither's
	 * @param host the host that is called
	 * @param baseUrl the base URL
	 * @param tokenUrl the URL of the token endpoint
	 * @param token the access token, null where the application's own bean holds it
	 * @param rateLimit the rate budget, null where it is switched off or the
	 * application's own
	 * @param failures the last calls that failed, the latest first
	 */
	@JsonInclude(Include.NON_NULL)
	public record Client(String environment, @Nullable Object host, @Nullable Object baseUrl, @Nullable Object tokenUrl,
			@Nullable Token token, @Nullable RateLimit rateLimit, List<Failure> failures) {

	}

	/**
	 * The access token, without the token.
	 *
	 * @param state {@code held}, {@code renewing}, {@code failing}, {@code requesting},
	 * {@code none} or {@code never-requested}
	 * @param held whether there is one that is good
	 * @param issuedAt when it was issued
	 * @param expiresAt when it expires
	 * @param remainingSeconds how long it is good
	 * @param scopes the scopes granted
	 * @param requests how many token requests there were, by outcome
	 * @param refused how many tokens the service refused
	 * @param failure why requests fail, null where they do not
	 */
	@JsonInclude(Include.NON_NULL)
	public record Token(String state, boolean held, @Nullable String issuedAt, @Nullable String expiresAt,
			@Nullable Long remainingSeconds, Set<String> scopes, Map<String, Long> requests, long refused,
			@Nullable TokenFailure failure) {

	}

	/**
	 * Token requests that fail.
	 *
	 * @param outcome how the last one ended
	 * @param message what happened and what to do
	 * @param since when the first failed
	 * @param last when the last failed
	 * @param count how many failed
	 * @param nextRequestAt the earliest time of the next
	 */
	public record TokenFailure(String outcome, String message, String since, String last, long count,
			String nextRequestAt) {

	}

	/**
	 * The rate budget.
	 *
	 * @param windows the windows
	 * @param waiting how many calls wait for a permit
	 * @param reserved how many permits are given and not used yet
	 * @param lost how many permits were neither used nor given back
	 * @param pausedUntil until when the service asked to pause, null where it did not
	 */
	@JsonInclude(Include.NON_NULL)
	public record RateLimit(List<Window> windows, int waiting, int reserved, long lost, @Nullable String pausedUntil) {

	}

	/**
	 * One window of the rate budget.
	 *
	 * @param name the name of its period
	 * @param limit how many requests it allows
	 * @param remaining how many more may be sent now
	 * @param used how many of ours count
	 * @param usedByOthers how many more the service counts
	 * @param serverLimit the limit the service named last
	 * @param serverRemaining how many the service said were left
	 */
	@JsonInclude(Include.NON_NULL)
	public record Window(String name, int limit, int remaining, int used, int usedByOthers, @Nullable Long serverLimit,
			@Nullable Long serverRemaining) {

	}

	/**
	 * A call that failed.
	 *
	 * @param time when
	 * @param method the HTTP method
	 * @param uriTemplate the URI template
	 * @param resource the resource
	 * @param operation the operation
	 * @param status the HTTP status, null where there was no reply
	 * @param requestId the id that the service gave the request
	 * @param exception the simple name of the exception's class
	 * @param attempts how many requests were written
	 * @param millis how long the call took, in milliseconds
	 */
	@JsonInclude(Include.NON_NULL)
	public record Failure(String time, String method, String uriTemplate, String resource, String operation,
			@Nullable Integer status, @Nullable String requestId, String exception, int attempts, long millis) {

	}

	/**
	 * What there is to say of webhooks.
	 *
	 * @param path the path that deliveries are posted to
	 * @param secrets the names of the secrets, and until when each is accepted
	 * @param lastAccepted when a delivery was accepted last
	 * @param lastRefused when one was refused last
	 * @param lastRefusal why that was refused
	 * @param refusalsInARow how many deliveries in a row were refused
	 * @param inbox what is in the inbox, null where that is the application's own
	 * @param registration how far the registration has come, null where there is none
	 */
	@JsonInclude(Include.NON_NULL)
	public record Webhook(@Nullable Object path, List<Secret> secrets, @Nullable String lastAccepted,
			@Nullable String lastRefused, @Nullable String lastRefusal, int refusalsInARow, @Nullable Inbox inbox,
			@Nullable Registration registration) {

	}

	/**
	 * A secret, without the secret.
	 *
	 * @param name its name in metrics
	 * @param notAfter until when it is accepted, null for ever
	 */
	@JsonInclude(Include.NON_NULL)
	public record Secret(String name, @Nullable String notAfter) {

	}

	/**
	 * What is in the inbox.
	 *
	 * @param reachable whether it answers; if not, nothing but the error is known
	 * @param durable whether events survive the process
	 * @param received events that wait for their first attempt
	 * @param claimed events that are being handled
	 * @param retrying events that wait for another attempt
	 * @param deadLetters dead letters
	 * @param oldestSeconds the age of the oldest event in work
	 * @param error why it is not reachable
	 */
	@JsonInclude(Include.NON_NULL)
	public record Inbox(boolean reachable, @Nullable Boolean durable, @Nullable Long received, @Nullable Long claimed,
			@Nullable Long retrying, @Nullable Long deadLetters, @Nullable Long oldestSeconds, @Nullable String error) {

	}

	/**
	 * How far the registration of the webhook has come.
	 *
	 * @param state {@code pending}, {@code registered}, {@code failed} or
	 * {@code nothing-to-do}
	 * @param webhookId the webhook's id
	 * @param attempts how many attempts have been made
	 * @param failure why the last one failed
	 */
	@JsonInclude(Include.NON_NULL)
	public record Registration(String state, @Nullable String webhookId, int attempts, @Nullable String failure) {

	}

}
