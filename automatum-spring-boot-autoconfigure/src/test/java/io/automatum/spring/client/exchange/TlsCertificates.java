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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Certificates of one authority, made by the JDK's own tool: {@code good},
 * {@code expired}, and that of an {@code other} host.
 */
final class TlsCertificates {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final Path store;

	private TlsCertificates(Path store) {
		this.store = store;
	}

	static TlsCertificates issue(Path directory) {
		TlsCertificates certificates = new TlsCertificates(directory.resolve("certificates.p12"));
		certificates.generate("authority", "-ext", "bc:c", "-validity", "100", "-startdate", "-20d");
		certificates.generate("good", "-signer", "authority", "-ext", "SAN=ip:127.0.0.1");
		certificates.generate("expired", "-signer", "authority", "-ext", "SAN=ip:127.0.0.1", "-startdate", "-10d",
				"-validity", "1");
		certificates.generate("other", "-signer", "authority", "-ext", "SAN=ip:10.1.2.3");
		return certificates;
	}

	X509Certificate authority() {
		try {
			return (X509Certificate) load().getCertificate("authority");
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	ServerSocketFactory sockets(String alias) {
		try {
			KeyStore keys = load();
			for (String other : Collections.list(keys.aliases())) {
				if (!other.equals(alias)) {
					keys.deleteEntry(other);
				}
			}
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(keys, PASSWORD);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(managers.getKeyManagers(), null, null);
			return context.getServerSocketFactory();
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		try (InputStream in = Files.newInputStream(this.store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD);
			return keys;
		}
	}

	private void generate(String alias, String... options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						alias, "-keyalg", "EC", "-dname", "CN=" + alias, "-keystore", this.store.toString(),
						"-storepass", new String(PASSWORD), "-storetype", "PKCS12"));
		command.addAll(List.of(options));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
