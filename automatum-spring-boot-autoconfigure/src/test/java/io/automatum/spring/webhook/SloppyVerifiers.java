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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifiers as they are often written, each with one fault, to show that what is
 * generated to be refused would be noticed if it were not.
 */
enum SloppyVerifiers {

	/** Signs the text that the bytes become. */
	TEXT {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			byte[] text = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
			return hex(secret, text).equals(signature);
		}

	},

	/** Compares as many characters as there are. */
	PREFIX {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			return hex(secret, body).startsWith(signature);
		}

	},

	/** Takes hexadecimal digits of any case, blanks around them and any prefix. */
	LENIENT_HEX {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			String digits = signature.substring(signature.indexOf('=') + 1).strip().toLowerCase(Locale.ROOT);
			return hex(secret, body).equals(digits);
		}

	},

	/** Takes whatever Java's decoder does. */
	LENIENT_BASE64 {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			try {
				return java.util.Arrays.equals(Base64.getMimeDecoder().decode(signature), digest(secret, body));
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

	},

	/** Signs the JSON anew. */
	RESERIALISED {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			try {
				byte[] anew = MAPPER.writeValueAsBytes(MAPPER.readTree(body));
				return hex(secret, anew).equals(signature);
			}
			catch (JacksonException ex) {
				return false;
			}
		}

	},

	/** Signs the body alone where there is a time. */
	UNSIGNED_TIME {

		@Override
		boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException {
			return signature.startsWith("t=") && signature.endsWith(",v1=" + hex(secret, body));
		}

	};

	private static final JsonMapper MAPPER = JsonMapper.shared();

	abstract boolean accepts(String secret, byte[] body, String signature) throws GeneralSecurityException;

	static String hex(String secret, byte[] body) throws GeneralSecurityException {
		return HexFormat.of().formatHex(digest(secret, body));
	}

	static byte[] digest(String secret, byte[] body) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return mac.doFinal(body);
	}

}
