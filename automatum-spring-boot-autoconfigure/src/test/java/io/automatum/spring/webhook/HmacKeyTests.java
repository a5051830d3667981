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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.MacSpi;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HmacKeyTests {

	private static final String SECRET = "whsec_3kVt9x0aQmWb7Yp2";

	private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

	@Test
	void signsTheSameEveryTime() throws GeneralSecurityException {
		HmacKey key = HmacKey.of(SECRET);
		String expected = SloppyVerifiers.hex(SECRET, BODY);
		for (int i = 0; i < 3; i++) {
			assertThat(HexFormat.of().formatHex(key.sign(null, BODY))).isEqualTo(expected);
			assertThat(key.sign("1", BODY))
				.isEqualTo(SloppyVerifiers.digest(SECRET, "1.{}".getBytes(StandardCharsets.UTF_8)));
		}
	}

	@Test
	void doesWithoutClonesWhereAProviderHasNone() throws GeneralSecurityException {
		byte[] expected = SloppyVerifiers.digest(SECRET, BODY);
		Provider provider = new DeviceProvider();
		Security.insertProviderAt(provider, 1);
		try {
			assertThat(Mac.getInstance("HmacSHA256").getProvider()).isSameAs(provider);
			HmacKey key = HmacKey.of(SECRET);
			assertThat(key.sign(null, BODY)).isEqualTo(expected);
			assertThat(key.sign(null, BODY)).isEqualTo(expected);
		}
		finally {
			Security.removeProvider(provider.getName());
		}
	}

	@Test
	void countsBytesAndNotCharacters() throws GeneralSecurityException {
		assertThat(HmacKey.of("x".repeat(15))).isNull();
		assertThat(HmacKey.of("x".repeat(16))).isNotNull();
		assertThat(HmacKey.of("ü".repeat(8))).isNotNull();
		assertThat(HmacKey.of("😀".repeat(4))).isNotNull();
		assertThat(HmacKey.of(" ".repeat(20))).isNull();
	}

	/**
	 * Has a Mac without clones, as hardware has.
	 */
	private static final class DeviceProvider extends Provider {

		private static final long serialVersionUID = 1L;

		DeviceProvider() {
			super("Device", "1", "for tests");
			putService(new Service(this, "Mac", "HmacSHA256", DeviceMac.class.getName(), null, null) {

				@Override
				public Object newInstance(Object parameter) {
					return new DeviceMac();
				}

			});
		}

	}

	/**
	 * Hands everything on to the JDK's.
	 */
	private static final class DeviceMac extends MacSpi {

		private final Mac mac;

		DeviceMac() {
			try {
				this.mac = Mac.getInstance("HmacSHA256", "SunJCE");
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected int engineGetMacLength() {
			return this.mac.getMacLength();
		}

		@Override
		protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
			this.mac.init(key);
		}

		@Override
		protected void engineUpdate(byte input) {
			this.mac.update(input);
		}

		@Override
		protected void engineUpdate(byte[] input, int offset, int length) {
			this.mac.update(input, offset, length);
		}

		@Override
		protected void engineUpdate(ByteBuffer input) {
			this.mac.update(input);
		}

		@Override
		protected byte[] engineDoFinal() {
			return this.mac.doFinal();
		}

		@Override
		protected void engineReset() {
			this.mac.reset();
		}

	}

}
