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

package io.automatum.spring.tests.coexistence;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Endpoints of an application that are no concern of the starter.
 */
@RestController
class ForeignEndpoints {

	@GetMapping("/text")
	String text() {
		return "text";
	}

	@GetMapping("/order/{id}")
	Order order(@PathVariable String id) {
		return new Order(id, Instant.parse("2026-01-31T12:00:00Z"), Duration.ofMinutes(90), new BigDecimal("12.50"),
				null, List.of(1, 2), Map.of("k", "v"));
	}

	@PostMapping("/order")
	@ResponseStatus(HttpStatus.CREATED)
	Order create(@RequestBody Order order) {
		return order;
	}

	@GetMapping(path = "/later", produces = MediaType.TEXT_PLAIN_VALUE)
	CompletableFuture<String> later() {
		return CompletableFuture.completedFuture("later");
	}

	@GetMapping("/conflict")
	String conflict() {
		throw new ResponseStatusException(HttpStatus.CONFLICT, "there is one");
	}

	@GetMapping("/broken")
	String broken() {
		throw new IllegalStateException("broken");
	}

	record Order(String id, Instant at, Duration lasts, BigDecimal price, @Nullable String note, List<Integer> lines,
			Map<String, String> details) {

	}

}
