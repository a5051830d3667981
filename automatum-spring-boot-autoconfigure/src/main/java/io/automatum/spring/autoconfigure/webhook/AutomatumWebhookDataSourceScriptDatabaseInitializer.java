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

package io.automatum.spring.autoconfigure.webhook;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;

/**
 * Creates the tables of the webhook inbox. May be replaced by a bean that does it another
 * way.
 *
 * @since 1.0.0
 */
public class AutomatumWebhookDataSourceScriptDatabaseInitializer
		extends PropertiesBasedDataSourceScriptDatabaseInitializer<AutomatumWebhookJdbcProperties> {

	/**
	 * Create an initializer.
	 * @param dataSource where the inbox is
	 * @param properties the properties
	 */
	public AutomatumWebhookDataSourceScriptDatabaseInitializer(DataSource dataSource,
			AutomatumWebhookJdbcProperties properties) {
		super(dataSource, properties);
	}

}
