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

package io.automatum.testing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ApiDocument} and {@link ApiType}.
 */
class ApiDocumentTests {

	private static final List<String> DOCUMENT = List.of("About", "", "# one", "", "a.A: class", "\tnew()", "", "# two",
			"", "b.B: class");

	@Test
	void aSectionIsComparedByItself() {
		assertThatNoException()
			.isThrownBy(() -> ApiDocument.compare(DOCUMENT, "one", List.of("a.A: class", "\tnew()")));
		assertThatNoException().isThrownBy(() -> ApiDocument.compare(DOCUMENT, "two", List.of("b.B: class")));
	}

	@Test
	void whatIsNewGoneOrUnknownFailsWithTheDifference() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(
					() -> ApiDocument.compare(DOCUMENT, "one", List.of("a.A: class", "\tint size()", "\tnew()")))
			.withMessageContaining("docs/api.txt is stale")
			.withMessageContaining("int size()");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ApiDocument.compare(DOCUMENT, "one", List.of("a.A: class")))
			.withMessageContaining("new()");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ApiDocument.compare(DOCUMENT, "three, internal", List.of("c.C: class")))
			.withMessageContaining("mvn -pl three -am test");
	}

	@Test
	void aTypeIsWhatUsersSeeOfIt() {
		assertThat(new ApiType(Shown.class).lines()).containsExactly(
				"io.automatum.testing.ApiDocumentTests.Shown<T extends @Nullable Object>: abstract class "
						+ "extends ApiDocumentTests.Hidden implements Supplier<T>",
				"\t@Deprecated void old()", "\tMap<String, ? extends @Nullable T> map(@Nullable String[], int) "
						+ "throws IOException",
				"\tprotected new(@Nullable String)", "\tstatic final int LIMIT", "\tvoid inherited()");
		assertThat(new ApiType(Pair.class).lines()).containsExactly(
				"io.automatum.testing.ApiDocumentTests.Pair: record (String left, @Nullable String right)",
				"\tboolean whole()");
		assertThat(new ApiType(Choice.class).lines())
			.containsExactly("io.automatum.testing.ApiDocumentTests.Choice: enum", "\tONE");
		assertThat(new ApiType(Mark.class).lines()).containsExactly(
				"io.automatum.testing.ApiDocumentTests.Mark: annotation", "\tString[] value() = {\"a\"}");
	}

	@Test
	void whatUsersDoNotSeeIsNoPartOfIt() {
		assertThat(ApiType.isPublic(Hidden.class)).isFalse();
		// Public, in a class that is not.
		assertThat(ApiType.isPublic(Shown.class)).isFalse();
		assertThat(ApiType.isPublic(ApiDocument.class)).isTrue();
	}

	static class Hidden {

		public void inherited() {
		}

		void hidden() {
		}

	}

	public abstract static class Shown<T extends @Nullable Object> extends Hidden implements Supplier<T> {

		public static final int LIMIT = 1;

		static final int HIDDEN_LIMIT = 1;

		protected Shown(@Nullable String name) {
		}

		Shown() {
		}

		public Map<String, ? extends @Nullable T> map(@Nullable String[] names, int size) throws IOException {
			return Map.of();
		}

		@Deprecated
		public void old() {
		}

		@Override
		public String toString() {
			return "";
		}

	}

	public record Pair(String left, @Nullable String right) {

		public boolean whole() {
			return this.right != null;
		}

	}

	public enum Choice {

		ONE

	}

	public @interface Mark {

		String[] value() default "a";

	}

}
