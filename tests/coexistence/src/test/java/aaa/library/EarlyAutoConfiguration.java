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

package aaa.library;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Of a library whose name comes before all others, and that says nothing of its order.
 */
@AutoConfiguration
public final class EarlyAutoConfiguration {

	@Bean
	MeterRegistry libraryMeterRegistry() {
		return new SimpleMeterRegistry();
	}

	@Bean
	SmartInitializingSingleton libraryBinder(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
		return () -> binders.orderedStream().forEach((binder) -> binder.bindTo(registry));
	}

	@Bean
	ObservationRegistry libraryObservationRegistry() {
		return ObservationRegistry.create();
	}

	@Bean
	WebClient.Builder libraryWebClientBuilder() {
		return WebClient.builder().defaultHeader("X-Library", "yes");
	}

	@Bean
	DataSource libraryDataSource() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:aaa;DB_CLOSE_DELAY=-1");
		return dataSource;
	}

}
