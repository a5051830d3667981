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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.automatum.spring.autoconfigure.AutomatumWebClientCustomizer;
import io.automatum.spring.test.emulator.AutomatumEmulator;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Annotation for a test of what calls Automatum, against a real HTTP server that behaves
 * as Automatum does. <pre class="code">
 * &#064;AutomatumTest(Renewals.class)
 * class RenewalsTests {
 *
 *     &#064;Autowired
 *     private Renewals renewals;
 *
 *     &#064;Autowired
 *     private AutomatumEmulator automatum;
 *
 *     &#064;Test
 *     void survivesALostReply() {
 *         this.automatum.fault(RequestMatcher.post("/private-offer"), Fault.lostReply()).times(1);
 *         this.renewals.offer("cust_456");
 *         assertThat(this.automatum.requests(RequestMatcher.post("/private-offer"))).hasSize(2);
 *     }
 *
 * }
 * </pre>
 * <p>
 * The context holds the starter, that is the repositories, the operations and the
 * {@code automatumWebClient}, wired to an {@link AutomatumEmulator} as
 * {@link AutoConfigureAutomatumEmulator @AutoConfigureAutomatumEmulator} describes: data
 * and faults are reset before each test method, and rate limits are off. No other
 * auto-configuration is used, and of the components that
 * {@link SpringBootApplication @SpringBootApplication} finds only beans that implement
 * {@link AutomatumWebClientCustomizer} or {@link AutomatumEmulatorCustomizer} and the
 * {@link #components() components to test}. For the whole application's context, put
 * {@code @AutoConfigureAutomatumEmulator} beside {@code @SpringBootTest}.
 *
 * @since 1.0.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(AutomatumTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(AutomatumTypeExcludeFilter.class)
@AutoConfigureAutomatumEmulator
@ImportAutoConfiguration
public @interface AutomatumTest {

	/**
	 * Properties in form {@literal key=value} that are added to the Spring
	 * {@link Environment} before the test runs.
	 * @return the properties to add
	 */
	String[] properties() default {};

	/**
	 * The components to test, found by component scanning. An alias of
	 * {@link #components()}.
	 * @return the components to test
	 */
	@AliasFor("components")
	Class<?>[] value() default {};

	/**
	 * The components to test, found by component scanning. May be left empty where
	 * components are imported or created by the test.
	 * @return the components to test
	 */
	@AliasFor("value")
	Class<?>[] components() default {};

	/**
	 * Whether default filtering is used with
	 * {@link SpringBootApplication @SpringBootApplication}.
	 * @return {@code false} to include every component
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Filters that add components which would not be included otherwise.
	 * @return include filters to apply
	 */
	ComponentScan.Filter[] includeFilters() default {};

	/**
	 * Filters that leave out components which would be included otherwise.
	 * @return exclude filters to apply
	 */
	ComponentScan.Filter[] excludeFilters() default {};

	/**
	 * Auto-configuration that is not used in this test.
	 * @return auto-configuration exclusions to apply
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
