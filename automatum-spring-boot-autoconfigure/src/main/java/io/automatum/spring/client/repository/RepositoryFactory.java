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

package io.automatum.spring.client.repository;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.automatum.spring.client.CallOptions;
import io.automatum.spring.client.exchange.ApiExchange;
import io.automatum.spring.client.exchange.Call;
import io.automatum.spring.client.model.Activity;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.Listing;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.NewActivity;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewListing;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.model.NewOrganization;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.Organization;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Webhook;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Makes the repositories of all resources, blocking and reactive, out of the one
 * implementation.
 *
 * @since 1.0.0
 */
public final class RepositoryFactory {

	/** Without a group that repeats: it would take a stack frame for each segment. */
	private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@/-]*");

	/** Some servers leave the parameters of a segment out before they resolve it. */
	private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(?=[/;]|$)");

	private final ApiExchange exchange;

	private final String baseUrl;

	private final Function<ApiResource, String> paths;

	/**
	 * Create the factory.
	 * @param exchange makes the calls
	 * @param baseUrl the base URL of the API
	 * @param paths where each resource is below the base URL
	 */
	public RepositoryFactory(ApiExchange exchange, URI baseUrl, Function<ApiResource, String> paths) {
		this.exchange = exchange;
		this.baseUrl = withoutTrailingSlash(baseUrl.toString());
		this.paths = paths;
	}

	/**
	 * Return the names of the known resources by their paths.
	 * @param paths where each resource is below the base URL
	 * @return the names
	 */
	public static Map<String, String> namesByPath(Function<ApiResource, String> paths) {
		Map<String, String> names = new LinkedHashMap<>();
		for (ApiResource resource : ApiResource.values()) {
			names.put(paths.apply(resource), resource.resourceName());
		}
		return names;
	}

	/**
	 * Return the operations on any path, for callers that wait.
	 * @return the operations
	 */
	public AutomatumOperations operations() {
		return new AutomatumOperations() {

			@Override
			public <T> AutomatumRepository<T, Object> path(String path, Class<T> type) {
				return new BlockingResourceClient.Creatable<>(client(path, type));
			}

		};
	}

	/**
	 * Return the operations on any path, without blocking.
	 * @return the operations
	 */
	public ReactiveAutomatumOperations reactiveOperations() {
		return new ReactiveAutomatumOperations() {

			@Override
			public <T> ReactiveAutomatumRepository<T, Object> path(String path, Class<T> type) {
				return client(path, type);
			}

		};
	}

	/**
	 * Return the repository of {@link ApiResource#PRIVATE_OFFERS}.
	 * @return the repository
	 */
	public PrivateOfferRepository privateOffers() {
		return new BlockingPrivateOffers(new ReactivePrivateOffers(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#PRIVATE_OFFERS}.
	 * @return the repository
	 */
	public ReactivePrivateOfferRepository reactivePrivateOffers() {
		return new ReactivePrivateOffers(this);
	}

	/**
	 * Return the repository of {@link ApiResource#LISTINGS}.
	 * @return the repository
	 */
	public ListingRepository listings() {
		return new BlockingListings(new ReactiveListings(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#LISTINGS}.
	 * @return the repository
	 */
	public ReactiveListingRepository reactiveListings() {
		return new ReactiveListings(this);
	}

	/**
	 * Return the repository of {@link ApiResource#CUSTOMERS}.
	 * @return the repository
	 */
	public CustomerRepository customers() {
		return new BlockingCustomers(new ReactiveCustomers(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#CUSTOMERS}.
	 * @return the repository
	 */
	public ReactiveCustomerRepository reactiveCustomers() {
		return new ReactiveCustomers(this);
	}

	/**
	 * Return the repository of {@link ApiResource#ENTITLEMENTS}.
	 * @return the repository
	 */
	public EntitlementRepository entitlements() {
		return new BlockingEntitlements(new ReactiveEntitlements(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#ENTITLEMENTS}.
	 * @return the repository
	 */
	public ReactiveEntitlementRepository reactiveEntitlements() {
		return new ReactiveEntitlements(this);
	}

	/**
	 * Return the repository of {@link ApiResource#METERING_EVENTS}.
	 * @return the repository
	 */
	public MeteringEventRepository meteringEvents() {
		return new BlockingMeteringEvents(new ReactiveMeteringEvents(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#METERING_EVENTS}.
	 * @return the repository
	 */
	public ReactiveMeteringEventRepository reactiveMeteringEvents() {
		return new ReactiveMeteringEvents(this);
	}

	/**
	 * Return the repository of {@link ApiResource#ORGANIZATIONS}.
	 * @return the repository
	 */
	public OrganizationRepository organizations() {
		return new BlockingOrganizations(new ReactiveOrganizations(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#ORGANIZATIONS}.
	 * @return the repository
	 */
	public ReactiveOrganizationRepository reactiveOrganizations() {
		return new ReactiveOrganizations(this);
	}

	/**
	 * Return the repository of {@link ApiResource#ACTIVITIES}.
	 * @return the repository
	 */
	public ActivityRepository activities() {
		return new BlockingActivities(new ReactiveActivities(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#ACTIVITIES}.
	 * @return the repository
	 */
	public ReactiveActivityRepository reactiveActivities() {
		return new ReactiveActivities(this);
	}

	/**
	 * Return the repository of {@link ApiResource#WEBHOOKS}.
	 * @return the repository
	 */
	public WebhookRepository webhooks() {
		return new BlockingWebhooks(new ReactiveWebhooks(this));
	}

	/**
	 * Return the reactive repository of {@link ApiResource#WEBHOOKS}.
	 * @return the repository
	 */
	public ReactiveWebhookRepository reactiveWebhooks() {
		return new ReactiveWebhooks(this);
	}

	private <T> ResourceClient.Creatable<T, Object> client(String path, Class<T> type) {
		requirePath(path);
		Assert.notNull(type, "'type' must not be null");
		String name = namesByPath(this.paths).getOrDefault(path, Call.OTHER_RESOURCE);
		return new ResourceClient.Creatable<>(this.exchange, this.baseUrl, path, name, type);
	}

	private String path(ApiResource resource) {
		String path = this.paths.apply(resource);
		requirePath(path);
		return path;
	}

	private static void requirePath(@Nullable String path) {
		Assert.isTrue(path != null && PATH.matcher(path).matches() && !path.contains("//") && !path.endsWith("/"),
				"'path' must begin with a slash and hold neither a query, a blank nor an empty segment");
		Assert.isTrue(!DOT_SEGMENT.matcher(path).find(), "'path' must not hold dot segments");
	}

	private static String withoutTrailingSlash(String url) {
		return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
	}

	private static String requireKey(String idempotencyKey, CallOptions options) {
		ResourceClient.requireOptions(options);
		Assert.isTrue(options.idempotencyKey() == null || options.idempotencyKey().equals(idempotencyKey),
				"The options hold another idempotency key than the one given");
		// Refuses a key that cannot be sent.
		CallOptions.none().idempotencyKey(idempotencyKey);
		return idempotencyKey;
	}

	private static final class ReactivePrivateOffers extends ResourceClient.Creatable<PrivateOffer, NewPrivateOffer>
			implements ReactivePrivateOfferRepository {

		ReactivePrivateOffers(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.PRIVATE_OFFERS),
					ApiResource.PRIVATE_OFFERS.resourceName(), PrivateOffer.class);
		}

	}

	private static final class BlockingPrivateOffers
			extends BlockingResourceClient.Creatable<PrivateOffer, NewPrivateOffer> implements PrivateOfferRepository {

		BlockingPrivateOffers(ResourceClient<PrivateOffer> client) {
			super(client);
		}

	}

	private static final class ReactiveListings extends ResourceClient.Creatable<Listing, NewListing>
			implements ReactiveListingRepository {

		ReactiveListings(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.LISTINGS),
					ApiResource.LISTINGS.resourceName(), Listing.class);
		}

	}

	private static final class BlockingListings extends BlockingResourceClient.Creatable<Listing, NewListing>
			implements ListingRepository {

		BlockingListings(ResourceClient<Listing> client) {
			super(client);
		}

	}

	private static final class ReactiveCustomers extends ResourceClient.Creatable<Customer, NewCustomer>
			implements ReactiveCustomerRepository {

		ReactiveCustomers(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.CUSTOMERS),
					ApiResource.CUSTOMERS.resourceName(), Customer.class);
		}

	}

	private static final class BlockingCustomers extends BlockingResourceClient.Creatable<Customer, NewCustomer>
			implements CustomerRepository {

		BlockingCustomers(ResourceClient<Customer> client) {
			super(client);
		}

	}

	private static final class ReactiveEntitlements extends ResourceClient.Creatable<Entitlement, NewEntitlement>
			implements ReactiveEntitlementRepository {

		ReactiveEntitlements(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.ENTITLEMENTS),
					ApiResource.ENTITLEMENTS.resourceName(), Entitlement.class);
		}

	}

	private static final class BlockingEntitlements
			extends BlockingResourceClient.Creatable<Entitlement, NewEntitlement> implements EntitlementRepository {

		BlockingEntitlements(ResourceClient<Entitlement> client) {
			super(client);
		}

	}

	private static final class ReactiveOrganizations extends ResourceClient.Creatable<Organization, NewOrganization>
			implements ReactiveOrganizationRepository {

		ReactiveOrganizations(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.ORGANIZATIONS),
					ApiResource.ORGANIZATIONS.resourceName(), Organization.class);
		}

	}

	private static final class BlockingOrganizations
			extends BlockingResourceClient.Creatable<Organization, NewOrganization> implements OrganizationRepository {

		BlockingOrganizations(ResourceClient<Organization> client) {
			super(client);
		}

	}

	private static final class ReactiveActivities extends ResourceClient.Creatable<Activity, NewActivity>
			implements ReactiveActivityRepository {

		ReactiveActivities(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.ACTIVITIES),
					ApiResource.ACTIVITIES.resourceName(), Activity.class);
		}

	}

	private static final class BlockingActivities extends BlockingResourceClient.Creatable<Activity, NewActivity>
			implements ActivityRepository {

		BlockingActivities(ResourceClient<Activity> client) {
			super(client);
		}

	}

	private static final class ReactiveWebhooks extends ResourceClient.Creatable<Webhook, NewWebhook>
			implements ReactiveWebhookRepository {

		ReactiveWebhooks(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.WEBHOOKS),
					ApiResource.WEBHOOKS.resourceName(), Webhook.class);
		}

	}

	private static final class BlockingWebhooks extends BlockingResourceClient.Creatable<Webhook, NewWebhook>
			implements WebhookRepository {

		BlockingWebhooks(ResourceClient<Webhook> client) {
			super(client);
		}

	}

	private static final class ReactiveMeteringEvents extends ResourceClient<MeteringEvent>
			implements ReactiveMeteringEventRepository {

		ReactiveMeteringEvents(RepositoryFactory factory) {
			super(factory.exchange, factory.baseUrl, factory.path(ApiResource.METERING_EVENTS),
					ApiResource.METERING_EVENTS.resourceName(), MeteringEvent.class);
		}

		@Override
		public Mono<MeteringEvent> create(NewMeteringEvent event, String idempotencyKey) {
			return create(event, idempotencyKey, CallOptions.none());
		}

		@Override
		public Mono<MeteringEvent> create(NewMeteringEvent event, String idempotencyKey, CallOptions options) {
			return create(event, options, requireKey(idempotencyKey, options));
		}

	}

	private static final class BlockingMeteringEvents extends BlockingResourceClient<MeteringEvent>
			implements MeteringEventRepository {

		BlockingMeteringEvents(ResourceClient<MeteringEvent> client) {
			super(client);
		}

		@Override
		public MeteringEvent create(NewMeteringEvent event, String idempotencyKey) {
			return create(event, idempotencyKey, CallOptions.none());
		}

		@Override
		public MeteringEvent create(NewMeteringEvent event, String idempotencyKey, CallOptions options) {
			return create(event, options, requireKey(idempotencyKey, options));
		}

	}

}
