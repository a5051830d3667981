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

import java.util.Arrays;

/**
 * Runs the benchmark that its first argument names.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run a benchmark.
	 * @param args the benchmark's name and its options
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		String name = (args.length > 0) ? args[0] : "";
		switch (name) {
			case "compare" -> Comparison.run(new Options(args));
			case "read-ahead" -> ReadAhead.run(new Options(args));
			case "start-up" -> StartUp.run(new Options(args));
			case "size" -> JarSize.run(new Options(args));
			case "endpoint" -> Endpoint.run(new Options(args));
			case "verify" -> Verification.run(new Options(args));
			case "observations" -> Observations.run(new Options(args));
			case "micro" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
			default -> {
				System.err
					.println("One of: compare, read-ahead, start-up, size, verify, endpoint, observations, micro");
				System.exit(2);
			}
		}
		System.exit(0);
	}

}
