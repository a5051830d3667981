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

package io.automatum.samples.provisioning;

import java.time.Instant;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The accounts, and the plans that there are.
 */
@Repository
class Accounts {

	private final JdbcClient jdbc;

	Accounts(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void open(String entitlementId, String customerId, String plan) {
		int opened = this.jdbc.sql("""
				insert into account (entitlement_id, customer_id, plan, opened_at)
				select :entitlement, :customer, name, current_timestamp from plan where name = :plan
				""").param("entitlement", entitlementId).param("customer", customerId).param("plan", plan).update();
		if (opened == 0) {
			throw new UnknownPlanException(plan);
		}
	}

	void close(String entitlementId) {
		this.jdbc.sql("update account set closed_at = current_timestamp where entitlement_id = ?")
			.param(entitlementId)
			.update();
	}

	List<Account> latest() {
		return this.jdbc.sql("select * from account order by opened_at desc limit 10").query(Account.class).list();
	}

	List<String> plans() {
		return this.jdbc.sql("select name from plan order by name").query(String.class).list();
	}

	void addPlan(String name) {
		this.jdbc.sql("insert into plan (name) select :name where not exists (select 1 from plan where name = :name)")
			.param("name", name)
			.update();
	}

	/**
	 * A row of the table.
	 *
	 * @param closedAt null as long as it is open
	 */
	record Account(String entitlementId, String customerId, String plan, Instant openedAt, Instant closedAt) {

	}

	/**
	 * Somebody bought what nobody has set up.
	 */
	static class UnknownPlanException extends RuntimeException {

		UnknownPlanException(String plan) {
			super("There is no plan " + plan);
		}

	}

}
