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

package io.automatum.spring.test;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.test.emulator.AutomatumEmulator;

/**
 * Leads the client to an emulator.
 */
final class EmulatorConnectionDetails implements AutomatumConnectionDetails {

	private final AutomatumEmulator emulator;

	EmulatorConnectionDetails(AutomatumEmulator emulator) {
		this.emulator = emulator;
	}

	@Override
	public String getClientId() {
		return this.emulator.clientId();
	}

	@Override
	public String getClientSecret() {
		return this.emulator.clientSecret();
	}

	@Override
	public String getBaseUrl() {
		return this.emulator.baseUrl();
	}

	@Override
	public String getTokenUrl() {
		return this.emulator.tokenUrl();
	}

}
