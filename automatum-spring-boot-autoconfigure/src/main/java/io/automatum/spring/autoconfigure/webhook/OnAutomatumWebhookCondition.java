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

package io.automatum.spring.autoconfigure.webhook;

import java.util.List;
import java.util.stream.Stream;

import io.automatum.spring.webhook.WebhookSecrets;
import io.automatum.spring.webhook.WebhookSignatureVerifier;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionMessage.Style;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link ConfigurationCondition} behind {@link ConditionalOnAutomatumWebhook}. Asks
 * whether a secret is set and does not read it: a placeholder that nothing resolves would
 * fail here, without the analysis that the validation gives.
 */
class OnAutomatumWebhookCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final List<String> SWITCHES = List.of("automatum.enabled", "automatum.webhook.enabled");

	/** Either tells what is genuine without a secret in the properties. */
	private static final List<Class<?>> TYPES = List.of(WebhookSecrets.class, WebhookSignatureVerifier.class);

	private static final List<String> SECRETS = List.of("automatum.webhook.secret", "automatum.webhook.secrets");

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnAutomatumWebhook.class);
		Environment environment = context.getEnvironment();
		for (String property : SWITCHES) {
			if (!Binder.get(environment).bind(property, Boolean.class).orElse(true)) {
				return ConditionOutcome.noMatch(message.because(property + " is false"));
			}
		}
		List<String> beans = beans(context.getBeanFactory());
		if (!beans.isEmpty()) {
			return ConditionOutcome.match(message.found("bean", "beans").items(Style.QUOTE, beans));
		}
		List<String> properties = SECRETS.stream().filter((name) -> isSet(environment, name)).toList();
		if (!properties.isEmpty()) {
			return ConditionOutcome.match(message.found("property", "properties").items(Style.QUOTE, properties));
		}
		return ConditionOutcome
			.noMatch(message.because("neither " + String.join(" nor ", SECRETS) + " is set and there is no bean of "
					+ String.join(" or ", TYPES.stream().map(Class::getSimpleName).toList())));
	}

	private List<String> beans(@Nullable ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory == null) {
			return List.of();
		}
		return TYPES.stream()
			.map((type) -> BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false))
			.flatMap(Stream::of)
			.sorted()
			.toList();
	}

	private boolean isSet(Environment environment, String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
