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
import io.automatum.spring.test.emulator.AutomatumEmulatorContainer;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Leads the client to a container with {@code @ServiceConnection}.
 */
class EmulatorContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<AutomatumEmulatorContainer, AutomatumConnectionDetails> {

	@Override
	protected AutomatumConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<AutomatumEmulatorContainer> source) {
		return new EmulatorContainerConnectionDetails(source);
	}

	private static final class EmulatorContainerConnectionDetails
			extends ContainerConnectionDetails<AutomatumEmulatorContainer> implements AutomatumConnectionDetails {

		private EmulatorContainerConnectionDetails(ContainerConnectionSource<AutomatumEmulatorContainer> source) {
			super(source);
		}

		@Override
		public String getClientId() {
			return getContainer().clientId();
		}

		@Override
		public String getClientSecret() {
			return getContainer().clientSecret();
		}

		@Override
		public String getBaseUrl() {
			return getContainer().baseUrl();
		}

		@Override
		public String getTokenUrl() {
			return getContainer().tokenUrl();
		}

	}

}
