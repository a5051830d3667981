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

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Chooses, among the application's, the {@code DataSource} of the inbox and its
 * transaction manager: those qualified as {@code automatum}, else the only or primary
 * ones.
 */
final class InboxDataSource {

	private InboxDataSource() {
	}

	static DataSource dataSource(ObjectProvider<DataSource> qualified, ObjectProvider<DataSource> all) {
		try {
			DataSource chosen = qualified.getIfAvailable();
			DataSource dataSource = (chosen != null) ? chosen : all.getIfAvailable();
			if (dataSource == null) {
				throw MissingInboxDatabaseException.noDataSource();
			}
			return dataSource;
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw MissingInboxDatabaseException
				.severalDataSources(Objects.requireNonNullElse(ex.getBeanNamesFound(), List.of()));
		}
	}

	/**
	 * Choose a transaction manager: one that is evidently for another {@code DataSource}
	 * only where there is no better.
	 * @param dataSource where the inbox is
	 * @param qualified those that are qualified
	 * @param all all
	 * @return the transaction manager, null where none can be chosen
	 */
	static @Nullable PlatformTransactionManager transactionManager(DataSource dataSource,
			ObjectProvider<PlatformTransactionManager> qualified, ObjectProvider<PlatformTransactionManager> all) {
		PlatformTransactionManager chosen = qualified.getIfAvailable();
		if (chosen != null) {
			return chosen;
		}
		PlatformTransactionManager unique = all.getIfUnique();
		if (unique != null && !(factory(unique) instanceof DataSource other && other != dataSource)) {
			return unique;
		}
		return all.orderedStream().filter((candidate) -> factory(candidate) == dataSource).findFirst().orElse(unique);
	}

	private static @Nullable Object factory(PlatformTransactionManager transactionManager) {
		return (transactionManager instanceof ResourceTransactionManager resource) ? resource.getResourceFactory()
				: null;
	}

}
