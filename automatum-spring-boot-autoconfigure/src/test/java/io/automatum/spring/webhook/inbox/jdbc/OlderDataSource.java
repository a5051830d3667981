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

package io.automatum.spring.webhook.inbox.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Says that the database is of an older version than it is.
 */
final class OlderDataSource extends DelegatingDataSource {

	private final int major;

	private final int minor;

	OlderDataSource(DataSource target, int major, int minor) {
		super(target);
		this.major = major;
		this.minor = minor;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection target = super.getConnection();
		return proxy(Connection.class, target,
				(name, result) -> name.equals("getMetaData") ? older((DatabaseMetaData) result) : result);
	}

	private DatabaseMetaData older(DatabaseMetaData target) {
		return proxy(DatabaseMetaData.class, target, (name, result) -> switch (name) {
			case "getDatabaseMajorVersion" -> this.major;
			case "getDatabaseMinorVersion" -> this.minor;
			default -> result;
		});
	}

	private static <T> T proxy(Class<T> type, T target, Change change) {
		return type.cast(Proxy.newProxyInstance(OlderDataSource.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, args) -> {
					try {
						return change.of(method.getName(), method.invoke(target, args));
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				}));
	}

	private interface Change {

		Object of(String method, Object result);

	}

}
