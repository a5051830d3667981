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

package io.automatum.spring.tests.documents;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The user that Spring Boot makes up for an application that has none, as the page on
 * compatibility tells.
 */
class DefaultUserTests {

	private final WebApplicationContextRunner application = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class));

	@Test
	void isNotMadeUpWhereTheStarterIs() {
		this.application.run((context) -> assertThat(context).doesNotHaveBean(UserDetailsService.class));
	}

	@Test
	void isMadeUpWithoutTheOauth2ClientThatComesWithIt() {
		this.application.withClassLoader(new FilteredClassLoader(ClientRegistrationRepository.class))
			.run((context) -> assertThat(context).hasSingleBean(UserDetailsService.class));
	}

	@Test
	void isThereWithAPasswordOfTheApplications() {
		this.application.withPropertyValues("spring.security.user.password=of-the-reader")
			.run((context) -> assertThat(context).hasSingleBean(UserDetailsService.class));
	}

}
