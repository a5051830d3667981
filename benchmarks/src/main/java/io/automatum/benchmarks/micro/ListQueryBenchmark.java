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

package io.automatum.benchmarks.micro;

import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.ListQuery;
import io.automatum.spring.client.SortOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoding the parameters of a list.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ListQueryBenchmark {

	private final ListQuery small = ListQuery.create().limit(10);

	private final ListQuery large = ListQuery.create()
		.eq("status", "active")
		.gte("createdAt", LocalDate.of(2026, 1, 1))
		.sort(SortOrder.desc("value"), SortOrder.asc("name"))
		.limit(100)
		.cursor("eyJpZCI6ImN1c3RfMDAwMDAwMDEifQ==");

	/**
	 * One parameter.
	 * @return the query
	 */
	@Benchmark
	public String limitOnly() {
		return this.small.toQueryString();
	}

	/**
	 * Filters, an order and a cursor.
	 * @return the query
	 */
	@Benchmark
	public String everything() {
		return this.large.toQueryString();
	}

}
