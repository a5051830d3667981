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

package io.automatum.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.repository.CustomerRepository;
import io.automatum.spring.client.repository.ReactiveCustomerRepository;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Walks a long list whose pages take the service some time, with a consumer that takes as
 * long for each: one after the other, and as {@code findAll} does it.
 */
final class ReadAhead {

	private final CustomerRepository customers;

	private final ReactiveCustomerRepository reactiveCustomers;

	private final int items;

	private final Duration work;

	private ReadAhead(ConfigurableApplicationContext context, int items, int workMillis) {
		this.customers = context.getBean(CustomerRepository.class);
		this.reactiveCustomers = context.getBean(ReactiveCustomerRepository.class);
		this.items = items;
		this.work = Duration.ofMillis(workMillis);
	}

	static void run(Options options) throws Exception {
		int items = options.number("items", 100_000);
		int millis = options.number("millis", 5);
		int rounds = options.number("rounds", 5);
		try (StubProcess stub = StubProcess.start(items, millis, false);
				ConfigurableApplicationContext context = AutomatumContext.start(stub.url() + "/slow",
						stub.url() + "/oauth/token", false, false)) {
			ReadAhead readAhead = new ReadAhead(context, items, millis);
			double[] stream = new double[rounds];
			double[] flux = new double[rounds];
			for (int round = 0; round < rounds; round++) {
				double serial = readAhead.seconds("Pages one after the other", readAhead::serially);
				stream[round] = serial / readAhead.seconds("Stream of findAll", readAhead::stream);
				double reactiveSerial = readAhead.seconds("Reactive pages one after the other",
						readAhead::reactiveSerially);
				flux[round] = reactiveSerial / readAhead.seconds("Flux of findAll", readAhead::flux);
			}
			System.out.printf(Locale.ROOT, "%nFaster by, medians of %d rounds: Stream %.2f, Flux %.2f%n", rounds,
					Figures.median(stream), Figures.median(flux));
		}
	}

	private double seconds(String name, Walk walk) throws InterruptedException {
		long start = System.nanoTime();
		int count = walk.count();
		double seconds = (System.nanoTime() - start) / 1e9;
		if (count != this.items) {
			throw new IllegalStateException(name + " gave " + count + " items instead of " + this.items);
		}
		System.out.printf(Locale.ROOT, "%-36s %.2f s%n", name, seconds);
		return seconds;
	}

	private int serially() throws InterruptedException {
		int count = 0;
		@Nullable ListQuery query = query();
		while (query != null) {
			Page<Customer> page = this.customers.findPage(query);
			count += page.items().size();
			Thread.sleep(this.work.toMillis());
			query = page.next();
		}
		return count;
	}

	private int stream() {
		AtomicInteger count = new AtomicInteger();
		try (Stream<Customer> all = this.customers.findAll(query())) {
			all.forEach((customer) -> {
				if (count.incrementAndGet() % StubServer.SLOW_PAGE_SIZE == 0) {
					work();
				}
			});
		}
		return count.get();
	}

	private int reactiveSerially() {
		Integer count = this.reactiveCustomers.findPage(query())
			.expand((page) -> Mono.delay(this.work)
				.then(Mono.justOrEmpty(page.nextQuery()).flatMap(this.reactiveCustomers::findPage)))
			.map((page) -> page.items().size())
			.reduce(0, Integer::sum)
			.block();
		return (count != null) ? count : 0;
	}

	private int flux() {
		// Asks for a page's worth of items at a time, so that only the client reads
		// ahead.
		Integer count = this.reactiveCustomers.findAll(query())
			.buffer(StubServer.SLOW_PAGE_SIZE)
			.concatMap((items) -> Mono.delay(this.work).thenReturn(items.size()), 0)
			.reduce(0, Integer::sum)
			.block();
		return (count != null) ? count : 0;
	}

	private void work() {
		try {
			Thread.sleep(this.work.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ListQuery query() {
		return ListQuery.create().limit(StubServer.SLOW_PAGE_SIZE);
	}

	/**
	 * Walks the whole list.
	 */
	private interface Walk {

		int count() throws InterruptedException;

	}

}
