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

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.automatum.benchmarks.PageDto;
import io.automatum.benchmarks.Samples;
import io.automatum.spring.client.json.AutomatumJson;
import io.automatum.spring.client.model.Customer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reading a page of 2 KB with ten items and twenty instants.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PageDecodingBenchmark {

	private final byte[] page = Samples.page(1, 10, null);

	private final AutomatumJson json = AutomatumJson.create();

	private final JsonMapper mapper = JsonMapper.builder().build();

	/**
	 * With the client's reader.
	 * @return the items
	 */
	@Benchmark
	public List<Customer> client() {
		try (JsonParser parser = this.json.parser(this.page)) {
			parser.nextToken();
			parser.nextName();
			parser.nextToken();
			List<Customer> items = this.json.readList(parser, Customer.class);
			while (parser.nextToken() != null) {
				parser.skipChildren();
			}
			return items;
		}
	}

	/**
	 * With Jackson alone and plain records.
	 * @return the page
	 */
	@Benchmark
	public PageDto jackson() {
		return this.mapper.readValue(this.page, PageDto.class);
	}

}
