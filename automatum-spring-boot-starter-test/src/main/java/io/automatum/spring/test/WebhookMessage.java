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

package io.automatum.spring.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.automatum.spring.client.json.AutomatumJson;
import org.jspecify.annotations.Nullable;

/**
 * An event that a {@link WebhookSender} is about to deliver. Immutable: every delivery of
 * it has the same bytes.
 *
 * @since 1.0.0
 */
public final class WebhookMessage {

	private static final AutomatumJson JSON = AutomatumJson.create();

	private final WebhookSender sender;

	private final Map<String, @Nullable Object> fields;

	WebhookMessage(WebhookSender sender, String type, Object data) {
		this(sender, new LinkedHashMap<>());
		this.fields.put("id", null);
		this.fields.put("type", type);
		this.fields.put("createdAt", Instant.now().toString());
		this.fields.put("data", data);
	}

	private WebhookMessage(WebhookSender sender, Map<String, @Nullable Object> fields) {
		this.sender = sender;
		this.fields = fields;
	}

	/**
	 * Return the event with an id.
	 * @param id the id
	 * @return an event
	 */
	public WebhookMessage id(String id) {
		return field("id", id);
	}

	/**
	 * Return the event without an id, so that its digest identifies it.
	 * @return an event
	 */
	public WebhookMessage withoutId() {
		return withoutField("id");
	}

	/**
	 * Return the event with a field beside its data, or with another value of its own.
	 * @param name the field's name
	 * @param value its value
	 * @return an event
	 */
	public WebhookMessage field(String name, Object value) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.fields);
		fields.put(name, value);
		return new WebhookMessage(this.sender, fields);
	}

	/**
	 * Return the event without a field.
	 * @param name the field's name
	 * @return an event
	 */
	public WebhookMessage withoutField(String name) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(this.fields);
		fields.remove(name);
		return new WebhookMessage(this.sender, fields);
	}

	/**
	 * Return the event as it is sent.
	 * @return the event's JSON in UTF-8
	 */
	public byte[] body() {
		return JSON.write(this.fields);
	}

	/**
	 * Deliver it.
	 * @return what was sent, and the answer
	 */
	public SentWebhook deliver() {
		return this.sender.deliverRaw(body());
	}

	/**
	 * Deliver it several times, one after the other.
	 * @param times how many times
	 * @return what was sent, and the answers
	 */
	public List<SentWebhook> deliver(int times) {
		List<SentWebhook> sent = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			sent.add(deliver());
		}
		return List.copyOf(sent);
	}

	/**
	 * Deliver it several times at the same instant, from as many threads.
	 * @param times how many times
	 * @return what was sent, and the answers
	 * @throws IllegalStateException if a delivery is not answered
	 */
	public List<SentWebhook> deliverAtOnce(int times) {
		ExecutorService executor = Executors.newFixedThreadPool(times);
		try {
			CyclicBarrier start = new CyclicBarrier(times);
			List<Future<SentWebhook>> pending = new ArrayList<>();
			for (int i = 0; i < times; i++) {
				pending.add(executor.submit(() -> {
					start.await(10, TimeUnit.SECONDS);
					return deliver();
				}));
			}
			List<SentWebhook> sent = new ArrayList<>();
			for (Future<SentWebhook> delivery : pending) {
				sent.add(delivery.get());
			}
			return List.copyOf(sent);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A delivery was not answered", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while deliveries were not answered", ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Deliver it as somebody does who does not know the secret.
	 * @param forgery in which way it is forged
	 * @return what was sent, and the answer
	 */
	public SentWebhook forge(WebhookForgery forgery) {
		return this.sender.forge(forgery, body());
	}

}
