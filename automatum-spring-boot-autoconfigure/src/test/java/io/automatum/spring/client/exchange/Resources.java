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

package io.automatum.spring.client.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sockets and threads of this process at one moment.
 */
final class Resources {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	/** Pools whose size does not depend on how many calls there were. */
	private static final Pattern LOOP = Pattern.compile("reactor-http-.*");

	private static final Pattern PARALLEL = Pattern.compile("parallel-.*");

	/** The tests' own servers and callers. */
	private static final Pattern OF_THE_TESTS = Pattern.compile(
			"(awaitility|scripted-server|server-of-bytes|fault-suite|qtp|stalls|Scheduler-|wiremock|Connector-).*");

	private final int sockets;

	private final Set<Thread> threads;

	private Resources(int sockets, Set<Thread> threads) {
		this.sockets = sockets;
		this.threads = threads;
	}

	static Resources now() {
		return new Resources(countSockets(), Set.copyOf(threads()));
	}

	/**
	 * Fail unless sockets and threads are as they were, now or within a time.
	 */
	void assertAsBefore(Duration patience) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(patience)
			.untilAsserted(() -> {
				assertThat(countSockets()).as("open sockets").isLessThanOrEqualTo(this.sockets);
				assertThat(newThreads()).as("threads that were not there").isEmpty();
			});
		assertThat(count(LOOP)).isLessThanOrEqualTo(LoopResources.DEFAULT_IO_WORKER_COUNT + 1L);
		assertThat(count(PARALLEL)).isLessThanOrEqualTo(Schedulers.DEFAULT_POOL_SIZE);
	}

	private List<String> newThreads() {
		return threads().stream()
			.filter((thread) -> !this.threads.contains(thread))
			.map(Thread::getName)
			.filter((name) -> !LOOP.matcher(name).matches() && !PARALLEL.matcher(name).matches()
					&& !OF_THE_TESTS.matcher(name).matches())
			.toList();
	}

	private static long count(Pattern name) {
		return threads().stream().filter((thread) -> name.matcher(thread.getName()).matches()).count();
	}

	private static List<Thread> threads() {
		ThreadGroup root = Thread.currentThread().getThreadGroup();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		Thread[] threads = new Thread[2 * root.activeCount() + 64];
		return List.of(Arrays.copyOf(threads, root.enumerate(threads)));
	}

	static boolean countsSockets() {
		return Files.isDirectory(DESCRIPTORS);
	}

	/*
	 * Only Linux tells. Descriptors come and go while they are looked at.
	 */
	private static int countSockets() {
		if (!countsSockets()) {
			return 0;
		}
		try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
			return (int) descriptors.filter(Resources::isSocket).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
