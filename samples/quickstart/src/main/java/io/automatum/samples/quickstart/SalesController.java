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

package io.automatum.samples.quickstart;

import java.util.Map;

import io.automatum.spring.client.AutomatumException;
import io.automatum.spring.client.Page;
import io.automatum.spring.client.RateLimitedException;
import io.automatum.spring.client.ValidationException;
import io.automatum.spring.client.model.PrivateOffer;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows it at {@code http://localhost:8080}.
 */
@RestController
class SalesController {

	private final Sales sales;

	SalesController(Sales sales) {
		this.sales = sales;
	}

	@GetMapping("/")
	Map<String, String> links() {
		return Map.of("latest offers", "GET /offers", "make an offer",
				"POST /offers?listingId=listing_123&customerId=cust_456&discountPercentage=20", "every active customer",
				"GET /customers");
	}

	@GetMapping("/offers")
	Page<PrivateOffer> offers() {
		return this.sales.latestOffers();
	}

	@PostMapping("/offers")
	@ResponseStatus(HttpStatus.CREATED)
	PrivateOffer offer(@RequestParam String listingId, @RequestParam String customerId,
			@RequestParam int discountPercentage) {
		return this.sales.offer(listingId, customerId, discountPercentage);
	}

	@GetMapping("/customers")
	Map<String, Long> customers() {
		return this.sales.activeCustomersByVendor();
	}

	@ExceptionHandler
	ProblemDetail invalid(ValidationException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, ex.getMessage());
		problem.setProperty("errors", ex.fieldErrors());
		return problem;
	}

	@ExceptionHandler
	ProblemDetail busy(RateLimitedException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
		problem.setProperty("retryAt", ex.retryAt());
		return problem;
	}

	@ExceptionHandler
	ProblemDetail failed(AutomatumException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, ex.getMessage());
	}

}
