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

package io.automatum.spring.autoconfigure;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database that the inbox does not know.
 */
class OtherDatabase extends AbstractDataSource {

	@Override
	public Connection getConnection() {
		DatabaseMetaData metaData = proxy(DatabaseMetaData.class, "Oracle");
		return proxy(Connection.class, metaData);
	}

	@Override
	public Connection getConnection(String username, String password) {
		return getConnection();
	}

	private static <T> T proxy(Class<T> type, Object answer) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				Class<?> returned = method.getReturnType();
				if (returned.isInstance(answer)) {
					return answer;
				}
				return (returned == boolean.class) ? false : (returned == int.class) ? 0 : null;
			}));
	}

}
