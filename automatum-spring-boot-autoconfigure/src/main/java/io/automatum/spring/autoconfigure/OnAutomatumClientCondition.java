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

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
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
 * {@link ConfigurationCondition} behind {@link ConditionalOnAutomatumClient}. Asks
 * whether the credentials are set and does not read them: a placeholder that nothing
 * resolves would fail here, without the analysis that the validation gives.
 */
class OnAutomatumClientCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String ENABLED = "automatum.enabled";

	private static final List<String> CREDENTIALS = List.of("automatum.client-id", "automatum.client-secret");

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnAutomatumClient.class);
		Environment environment = context.getEnvironment();
		if (!Binder.get(environment).bind(ENABLED, Boolean.class).orElse(true)) {
			return ConditionOutcome.noMatch(message.because(ENABLED + " is false"));
		}
		List<String> beans = connectionDetails(context.getBeanFactory());
		if (!beans.isEmpty()) {
			return ConditionOutcome
				.match(message.found("connection details bean", "connection details beans").items(Style.QUOTE, beans));
		}
		List<String> properties = CREDENTIALS.stream().filter((name) -> isSet(environment, name)).toList();
		if (!properties.isEmpty()) {
			return ConditionOutcome.match(message.found("property", "properties").items(Style.QUOTE, properties));
		}
		return ConditionOutcome.noMatch(message.because("neither " + String.join(" nor ", CREDENTIALS)
				+ " is set and there is no " + AutomatumConnectionDetails.class.getSimpleName() + " bean"));
	}

	private List<String> connectionDetails(@Nullable ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory == null) {
			return List.of();
		}
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
				AutomatumConnectionDetails.class, true, false);
		return Stream.of(names).filter((name) -> isCandidate(beanFactory, name)).sorted().toList();
	}

	private boolean isCandidate(@Nullable BeanFactory beanFactory, String name) {
		// A bean that is kept out of injection switches nothing on.
		if (!(beanFactory instanceof ConfigurableListableBeanFactory listable)) {
			return true;
		}
		if (!listable.containsBeanDefinition(name)) {
			return listable.containsSingleton(name) || isCandidate(listable.getParentBeanFactory(), name);
		}
		BeanDefinition definition = listable.getBeanDefinition(name);
		return definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition bean && !bean.isDefaultCandidate());
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
