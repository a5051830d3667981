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

package io.automatum.spring.client.repository;

import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.NewCustomer;

/**
 * Access to customers. <pre class="code">
 * long active(CustomerRepository customers) {
 *     try (Stream&lt;Customer&gt; all = customers.findAll(ListQuery.create().eq("status", "active"))) {
 *         return all.count();
 *     }
 * }
 * </pre>
 *
 * @since 1.0.0
 */
public interface CustomerRepository extends AutomatumRepository<Customer, NewCustomer> {

}
