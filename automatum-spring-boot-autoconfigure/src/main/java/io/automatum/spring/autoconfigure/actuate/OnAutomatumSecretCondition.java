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

package io.automatum.spring.autoconfigure.actuate;

import java.util.List;
import java.util.stream.Stream;

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.webhook.WebhookSecrets;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link ConfigurationCondition} that matches when there may be a secret of ours: a
 * property that holds one, whether or not it switches something on, or a bean that hands
 * out secrets.
 */
class OnAutomatumSecretCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("automatum");

	/** What is asked of sources that do not list their properties. */
	private static final List<ConfigurationPropertyName> NAMES = Stream
		.of("automatum.client-secret", "automatum.http.proxy.password", "automatum.webhook.secret",
				"automatum.webhook.secrets[0].value")
		.map(ConfigurationPropertyName::of)
		.toList();

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Automatum secret");
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(context.getEnvironment())) {
			if (holdsSecret(source)) {
				return ConditionOutcome.match(message.foundExactly("a property that holds one"));
			}
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory != null && (isThere(beanFactory, AutomatumConnectionDetails.class)
				|| isThere(beanFactory, WebhookSecrets.class))) {
			return ConditionOutcome.match(message.foundExactly("a bean that hands out secrets"));
		}
		return ConditionOutcome.noMatch(message.because("no property holds one and no bean hands one out"));
	}

	private static boolean holdsSecret(ConfigurationPropertySource source) {
		if (source instanceof IterableConfigurationPropertySource iterable) {
			return iterable.stream()
				.anyMatch((name) -> PREFIX.isAncestorOf(name) && SecretKeys.isSecret(name.toString()));
		}
		return NAMES.stream().anyMatch((name) -> source.getConfigurationProperty(name) != null);
	}

	private static boolean isThere(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false).length > 0;
	}

}
