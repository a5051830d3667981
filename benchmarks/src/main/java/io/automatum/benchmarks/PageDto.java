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

package io.automatum.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A page as somebody without the client would declare it.
 *
 * @param data the items
 * @param nextCursor the cursor of the next page
 */
public record PageDto(List<CustomerDto> data, @Nullable String nextCursor) {

	/**
	 * A customer with the fields that the client's own record has.
	 *
	 * @param id the identifier
	 * @param organizationId the organization
	 * @param vendor the marketplace
	 * @param awsAccountId the AWS account
	 * @param email the e-mail address
	 * @param companyName the name of the company
	 * @param name the name
	 * @param status the status
	 * @param cloudIdentifier the identifier at the cloud
	 * @param details the details
	 * @param createdAt the time of creation
	 * @param updatedAt the time of the last change
	 */
	public record CustomerDto(@Nullable String id, @Nullable String organizationId, @Nullable String vendor,
			@Nullable String awsAccountId, @Nullable String email, @Nullable String companyName, @Nullable String name,
			@Nullable String status, @Nullable String cloudIdentifier, @Nullable Map<String, Object> details,
			@Nullable Instant createdAt, @Nullable Instant updatedAt) {

	}

}
