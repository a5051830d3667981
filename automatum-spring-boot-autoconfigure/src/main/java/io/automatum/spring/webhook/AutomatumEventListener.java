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

package io.automatum.spring.webhook;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Marks a method of a bean that handles events of Automatum. Its one parameter is an
 * {@link AutomatumEvent} with the type of the data: a record of
 * {@code io.automatum.spring.client.model}, a type of the application, a {@code Map}, or
 * a wildcard for the type that fits the event. It may block, and it may return a
 * {@code Mono}, a {@code Flux} or a {@code CompletionStage}: the event is handled when
 * that has completed. The time-out of handlers cancels what it returns; a method that
 * blocks for longer is not interrupted, but named in a warning. If the method fails, it
 * alone is called again; after a
 * {@link io.automatum.spring.webhook.inbox.PermanentFailureException} only if somebody
 * replays the dead letter. It is called in the order of its or its bean's {@code @Order}.
 * <pre class="code">
 * &#064;Component
 * class Provisioning {
 *
 *     private final Accounts accounts;
 *
 *     Provisioning(Accounts accounts) {
 *         this.accounts = accounts;
 *     }
 *
 *     &#064;AutomatumEventListener("entitlement.created")
 *     void open(AutomatumEvent&lt;Entitlement&gt; event) {
 *         this.accounts.open(event.data().id());
 *     }
 *
 * }
 * </pre>
 *
 * @since 1.0.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface AutomatumEventListener {

	/**
	 * Alias of {@link #types()}.
	 * @return the types
	 */
	@AliasFor("types")
	String[] value() default {};

	/**
	 * The types of events to handle: a type, or a prefix such as {@code entitlement.*}.
	 * All types that fit the data where none is given: a method that takes an
	 * {@code AutomatumEvent<Entitlement>} is not handed the events of customers, nor
	 * those of types that nobody knows yet, unless it names them.
	 * @return the types
	 */
	@AliasFor("value")
	String[] types() default {};

	/**
	 * What identifies the method in the inbox, printable ASCII without spaces. By default
	 * its bean's name, its name and its type of data, such as
	 * {@code provisioning.changed(Entitlement)}; give one that stays when those are to be
	 * renamed, so that events it has handled already are not handed to it again.
	 * @return the id
	 */
	String id() default "";

}
