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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Knows by its statements what a transaction is for, so that the process can be killed
 * just before or after its commit. Can also take the fence away, to show what it is for.
 */
final class FaultyDataSource extends DelegatingDataSource {

	/** What a transaction is for, by what one of its statements contains. */
	private static final Map<String, String> PURPOSES = new LinkedHashMap<>();

	static {
		PURPOSES.put("insert into automatum_webhook_event", "receipt");
		PURPOSES.put("state = 'CLAIMED'", "claim");
		PURPOSES.put("insert into automatum_webhook_completion", "handler");
		PURPOSES.put("state = 'DONE'", "done");
	}

	/** All steps at which a process can be killed. */
	static final List<String> STEPS = List.of("receipt-before", "receipt-after", "claim-before", "claim-after",
			"handler-begin", "handler-within", "handler-before", "handler-after", "done-before", "done-after");

	private static final String FENCE = "lane_key = ? and owner = ? and fence = ? for update";

	private static final String NO_FENCE = "lane_key = ? and (1 = 1 or owner = ? or fence = ?) for update";

	private final Consumer<String> fault;

	private final boolean unfenced;

	FaultyDataSource(DataSource target, Consumer<String> fault, boolean unfenced) {
		super(target);
		this.fault = fault;
		this.unfenced = unfenced;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection target = super.getConnection();
		List<String> statements = new ArrayList<>();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, args) -> {
					try {
						if (method.getName().equals("prepareStatement")) {
							statements.add((String) args[0]);
							if (this.unfenced) {
								args[0] = ((String) args[0]).replace(FENCE, NO_FENCE);
							}
						}
						if (!method.getName().equals("commit")) {
							return method.invoke(target, args);
						}
						String purpose = purpose(statements);
						statements.clear();
						this.fault.accept(purpose + "-before");
						Object result = method.invoke(target, args);
						this.fault.accept(purpose + "-after");
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private static String purpose(List<String> statements) {
		return PURPOSES.entrySet()
			.stream()
			.filter((entry) -> statements.stream().anyMatch((sql) -> sql.contains(entry.getKey())))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("other");
	}

}
