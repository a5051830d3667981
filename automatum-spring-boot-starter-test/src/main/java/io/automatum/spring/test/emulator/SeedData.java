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

package io.automatum.spring.test.emulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Believable data, the same for the same seed and sizes. The first listing and the first
 * customer have the ids of the API client setup page's examples.
 */
final class SeedData {

	private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");

	private static final long SECONDS = Duration.between(FIRST, Instant.parse("2026-10-31T00:00:00Z")).toSeconds();

	private static final String[] ADJECTIVES = { "Northern", "Blue", "Silver", "Bright", "Granite", "Summit", "Harbor",
			"Cedar", "Quantum", "Evergreen", "Golden", "Polar", "Urban", "Coastal", "Crimson", "Atlas", "Nimbus",
			"Pioneer", "Vertex", "Zürich" };

	private static final String[] NOUNS = { "Logistics", "Analytics", "Robotics", "Health", "Foods", "Energy",
			"Insurance", "Media", "Systems", "Motors", "Pharma", "Retail", "Airlines", "Textiles", "Capital", "Labs" };

	private static final String[] FORMS = { "Inc.", "GmbH", "Ltd", "LLC", "AG", "SAS", "Pty" };

	private static final String[] FIRST_NAMES = { "ada", "grace", "linus", "barbara", "ken", "radia", "james", "mary",
			"edsger", "frances" };

	private static final String[] LAST_NAMES = { "keller", "moreau", "tanaka", "okafor", "jensen", "rossi", "novak",
			"silva", "brown", "singh" };

	private static final String[] PRODUCTS = { "Cloud Monitor", "Data Vault", "Edge Gateway", "Log Insight",
			"Secure Mail", "Model Studio", "Query Engine", "Cost Advisor", "Stream Hub", "Identity Broker" };

	private static final String[] EDITIONS = { "Starter", "Team", "Business", "Enterprise", "Premium" };

	private static volatile @Nullable Generated latest;

	private final Random random;

	private final Map<Resource, Integer> sizes;

	private final Map<Resource, Map<String, Item>> items = new EnumMap<>(Resource.class);

	private final Map<Resource, List<Item>> drawn = new EnumMap<>(Resource.class);

	private Instant created = FIRST;

	private SeedData(long seed, Map<Resource, Integer> sizes) {
		this.random = new Random(seed);
		this.sizes = sizes;
	}

	/**
	 * Return the data for a seed and sizes. The latest result is kept: its objects are
	 * immutable and a test suite starts many emulators alike.
	 * @param seed the seed
	 * @param sizes how many objects of each resource
	 * @return the objects by id
	 */
	static Map<Resource, Map<String, Item>> generate(long seed, Map<Resource, Integer> sizes) {
		Generated result = latest;
		if (result == null || result.seed() != seed || !result.sizes().equals(sizes)) {
			SeedData data = new SeedData(seed, sizes);
			data.organizations();
			data.listings();
			data.customers();
			data.privateOffers();
			data.entitlements();
			data.metering();
			data.activities();
			result = new Generated(seed, Map.copyOf(sizes), data.items);
			latest = result;
		}
		return result.items();
	}

	private void organizations() {
		for (int i = 0; i < size(Resource.ORGANIZATIONS); i++) {
			Map<String, Object> organization = begin(Resource.ORGANIZATIONS, null);
			organization.put("name", company());
			organization.put("status", "active");
			end(Resource.ORGANIZATIONS, organization);
		}
	}

	private void listings() {
		for (int i = 0; i < size(Resource.LISTINGS); i++) {
			Map<String, Object> listing = begin(Resource.LISTINGS, (i == 0) ? "listing_123" : null);
			String product = pick(PRODUCTS);
			listing.put("vendor", (i == 0) ? "aws" : vendor());
			listing.put("title", product + " " + pick(EDITIONS));
			listing.put("description", product + " as a service, billed through the marketplace");
			listing.put("status",
					(i == 0) ? "active" : pick("active", "active", "active", "live", "draft", "preview", "retired"));
			listing.put("dimensions",
					List.of(Map.of("key", "api_calls", "title", "API Calls", "per", "request", "price", "0.01"),
							Map.of("key", "storage_gb", "title", "Storage", "per", "GB", "price", "0.12")));
			end(Resource.LISTINGS, listing);
		}
	}

	private void customers() {
		for (int i = 0; i < size(Resource.CUSTOMERS); i++) {
			Map<String, Object> customer = begin(Resource.CUSTOMERS, (i == 0) ? "cust_456" : null);
			String company = company();
			String vendor = (i == 0) ? "aws" : vendor();
			String cloudId = (vendor.equals("aws")) ? digits(12) : digits(8) + "-0000-4000-8000-" + digits(12);
			putIfKnown(customer, "organizationId", any(Resource.ORGANIZATIONS));
			customer.put("vendor", vendor);
			if (vendor.equals("aws")) {
				customer.put("awsAccountId", cloudId);
			}
			customer.put("cloudIdentifier", cloudId);
			customer.put("email", pick(FIRST_NAMES) + "." + pick(LAST_NAMES) + "@" + domain(company) + ".example");
			customer.put("name", company);
			customer.put("companyName", company);
			customer.put("details", Map.of("company", Map.of("name", company)));
			customer.put("status", (this.random.nextInt(10) > 0) ? "active" : "inactive");
			// Not every customer has bought something: lists sorted by value end with
			// those.
			if (this.random.nextInt(5) > 0) {
				customer.put("value", 500 * (1 + this.random.nextInt(200)));
			}
			end(Resource.CUSTOMERS, customer);
		}
	}

	private void privateOffers() {
		for (int i = 0; i < size(Resource.PRIVATE_OFFERS); i++) {
			Map<String, Object> offer = begin(Resource.PRIVATE_OFFERS, null);
			Item listing = any(Resource.LISTINGS);
			offer.put("name", "Offer " + (1000 + i));
			offer.put("vendor", vendorOf(listing));
			putIfKnown(offer, "listingId", listing);
			putIfKnown(offer, "customerId", any(Resource.CUSTOMERS));
			offer.put("status", pick("pending", "accepted", "accepted", "accepted", "expired", "cancelled"));
			offer.put("value", 250 * (4 + this.random.nextInt(400)));
			offer.put("details", Map.of("pricing", Map.of("discountPercentage", 5 * this.random.nextInt(9), "duration",
					12 * (1 + this.random.nextInt(3)))));
			end(Resource.PRIVATE_OFFERS, offer);
		}
	}

	private void entitlements() {
		for (int i = 0; i < size(Resource.ENTITLEMENTS); i++) {
			Map<String, Object> entitlement = begin(Resource.ENTITLEMENTS, null);
			Item listing = any(Resource.LISTINGS);
			entitlement.put("vendor", vendorOf(listing));
			putIfKnown(entitlement, "customerId", (i == 0)
					? this.items.getOrDefault(Resource.CUSTOMERS, Map.of()).get("cust_456") : any(Resource.CUSTOMERS));
			putIfKnown(entitlement, "listingId", listing);
			entitlement.put("status", pick("active", "active", "active", "expired", "cancelled"));
			entitlement.put("quantity", 1 + this.random.nextInt(250));
			entitlement.put("expiresAt", ItemStore.format(this.created.plus(365, ChronoUnit.DAYS)));
			end(Resource.ENTITLEMENTS, entitlement);
		}
	}

	private void metering() {
		for (int i = 0; i < size(Resource.METERING); i++) {
			Map<String, Object> report = begin(Resource.METERING, null);
			Item listing = any(Resource.LISTINGS);
			Item customer = any(Resource.CUSTOMERS);
			int units = 50 + this.random.nextInt(5000);
			Map<String, Object> details = new LinkedHashMap<>();
			if (customer != null) {
				details.put("customer", Map.of("id", customer.id()));
			}
			details.put("reportingDate", String.valueOf(report.get("createdAt")).substring(0, 10));
			details.put("charged", BigDecimal.valueOf(units, 2));
			details.put("usages", List.of(Map.of("apiKey", "api_calls", "units", units, "title", "API Calls",
					"description", "Number of API requests", "per", "request", "price", "0.01")));
			report.put("vendor", vendorOf(listing));
			putIfKnown(report, "listingId", listing);
			report.put("details", details);
			report.put("status", pick("submitted", "confirmed", "confirmed", "confirmed", "failed"));
			end(Resource.METERING, report);
		}
	}

	private void activities() {
		for (int i = 0; i < size(Resource.ACTIVITIES); i++) {
			Map<String, Object> activity = begin(Resource.ACTIVITIES, null);
			putIfKnown(activity, "organizationId", any(Resource.ORGANIZATIONS));
			putIfKnown(activity, "customerId", any(Resource.CUSTOMERS));
			activity.put("type", pick("customer.created", "private_offer.created", "entitlement.created"));
			activity.put("status", "recorded");
			end(Resource.ACTIVITIES, activity);
		}
	}

	private int size(Resource resource) {
		return this.sizes.getOrDefault(resource, 0);
	}

	private Map<String, Object> begin(Resource resource, @Nullable String id) {
		this.created = FIRST.plusSeconds((long) (this.random.nextDouble() * SECONDS))
			.plusMillis(this.random.nextInt(1000));
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("id", (id != null) ? id : ItemStore.randomId(this.random, resource.idPrefix()));
		fields.put("createdAt", ItemStore.format(this.created));
		fields.put("updatedAt", ItemStore.format(this.created.plusSeconds(this.random.nextInt(500_000))));
		return fields;
	}

	private void end(Resource resource, Map<String, Object> fields) {
		Item item = new Item(String.valueOf(fields.get("id")), this.created, Collections.unmodifiableMap(fields));
		this.items.computeIfAbsent(resource, (key) -> new LinkedHashMap<>()).put(item.id(), item);
		this.drawn.computeIfAbsent(resource, (key) -> new ArrayList<>()).add(item);
	}

	private @Nullable Item any(Resource resource) {
		List<Item> candidates = this.drawn.getOrDefault(resource, List.of());
		return (!candidates.isEmpty()) ? candidates.get(this.random.nextInt(candidates.size())) : null;
	}

	private static void putIfKnown(Map<String, Object> fields, String name, @Nullable Item item) {
		if (item != null) {
			fields.put(name, item.id());
		}
	}

	private String vendorOf(@Nullable Item listing) {
		return (listing != null) ? String.valueOf(listing.fields().get("vendor")) : vendor();
	}

	private String vendor() {
		return (this.random.nextInt(3) > 0) ? "aws" : "azure";
	}

	private String company() {
		return pick(ADJECTIVES) + " " + pick(NOUNS) + " " + pick(FORMS);
	}

	private static String domain(String company) {
		StringBuilder domain = new StringBuilder(company.length());
		for (int i = 0; i < company.length(); i++) {
			char character = Character.toLowerCase(company.charAt(i));
			if (character >= 'a' && character <= 'z') {
				domain.append(character);
			}
		}
		return domain.toString();
	}

	private String digits(int count) {
		StringBuilder digits = new StringBuilder(count);
		for (int i = 0; i < count; i++) {
			digits.append(this.random.nextInt(10));
		}
		return digits.toString();
	}

	private String pick(String... values) {
		return values[this.random.nextInt(values.length)];
	}

	private record Generated(long seed, Map<Resource, Integer> sizes, Map<Resource, Map<String, Item>> items) {
	}

}
