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
import java.util.function.ToDoubleFunction;

import io.automatum.benchmarks.Load.Measurement;

/**
 * What the observations of a pair cost in one JVM: medians of rounds, in each of which
 * both are measured. They are measured in turn from the first call on, so that the
 * compiler sees both.
 *
 * @param microsOff the CPU time of a call that is not observed, in microseconds
 * @param micros how much more an observed one takes
 * @param kilobytesOff what a call that is not observed allocates, in units of 1024 bytes
 * @param kilobytes how much more an observed one does
 */
public record ObservationCost(double microsOff, double micros, double kilobytesOff, double kilobytes) {

	private static final String PREFIX = "cost ";

	private static final int WARM_UP_ROUNDS = 8;

	private static final Duration WARM_UP = Duration.ofMillis(500);

	/**
	 * Measure a pair and print what was found.
	 * @param args the pair, the calls at once, the rounds, the milliseconds of each, and
	 * whether the server spins
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		ObservationPair pair = ObservationPair.valueOf(args[0]);
		Duration duration = Duration.ofMillis(Integer.parseInt(args[3]));
		try (StubProcess stub = StubProcess.start(0, 0, true, Boolean.parseBoolean(args[4]));
				Load load = new Load(Integer.parseInt(args[1]))) {
			System.out.println(measure(pair, load, stub.url(), Integer.parseInt(args[2]), duration).text());
		}
		System.exit(0);
	}

	private static ObservationCost measure(ObservationPair pair, Load load, String url, int rounds, Duration duration)
			throws InterruptedException {
		Variant off = Variant.reactive("off", pair.off(url));
		Variant on = Variant.reactive("on", pair.on(url));
		load.once(off);
		load.once(on);
		for (int i = 0; i < WARM_UP_ROUNDS; i++) {
			load.run(off, WARM_UP);
			load.run(on, WARM_UP);
		}
		Measurement[] without = new Measurement[rounds];
		Measurement[] with = new Measurement[rounds];
		for (int i = 0; i < rounds; i++) {
			boolean offFirst = i % 2 == 0;
			Measurement first = load.run(offFirst ? off : on, duration);
			Measurement second = load.run(offFirst ? on : off, duration);
			without[i] = offFirst ? first : second;
			with[i] = offFirst ? second : first;
		}
		return new ObservationCost(median(without, Measurement::cpuMicros),
				difference(with, without, Measurement::cpuMicros), median(without, Measurement::allocatedKilobytes),
				difference(with, without, Measurement::allocatedKilobytes));
	}

	private static double median(Measurement[] measurements, ToDoubleFunction<Measurement> figure) {
		double[] figures = new double[measurements.length];
		for (int i = 0; i < figures.length; i++) {
			figures[i] = figure.applyAsDouble(measurements[i]);
		}
		return Figures.median(figures);
	}

	private static double difference(Measurement[] with, Measurement[] without, ToDoubleFunction<Measurement> figure) {
		double[] differences = new double[with.length];
		for (int i = 0; i < differences.length; i++) {
			differences[i] = figure.applyAsDouble(with[i]) - figure.applyAsDouble(without[i]);
		}
		return Figures.median(differences);
	}

	static boolean isText(String line) {
		return line.startsWith(PREFIX);
	}

	static ObservationCost parse(String line) {
		String[] figures = line.substring(PREFIX.length()).split(" ");
		return new ObservationCost(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]),
				Double.parseDouble(figures[2]), Double.parseDouble(figures[3]));
	}

	private String text() {
		return String.format(Locale.ROOT, "%s%f %f %f %f", PREFIX, this.microsOff, this.micros, this.kilobytesOff,
				this.kilobytes);
	}

}
