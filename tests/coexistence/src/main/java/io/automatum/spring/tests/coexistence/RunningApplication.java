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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.automatum.spring.tests.coexistence.ClientApplication.Sales;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * An application that was started in a class loader of its own. Whoever started it has
 * other classes of the same names, so only what the JDK has goes in and out.
 */
public final class RunningApplication implements Function<String, @Nullable Object>, AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application.
	 * @param name the simple name of its class
	 * @param properties its properties
	 * @return what was started
	 * @throws ClassNotFoundException if there is no such class
	 */
	public static RunningApplication start(String name, Map<String, Object> properties) throws ClassNotFoundException {
		if (ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", RunningApplication.class.getClassLoader())) {
			// There can be one in a JVM, and the next application's Tomcat would want
			// another.
			TomcatURLStreamHandlerFactory.disable();
		}
		Class<?> type = Class.forName(RunningApplication.class.getPackageName() + "." + name);
		SpringApplication application = new SpringApplication(type);
		application.setDefaultProperties(properties);
		application.setRegisterShutdownHook(false);
		return new RunningApplication(application.run());
	}

	@Override
	public @Nullable Object apply(String question) {
		return switch (question) {
			case "port" -> this.context.getEnvironment().getProperty("local.server.port", Integer.class);
			case "kind" -> ClassUtils.getShortName(this.context.getClass());
			case "customer" -> this.context.getBean(Sales.class).knows("cust_456");
			case "handled" -> new ArrayList<>(this.context.getBean(Sales.class).handled());
			case "beans" -> beans();
			default -> throw new IllegalArgumentException(question);
		};
	}

	private Map<String, String> beans() {
		ConfigurableListableBeanFactory beanFactory = this.context.getBeanFactory();
		Map<String, String> beans = new TreeMap<>();
		for (String name : beanFactory.getBeanDefinitionNames()) {
			Class<?> type = beanFactory.getType(name);
			beans.put(name, (type != null) ? ClassUtils.getUserClass(type).getName() : "");
		}
		return beans;
	}

	@Override
	public void close() {
		this.context.close();
		// Otherwise its threads, and with them the class loader, stay until the tests
		// end.
		if (ClassUtils.isPresent("reactor.netty.http.HttpResources", getClass().getClassLoader())) {
			HttpResources.disposeLoopsAndConnectionsLater(Duration.ZERO, Duration.ofSeconds(5)).block();
		}
		if (ClassUtils.isPresent("reactor.core.scheduler.Schedulers", getClass().getClassLoader())) {
			Schedulers.shutdownNow();
		}
	}

}
