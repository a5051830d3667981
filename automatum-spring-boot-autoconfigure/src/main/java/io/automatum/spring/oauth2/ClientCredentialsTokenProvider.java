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

package io.automatum.spring.oauth2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.automatum.spring.client.AuthenticationFailedException;
import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.TransportException;
import io.automatum.spring.client.TransportException.Kind;
import io.automatum.spring.logging.FailureTrace;
import io.automatum.spring.logging.PacedWarning;
import io.automatum.spring.observation.TokenRenewalObservations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.util.Assert;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Holds the one token of the application, fetched with the OAuth 2.0 client credentials
 * grant.
 * <ul>
 * <li>Nothing is fetched before the first call asks, and one token request at most is
 * under way at any time, whoever asks and why.</li>
 * <li>The first call that finds the token near its end has it renewed in the background
 * and goes on with the old one, which serves until it ends. No timer runs in an idle
 * application.</li>
 * <li>After a failure there is at most one token request a second; calls in between fail
 * at once with the same type. Credentials that were refused are tried again at growing
 * intervals, or after a second if the source offers others.</li>
 * <li>A token that is refused right after it was issued is replaced at once; if the next
 * one is refused as fast, the third waits until a second has passed.</li>
 * </ul>
 *
 * @since 1.0.0
 */
public final class ClientCredentialsTokenProvider implements AccessTokenProvider, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClientCredentialsTokenProvider.class);

	/** Fewer in a row may be a bad moment, which calls get over with their retries. */
	private static final int ALARMING = 4;

	private final TokenSettings settings;

	private final ClientCredentialsSource credentials;

	private final TokenEndpoint endpoint;

	private final LongSupplier ticker;

	private final Clock clock;

	private final Scheduler scheduler;

	private final @Nullable Scheduler ownScheduler;

	private final TokenRenewalListener listener;

	private final TokenRenewalObservations observations;

	private final AtomicReference<State> state = new AtomicReference<>(new State(null, null, null, 0, 0));

	private final Map<TokenOutcome, LongAdder> outcomes = new EnumMap<>(TokenOutcome.class);

	private final LongAdder refused = new LongAdder();

	private final PacedWarning listenerFailures;

	/**
	 * What every call gets: it decides when it is subscribed to, so that one that is kept
	 * or subscribed to again never gives a token that has ended.
	 */
	private final Mono<AccessToken> token = Mono.deferContextual(this::current);

	/**
	 * Create a provider on the system's clocks, with a scheduler of its own.
	 * @param settings how tokens are fetched
	 * @param credentials what to identify with, asked before every request
	 * @param webClient the client to use for the token endpoint; must not follow
	 * redirects
	 */
	public ClientCredentialsTokenProvider(TokenSettings settings, ClientCredentialsSource credentials,
			WebClient webClient) {
		this(settings, credentials, webClient, TokenRenewalListener.NONE);
	}

	/**
	 * Create a provider on the system's clocks, with a scheduler of its own.
	 * @param settings how tokens are fetched
	 * @param credentials what to identify with, asked before every request
	 * @param webClient the client to use for the token endpoint; must not follow
	 * redirects
	 * @param listener told of every token request
	 */
	public ClientCredentialsTokenProvider(TokenSettings settings, ClientCredentialsSource credentials,
			WebClient webClient, TokenRenewalListener listener) {
		this(settings, credentials, webClient, listener, TokenRenewalObservations.NONE);
	}

	/**
	 * Create a provider on the system's clocks, with a scheduler of its own.
	 * @param settings how tokens are fetched
	 * @param credentials what to identify with, asked before every request
	 * @param webClient the client to use for the token endpoint; must not follow
	 * redirects
	 * @param listener told of every token request
	 * @param observations observes every token request
	 */
	public ClientCredentialsTokenProvider(TokenSettings settings, ClientCredentialsSource credentials,
			WebClient webClient, TokenRenewalListener listener, TokenRenewalObservations observations) {
		// Not Schedulers.boundedElastic(): its threads may all be waiting for this token
		this(settings, credentials, webClient, System::nanoTime, Clock.systemUTC(), lazyScheduler(), listener,
				observations, true);
	}

	/**
	 * A bounded elastic scheduler of our own would start its evictor's thread at once,
	 * that is when the application starts.
	 * @return the scheduler, which starts its threads when they are needed
	 */
	private static Scheduler lazyScheduler() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("automatum-token-");
		threadFactory.setDaemon(true);
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(4, threadFactory);
		executor.setKeepAliveTime(1, TimeUnit.MINUTES);
		executor.allowCoreThreadTimeOut(true);
		executor.setRemoveOnCancelPolicy(true);
		return Schedulers.fromExecutorService(executor, "automatum-token");
	}

	/**
	 * Create a provider.
	 * @param settings how tokens are fetched
	 * @param credentials what to identify with, asked before every request
	 * @param webClient the client to use for the token endpoint; must not follow
	 * redirects
	 * @param ticker the monotonic time in nanoseconds, by which tokens end
	 * @param clock the wall clock, for display and for a {@code Retry-After} that is a
	 * date
	 * @param scheduler where the credentials are asked for and time-outs run; not one
	 * whose threads may wait for a token. Left open by {@link #close()}
	 * @param listener told of every token request
	 */
	ClientCredentialsTokenProvider(TokenSettings settings, ClientCredentialsSource credentials, WebClient webClient,
			LongSupplier ticker, Clock clock, Scheduler scheduler, TokenRenewalListener listener) {
		this(settings, credentials, webClient, ticker, clock, scheduler, listener, TokenRenewalObservations.NONE,
				false);
	}

	private ClientCredentialsTokenProvider(TokenSettings settings, ClientCredentialsSource credentials,
			WebClient webClient, LongSupplier ticker, Clock clock, Scheduler scheduler, TokenRenewalListener listener,
			TokenRenewalObservations observations, boolean ownsScheduler) {
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(credentials, "'credentials' must not be null");
		Assert.notNull(webClient, "'webClient' must not be null");
		Assert.notNull(listener, "'listener' must not be null");
		this.settings = settings;
		this.credentials = credentials;
		this.endpoint = new TokenEndpoint(settings, webClient, clock, scheduler);
		this.ticker = ticker;
		this.clock = clock;
		this.scheduler = scheduler;
		this.ownScheduler = ownsScheduler ? scheduler : null;
		this.listener = listener;
		this.observations = observations;
		this.listenerFailures = new PacedWarning(ticker);
		for (TokenOutcome outcome : TokenOutcome.values()) {
			this.outcomes.put(outcome, new LongAdder());
		}
	}

	/**
	 * Give a token that is good when it is subscribed to. Takes no lock and makes no
	 * request while one is held; cancelling a subscription neither stops the request nor
	 * fails another.
	 * @return the token, or an {@link AutomatumException}
	 */
	@Override
	public Mono<AccessToken> token() {
		return this.token;
	}

	@Override
	public void invalidate(AccessToken refused) {
		long now = this.ticker.getAsLong();
		State before = this.state.getAndUpdate((state) -> state.without(refused, now, floor()));
		if (before.holds(refused)) {
			this.refused.increment();
			logger.debug("The service refused the access token that expires at {}; the next call fetches another",
					refused.expiresAt());
		}
	}

	/**
	 * Drop the token that is held, whatever it is worth: the next call fetches another. A
	 * request under way goes on, and what is known of failures stays. Does not block.
	 * @return whether a token was held
	 */
	public boolean forget() {
		State before = this.state.getAndUpdate(State::withoutToken);
		return before.held() != null;
	}

	/**
	 * Return what is known now. Makes no request and does not block.
	 * @return the status
	 */
	public TokenStatus status() {
		State state = snapshot();
		long now = this.ticker.getAsLong();
		Held held = (state.held() != null && state.held().isGood(now)) ? state.held() : null;
		TokenOutage outage = state.outage();
		Map<TokenOutcome, Long> requests = new EnumMap<>(TokenOutcome.class);
		this.outcomes.forEach((outcome, count) -> requests.put(outcome, count.sum()));
		return new TokenStatus(held != null, (held != null) ? held.token.issuedAt() : null,
				(held != null) ? held.token.expiresAt() : null,
				(held != null) ? Duration.ofNanos(held.endsAt - now) : Duration.ZERO,
				(held != null) ? held.token.scopes() : Set.of(), state.flight() != null,
				(outage != null) ? describe(outage, held != null, now) : null, requests, this.refused.sum());
	}

	private TokenStatus.Failure describe(TokenOutage outage, boolean held, long now) {
		long next = held ? outage.renewAt() : outage.callAt();
		String message = String.valueOf(outage.failure().getMessage());
		return new TokenStatus.Failure(TokenOutcome.of(outage.failure()), message, outage.since(), outage.last(),
				outage.count(), this.clock.instant().plusNanos(Math.max(0, next - now)));
	}

	/**
	 * Give back the scheduler if it is the provider's own. The request under way ends,
	 * and calls that need a new token fail from then on.
	 */
	@Override
	public void close() {
		if (this.ownScheduler != null) {
			this.ownScheduler.dispose();
			Flight flight = snapshot().flight();
			if (flight != null) {
				// What would have timed it out is gone.
				AutomatumException closed = closed();
				flight.abort(closed);
				flight.request.dispose();
				if (snapshot().flight() == flight) {
					end(flight, new Failed(closed));
				}
			}
		}
	}

	private AutomatumException closed() {
		return new TransportException("No access token: the client was closed before one came.",
				this.endpoint.reader().detailsWithoutReply(), Kind.OTHER, false, null);
	}

	private State snapshot() {
		return Objects.requireNonNull(this.state.get());
	}

	private Mono<AccessToken> current(ContextView caller) {
		State state = snapshot();
		Held held = state.held();
		if (held != null) {
			long now = this.ticker.getAsLong();
			if (held.isGood(now)) {
				if (held.isDue(now)) {
					renew(state, now);
				}
				return held.mono;
			}
		}
		return fetch(caller);
	}

	private void renew(State state, long now) {
		if (state.flight() == null && (state.outage() == null || now - state.outage().renewAt() >= 0)) {
			Flight flight = new Flight(null);
			if (this.state.compareAndSet(state, state.with(flight))) {
				launch(flight, state, now);
			}
		}
	}

	private Mono<AccessToken> fetch(ContextView caller) {
		while (true) {
			State state = snapshot();
			long now = this.ticker.getAsLong();
			if (state.held() != null && state.held().isGood(now)) {
				return state.held().mono;
			}
			if (state.flight() != null) {
				return state.flight().mono;
			}
			if (state.outage() != null && now - state.outage().lookAt() < 0) {
				return Mono.error(state.outage().forOneCall(this.clock, now));
			}
			Flight flight = new Flight(caller);
			if (this.state.compareAndSet(state, state.with(flight))) {
				launch(flight, state, now);
				return flight.mono;
			}
		}
	}

	private void launch(Flight flight, State state, long now) {
		// Start a flight, on no caller's thread and in no caller's context: it belongs to
		// all. Whatever happens in it, it ends.
		Mono<Ending> attempt = Mono.defer(() -> attempt(flight, state))
			.onErrorResume((ex) -> Mono.just(new Failed(unexpected(ex))))
			.subscribeOn(this.scheduler);
		Mono<Ending> timed = Mono.firstWithSignal(attempt,
				Mono.delay(this.settings.deadline(), this.scheduler).map((tick) -> overdue(flight)));
		long pause = state.pause(now);
		flight.request.update(((pause > 0) ? Mono.delay(Duration.ofNanos(pause), this.scheduler).then(timed) : timed)
			.onErrorResume((ex) -> Mono.just(new Failed(unexpected(ex))))
			.defaultIfEmpty(new Failed(unexpected(new NoSuchElementException())))
			.subscribe((ending) -> end(flight, ending)));
	}

	/*
	 * Ends the request, which ends the flight, so that what observes the request sees the
	 * same end as what counts flights. Where there is no request yet, that is all.
	 */
	private Ending overdue(Flight flight) {
		AutomatumException failure = deadlineExceeded();
		flight.abort(failure);
		return new Failed(failure);
	}

	private void end(Flight flight, Ending ending) {
		try {
			conclude(flight, ending);
		}
		catch (RuntimeException ex) {
			// Nothing is known to come here; but a flight that never ends would block all
			this.state.updateAndGet((state) -> (state.flight() == flight) ? state.landedWith(state.outage()) : state);
			flight.sink.tryEmitError(unexpected(ex));
		}
	}

	private Mono<Ending> attempt(Flight flight, State state) {
		ClientCredentials offered = ask();
		if (state.outage() != null && state.outage().bars(offered, this.ticker.getAsLong())) {
			return Mono.just(new Barred(state.outage()));
		}
		flight.offered = offered;
		flight.startedAt = this.ticker.getAsLong();
		flight.requested = true;
		Mono<OAuth2AccessTokenResponse> request = Mono.firstWithSignal(
				this.endpoint.request(offered, (state.held() != null) ? state.held().token : null),
				flight.aborted.asMono());
		return this.observations.observe(flight.caller, TokenOutcome::nameOf, request)
			.<Ending>map(Fetched::new)
			.onErrorResume(AutomatumException.class, (ex) -> Mono.just(new Failed(ex)));
	}

	private ClientCredentials ask() {
		ClientCredentials offered;
		try {
			offered = this.credentials.get();
		}
		catch (RuntimeException ex) {
			// Neither its message nor itself: a source of secrets may quote one
			throw new AuthenticationFailedException(
					"No access token: the source of the client credentials failed with " + ex.getClass().getName()
							+ ". Check where automatum.client-id and automatum.client-secret come from.",
					this.endpoint.reader().detailsWithoutReply(), null);
		}
		if (offered == null) {
			throw new AuthenticationFailedException(
					"No access token: the source of the client credentials gave none."
							+ " Check where automatum.client-id and automatum.client-secret come from.",
					this.endpoint.reader().detailsWithoutReply(), null);
		}
		return offered;
	}

	private AutomatumException unexpected(Throwable ex) {
		if (ex instanceof AutomatumException typed) {
			return typed;
		}
		return new TransportException(
				"No access token: the request to the token endpoint " + this.endpoint.reader().endpoint()
						+ " could not be made, " + ex.getClass().getName() + ".",
				this.endpoint.reader().detailsWithoutReply(), Kind.OTHER, false, null);
	}

	private AutomatumException deadlineExceeded() {
		return new TransportException(
				"No access token: the token endpoint " + this.endpoint.reader().endpoint()
						+ " did not complete a reply within " + this.settings.deadline().toMillis()
						+ " ms. Look at the network, a proxy and automatum.token-url.",
				this.endpoint.reader().detailsWithoutReply(), Kind.DEADLINE, true, null);
	}

	private void conclude(Flight flight, Ending ending) {
		// End a flight: the outcome is in the state before anyone who waited hears of it,
		// so
		// that whoever asks again finds it there.
		long now = this.ticker.getAsLong();
		if (ending instanceof Fetched fetched) {
			Held held = hold(fetched.reply(), flight, now);
			State before = land((state) -> state.landedWith(held), TokenOutcome.SUCCESS);
			flight.sink.tryEmitValue(held.token);
			if (before.outage() != null) {
				logger.info("Fetched an access token after {} failures since {}", before.outage().count(),
						before.outage().since());
			}
			tell(new TokenRenewal(TokenOutcome.SUCCESS, flight.isBackground(), flight.elapsed(now), held.token, null));
		}
		else if (ending instanceof Failed failed) {
			AutomatumException failure = failed.failure();
			TokenOutage previous = snapshot().outage();
			// Only a flight changes the outage, and this is the only one
			TokenOutage outage = TokenOutage.of(previous, failure, flight.offered, this.settings, this.clock, now);
			State before = land((state) -> state.landedWith(outage), TokenOutcome.of(failure));
			flight.sink.tryEmitError(new Grounded(outage));
			report(flight, outage, before, now);
			tell(new TokenRenewal(TokenOutcome.of(failure), flight.isBackground(), flight.elapsed(now), null, failure));
		}
		else if (ending instanceof Barred barred) {
			TokenOutage outage = barred.outage().lookingAgainAt(now + floor());
			this.state.updateAndGet((state) -> state.landedWith(outage));
			flight.sink.tryEmitError(new Grounded(outage));
		}
	}

	private State land(UnaryOperator<State> landing, TokenOutcome outcome) {
		LongAdder counter = this.outcomes.get(outcome);
		if (counter != null) {
			counter.increment();
		}
		return this.state.getAndUpdate(landing);
	}

	private Held hold(OAuth2AccessTokenResponse reply, Flight flight, long now) {
		OAuth2AccessToken granted = reply.getAccessToken();
		Instant issued = granted.getIssuedAt();
		Instant expires = granted.getExpiresAt();
		// Both are of one reading of the clock: only their difference is used
		Duration life = (issued != null && expires != null) ? Duration.between(issued, expires)
				: this.settings.assumedLife();
		// Lives from when it was asked for, as the server may have issued it then; but a
		// reply that took longer than the token lives must not mean a request per call
		long endsAt = Math.max(flight.startedAt + life.toNanos() - now, Math.min(life.toNanos(), floor())) + now;
		long window = Math.min(this.settings.renewBefore().toNanos(), life.toNanos() / TokenSettings.RENEWAL_SHARE);
		Instant time = this.clock.instant();
		AccessToken token = new AccessToken(granted.getTokenValue(), granted.getScopes(), time,
				time.plusNanos(endsAt - now));
		return new Held(token, now, endsAt - window, endsAt);
	}

	private void report(Flight flight, TokenOutage outage, State before, long now) {
		long count = outage.count();
		Held held = before.held();
		// The first, second, fourth, eighth…: an outage of a night is a dozen lines
		boolean due = Long.bitCount(count) == 1;
		if (flight.isBackground() && held != null && held.isGood(now)) {
			if (due) {
				logger.warn(
						"Could not renew the access token ({} in a row since {}); the present one serves until {}. {}",
						count, outage.since(), held.token.expiresAt(), outage.failure().getMessage());
			}
		}
		else if (due && (count >= ALARMING || outage.failure() instanceof AuthenticationFailedException)) {
			logger.warn("There is no access token and every call fails ({} requests in a row failed since {}). {}",
					count, outage.since(), outage.failure().getMessage());
		}
		else {
			logger.debug("Token request failed, {} in a row: {}", count, outage.failure().getMessage());
		}
	}

	private void tell(TokenRenewal renewal) {
		try {
			this.listener.ended(renewal);
		}
		catch (RuntimeException ex) {
			long count = this.listenerFailures.happened();
			if (count > 0) {
				logger.warn("A listener to token renewals failed ({} times since the last such line): mend {}", count,
						this.listener.getClass().getName(), FailureTrace.of(ex));
			}
		}
	}

	private long floor() {
		return this.settings.failureFloor().toNanos();
	}

	/**
	 * How a flight ends.
	 */
	private sealed interface Ending {

	}

	private record Fetched(OAuth2AccessTokenResponse reply) implements Ending {

	}

	private record Failed(AutomatumException failure) implements Ending {

	}

	/**
	 * No request was made: it would have been the one that was refused before.
	 *
	 * @param outage why
	 */
	private record Barred(TokenOutage outage) implements Ending {

	}

	/**
	 * A token with its times and the {@code Mono} that gives it.
	 */
	private static final class Held {

		private final AccessToken token;

		private final Mono<AccessToken> mono;

		private final long fetchedAt;

		private final long dueAt;

		private final long endsAt;

		private Held(AccessToken token, long fetchedAt, long dueAt, long endsAt) {
			this.token = token;
			this.mono = Mono.just(token);
			this.fetchedAt = fetchedAt;
			this.dueAt = dueAt;
			this.endsAt = endsAt;
		}

		// Differences, since a monotonic clock may start anywhere and overflow

		private boolean isGood(long now) {
			return now - this.endsAt < 0;
		}

		private boolean isDue(long now) {
			return now - this.dueAt >= 0;
		}

	}

	/**
	 * The one token request under way, and all who wait for it.
	 */
	private final class Flight {

		private final Sinks.One<AccessToken> sink = Sinks.one();

		private final Mono<AccessToken> mono = this.sink.asMono().onErrorMap(Grounded.class, this::forOneCall);

		/**
		 * The context of the call that caused it and waits for it, {@code null} if none
		 * does.
		 */
		private final @Nullable ContextView caller;

		private final Disposable.Swap request = Disposables.swap();

		private final Sinks.Empty<OAuth2AccessTokenResponse> aborted = Sinks.empty();

		private volatile @Nullable ClientCredentials offered;

		private volatile long startedAt;

		private volatile boolean requested;

		private Flight(@Nullable ContextView caller) {
			this.caller = caller;
		}

		private boolean isBackground() {
			return this.caller == null;
		}

		private void abort(AutomatumException failure) {
			this.aborted.tryEmitError(failure);
		}

		private Throwable forOneCall(Grounded grounded) {
			ClientCredentialsTokenProvider provider = ClientCredentialsTokenProvider.this;
			return grounded.outage.forOneCall(provider.clock, provider.ticker.getAsLong());
		}

		private Duration elapsed(long now) {
			return this.requested ? Duration.ofNanos(Math.max(0, now - this.startedAt)) : Duration.ZERO;
		}

	}

	/**
	 * Carries an outage to those who wait, each of whom gets an exception of its own.
	 */
	private static final class Grounded extends RuntimeException {

		private final transient TokenOutage outage;

		private Grounded(TokenOutage outage) {
			super("Token request failed", outage.failure(), false, false);
			this.outage = outage;
		}

	}

	/**
	 * Everything that changes, changed as a whole.
	 *
	 * @param held the token, {@code null} if there is none
	 * @param flight the request under way, {@code null} if there is none
	 * @param outage the failures since the last success, {@code null} if there are none
	 * @param refusals how many tokens in a row were refused within a floor of their issue
	 * @param notBefore when the next request may be made if there were several
	 */
	private record State(@Nullable Held held, @Nullable Flight flight, @Nullable TokenOutage outage, int refusals,
			long notBefore) {

		State with(Flight flight) {
			return new State(this.held, flight, this.outage, this.refusals, this.notBefore);
		}

		State landedWith(Held held) {
			// A token that was not refused ends the row
			return new State(held, null, null, (this.held == null) ? this.refusals : 0, this.notBefore);
		}

		State landedWith(@Nullable TokenOutage outage) {
			return new State(this.held, null, outage, this.refusals, this.notBefore);
		}

		boolean holds(AccessToken token) {
			return this.held != null && this.held.token == token;
		}

		State without(AccessToken refused, long now, long floor) {
			if (this.held == null || this.held.token != refused) {
				return this;
			}
			boolean young = now - this.held.fetchedAt < floor;
			return new State(null, this.flight, this.outage, young ? this.refusals + 1 : 0,
					young ? this.held.fetchedAt + floor : 0);
		}

		State withoutToken() {
			return (this.held != null) ? new State(null, this.flight, this.outage, this.refusals, this.notBefore)
					: this;
		}

		long pause(long now) {
			// How long to wait before the next request, because the service refuses every
			// token it is given as soon as it has it.
			return (this.refusals >= 2) ? Math.max(0, this.notBefore - now) : 0;
		}

	}

}
