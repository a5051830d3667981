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

package io.automatum.spring.observation;

import io.automatum.spring.client.AutomatumException;
import org.jspecify.annotations.Nullable;

/**
 * Stands in an observation for an exception that is none of the client's. Meters take the
 * simple name of an exception's class for the value of their tag {@code error}, whatever
 * a convention says, and there is no end to the classes of an application; the name of an
 * anonymous one is empty.
 */
@SuppressWarnings("serial")
final class OtherException extends RuntimeException {

	private OtherException(Throwable cause) {
		super(cause.getClass().getName(), cause, false, false);
	}

	/**
	 * Return what an observation is told of a failure.
	 * @param failure what happened
	 * @return the same if it is one of the client's exceptions, which are few
	 */
	static Throwable unlessKnown(Throwable failure) {
		return isKnown(failure) ? failure : new OtherException(failure);
	}

	/**
	 * Return the value of the key for a failure.
	 * @param failure what happened, or {@code null}
	 * @return the name of a class
	 */
	static String nameOf(Throwable failure) {
		return (isKnown(failure) ? failure.getClass() : OtherException.class).getSimpleName();
	}

	private static boolean isKnown(@Nullable Throwable failure) {
		return failure instanceof AutomatumException
				&& failure.getClass().getPackageName().equals(AutomatumException.class.getPackageName());
	}

}
