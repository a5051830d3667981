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

package io.automatum.spring.client.json;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;

import io.automatum.spring.client.model.Activity;
import io.automatum.spring.client.model.Customer;
import io.automatum.spring.client.model.Entitlement;
import io.automatum.spring.client.model.Listing;
import io.automatum.spring.client.model.MeteringEvent;
import io.automatum.spring.client.model.NewActivity;
import io.automatum.spring.client.model.NewCustomer;
import io.automatum.spring.client.model.NewEntitlement;
import io.automatum.spring.client.model.NewListing;
import io.automatum.spring.client.model.NewMeteringEvent;
import io.automatum.spring.client.model.NewOrganization;
import io.automatum.spring.client.model.NewPrivateOffer;
import io.automatum.spring.client.model.NewWebhook;
import io.automatum.spring.client.model.OpenValue;
import io.automatum.spring.client.model.Organization;
import io.automatum.spring.client.model.PrivateOffer;
import io.automatum.spring.client.model.Webhook;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * What an image that is built ahead of time has to keep so that records can be read and
 * written. Those of {@code io.automatum.spring.client.model} are kept by themselves, and
 * so is the data of event handlers. An application that reads or writes records of its
 * own through {@code AutomatumOperations} registers them with
 * {@link #register(ReflectionHints, Type...)}.
 *
 * @since 1.0.0
 */
public final class RecordHints implements RuntimeHintsRegistrar {

	private static final BindingReflectionHintsRegistrar REGISTRAR = new BindingReflectionHintsRegistrar();

	/** What they are made of is found. */
	private static final Class<?>[] RECORDS = { Activity.class, Customer.class, Entitlement.class, Listing.class,
			MeteringEvent.class, NewActivity.class, NewCustomer.class, NewEntitlement.class, NewListing.class,
			NewMeteringEvent.class, NewOrganization.class, NewPrivateOffer.class, NewWebhook.class, Organization.class,
			PrivateOffer.class, Webhook.class };

	RecordHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		register(hints.reflection(), RECORDS);
	}

	/**
	 * Register types, those of their components, and the {@code of} methods by which open
	 * values are read.
	 * @param hints the hints
	 * @param types records, other classes that Jackson reads and writes, or types with
	 * such arguments
	 */
	public static void register(ReflectionHints hints, Type... types) {
		REGISTRAR.registerReflectionHints(hints, types);
		Set<Type> seen = new HashSet<>();
		for (Type type : types) {
			registerOpenValues(hints, ResolvableType.forType(type), seen);
		}
	}

	// OpenValueCodec looks for them by name.
	private static void registerOpenValues(ReflectionHints hints, ResolvableType type, Set<Type> seen) {
		if (!seen.add(type.getType())) {
			return;
		}
		for (ResolvableType argument : type.getGenerics()) {
			registerOpenValues(hints, argument, seen);
		}
		Class<?> resolved = type.resolve();
		if (resolved == null) {
			return;
		}
		Method factory = OpenValue.class.isAssignableFrom(resolved)
				? ReflectionUtils.findMethod(resolved, "of", String.class) : null;
		if (factory != null) {
			hints.registerMethod(factory, ExecutableMode.INVOKE);
		}
		if (resolved.isRecord()) {
			for (RecordComponent component : resolved.getRecordComponents()) {
				registerOpenValues(hints, ResolvableType.forType(component.getGenericType(), type), seen);
			}
		}
	}

}
