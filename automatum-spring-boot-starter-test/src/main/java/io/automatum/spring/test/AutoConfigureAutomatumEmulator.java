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

import io.automatum.spring.autoconfigure.AutomatumConnectionDetails;
import io.automatum.spring.test.emulator.AutomatumEmulator;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Annotation for a test class whose context gets an {@link AutomatumEmulator}, and whose
 * client calls it whatever the application's properties say. <pre class="code">
 * &#064;SpringBootTest
 * &#064;AutoConfigureAutomatumEmulator
 * class ApplicationTests {
 *
 *     &#064;Autowired
 *     private AutomatumEmulator automatum;
 *
 * }
 * </pre>
 * <ul>
 * <li>The emulator is a bean: {@link AutomatumEmulatorCustomizer} beans change it, a bean
 * of the test's own replaces it, and it is closed with the context. Test classes that
 * share a cached context share its emulator.</li>
 * <li>A test class that has an {@code AutomatumEmulator} in a static field gets no other
 * one. That needs no annotation, and works in every test with a context. Nor does one
 * that has it in a container with {@code @ServiceConnection}.</li>
 * <li>{@link AutomatumEmulator#reset()} is called before each test method, and before its
 * {@code @BeforeEach} methods. The client keeps its token, so
 * {@link AutomatumEmulator#tokenRequests()} may well be zero.</li>
 * <li>Its address and credentials are {@link AutomatumConnectionDetails} that take
 * precedence over the application's.</li>
 * <li>Neither client nor emulator limits the rate of requests, because a test is not to
 * wait for a minute to end. With the property {@code automatum.rate-limit.enabled=true}
 * both do.</li>
 * </ul>
 *
 * @since 1.0.0
 * @see AutomatumTest
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureAutomatumEmulator {

}
