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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.automatum.spring.logging.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Says, at start-up, which properties have a name that means nothing here: Spring Boot
 * passes over them, and a limit that was mistyped is the default without a sound. No
 * failure: an application that goes back to an older version keeps its configuration, and
 * it may read one of them itself. Names are said and never a value. Variables of the
 * environment and of the system are left out, they may be anybody's, and so is what
 * classes of the application's own read.
 */
final class UnknownPropertiesNotice implements ApplicationListener<ApplicationStartedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(UnknownPropertiesNotice.class);

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("automatum");

	/** By name, because packages below know this one. */
	private static final Map<ConfigurationPropertyName, String> TYPES = Map.of(PREFIX, ".AutomatumProperties",
			PREFIX.append("logging"), ".AutomatumLoggingProperties", PREFIX.append("health"),
			".actuate.AutomatumHealthProperties", PREFIX.append("webhook"), ".webhook.AutomatumWebhookProperties",
			PREFIX.append("webhook.inbox.jdbc"), ".webhook.AutomatumWebhookJdbcProperties");

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		// The listeners of a parent are told of its children, too.
		if (!event.getSpringApplication().getListeners().contains(this)) {
			return;
		}
		Set<ConfigurationProperty> unknown = new TreeSet<>(Comparator.comparing(ConfigurationProperty::getName));
		Environment environment = event.getApplicationContext().getEnvironment();
		TYPES.forEach((prefix, name) -> {
			Class<?> type = load(name);
			if (type != null) {
				findUnbound(environment, prefix, type, (property) -> {
					if (prefix.equals(owner(property.getName()))) {
						unknown.add(property);
					}
				});
			}
		});
		ApplicationContext parent = event.getApplicationContext().getParent();
		if (parent != null) {
			// It has named those that its child has from it.
			unknown.removeIf((property) -> parent.getEnvironment().containsProperty(property.getName().toString()));
		}
		if (!unknown.isEmpty()) {
			List<ConfigurationPropertyName> others = others(event.getApplicationContext());
			unknown
				.removeIf((property) -> others.stream().anyMatch((prefix) -> prefix.isAncestorOf(property.getName())));
		}
		unknown.forEach((property) -> logger.warn(
				"The starter has no property {} ({}): look for a typing error, or remove it, unless the application "
						+ "reads it itself",
				SafeText.of(property.getName().toString()), SafeText.of(String.valueOf(property.getOrigin()))));
	}

	private static List<ConfigurationPropertyName> others(ListableBeanFactory beanFactory) {
		List<ConfigurationPropertyName> prefixes = new ArrayList<>();
		for (String bean : BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(beanFactory,
				ConfigurationProperties.class)) {
			ConfigurationProperties annotation = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			if (annotation != null && ConfigurationPropertyName.isValid(annotation.prefix())) {
				prefixes.add(ConfigurationPropertyName.of(annotation.prefix()));
			}
		}
		// Those that are ours have been looked into.
		prefixes.removeAll(TYPES.keySet());
		prefixes.remove(ConfigurationPropertyName.EMPTY);
		return prefixes;
	}

	private static @Nullable Class<?> load(String name) {
		try {
			Class<?> type = ClassUtils.forName(UnknownPropertiesNotice.class.getPackageName() + name,
					UnknownPropertiesNotice.class.getClassLoader());
			BeanUtils.getPropertyDescriptors(type);
			return type;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// It extends a class of Spring Boot's that is not there.
			return null;
		}
	}

	private static void findUnbound(Environment environment, ConfigurationPropertyName prefix, Class<?> type,
			Consumer<ConfigurationProperty> unbound) {
		try {
			Binder.get(environment)
				.bind(prefix, Bindable.of(type),
						new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException cause) {
				cause.getUnboundProperties().forEach(unbound);
			}
		}
	}

	// Of several classes, that with the longest prefix reads a property.
	private static ConfigurationPropertyName owner(ConfigurationPropertyName name) {
		return TYPES.keySet()
			.stream()
			.filter((prefix) -> prefix.isAncestorOf(name))
			.max(Comparator.comparing(ConfigurationPropertyName::getNumberOfElements))
			.orElse(PREFIX);
	}

}
