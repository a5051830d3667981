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

package io.automatum.spring.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What OpenSSL and Node sign is what we sign and accept.
 */
class SignatureVectorTests {

	private static final String VECTORS = "signatures.txt";

	private static final String PROGRAM = "signatures.js";

	@Test
	void acceptsAndGivesTheSignaturesOfOpensslAndNode() throws IOException {
		List<Vector> vectors = vectors();
		assertThat(vectors).hasSize(60).allSatisfy((vector) -> {
			WebhookSigner signer = new WebhookSigner(vector.secret());
			HmacSignatureVerifier verifier = vector.verifier();
			assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(vector.node()))).isEqualTo(vector.openssl());
			if (vector.time() != null) {
				String signature = "t=" + vector.time().getEpochSecond() + ",v1=" + vector.openssl();
				assertThat(verifier.verify(vector.body(), List.of(signature)).genuine()).isTrue();
				assertThat(signer.signTimestamped(vector.body(), vector.time())).isEqualTo(signature);
				return;
			}
			String upperCase = vector.openssl().toUpperCase(Locale.ROOT);
			assertThat(List.of(vector.openssl(), upperCase, "sha256=" + vector.openssl(), vector.node(),
					"sha256=" + vector.node()))
				.allMatch((signature) -> verifier.verify(vector.body(), List.of(signature)).genuine());
			assertThat(signer.sign(vector.body())).isEqualTo(vector.openssl());
			assertThat(signer.signUpperCase(vector.body())).isEqualTo(upperCase);
			assertThat(signer.signPrefixed(vector.body())).isEqualTo("sha256=" + vector.openssl());
			assertThat(signer.signBase64(vector.body())).isEqualTo(vector.node());
		});
	}

	@Test
	void aSignatureOfAnotherVectorIsRefused() throws IOException {
		List<Vector> vectors = vectors();
		for (Vector vector : vectors) {
			HmacSignatureVerifier verifier = vector.verifier();
			String prefix = (vector.time() != null) ? "t=" + vector.time().getEpochSecond() + ",v1=" : "";
			long accepted = vectors.stream()
				.filter((other) -> verifier.verify(vector.body(), List.of(prefix + other.openssl())).genuine())
				.count();
			assertThat(accepted).isOne();
		}
	}

	@Test
	void theProgramStillGivesTheseVectors(@TempDir Path directory) throws Exception {
		assumeTrue(runs("node", "--version"), "Skipped: there is no 'node' on this machine");
		assumeTrue(runs("openssl", "version"), "Skipped: there is no 'openssl' on this machine");
		Path program = directory.resolve(PROGRAM);
		Files.write(program, resource(PROGRAM));
		Path output = directory.resolve(VECTORS);
		Process process = new ProcessBuilder("node", program.toString()).redirectOutput(output.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
		assertThat(Files.readString(output)).isEqualTo(new String(resource(VECTORS), StandardCharsets.UTF_8));
	}

	private static boolean runs(String... command) throws InterruptedException {
		try {
			return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static List<Vector> vectors() throws IOException {
		return new String(resource(VECTORS), StandardCharsets.UTF_8).lines().map(Vector::of).toList();
	}

	private static byte[] resource(String name) throws IOException {
		try (InputStream resource = SignatureVectorTests.class.getResourceAsStream(name)) {
			assertThat(resource).isNotNull();
			return resource.readAllBytes();
		}
	}

	private record Vector(String secret, Instant time, byte[] body, String openssl, String node) {

		static Vector of(String line) {
			String[] fields = line.split("\t");
			return new Vector(fields[0],
					fields[1].equals("-") ? null : Instant.ofEpochSecond(Long.parseLong(fields[1])),
					HexFormat.of().parseHex(fields[2].equals("-") ? "" : fields[2]), fields[3], fields[4]);
		}

		HmacSignatureVerifier verifier() {
			HmacSignatureVerifier.Builder builder = HmacSignatureVerifier
				.builder(() -> List.of(new WebhookSecret("vector", this.secret, null)));
			if (this.time != null) {
				builder.timestamped(Duration.ofMinutes(5)).clock(new MutableClock(this.time));
			}
			return builder.build();
		}

	}

}
