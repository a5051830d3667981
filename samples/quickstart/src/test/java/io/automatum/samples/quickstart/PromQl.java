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

package io.automatum.samples.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a PromQL expression names: the series that it selects, and the labels by which it
 * groups them. Whether it is well-formed is for {@code promtool} to say.
 *
 * @param selectors what it selects
 * @param groupings the labels after {@code by}, {@code on} and their like
 */
record PromQl(List<Selector> selectors, Set<String> groupings) {

	// Durations, such as 5m, are numbers here. What Grafana puts in is no name.
	private static final Pattern TOKEN = Pattern.compile("\\s+|(?<comment>#[^\n]*)"
			+ "|(?<string>\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')|(?<variable>\\$\\{?\\w+}?)"
			+ "|(?<number>\\d[\\w.]*)|(?<name>[a-zA-Z_:][\\w:]*)|(?<sign>=~|!~|!=|>=|<=|==|.)");

	private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

	static PromQl parse(String expression) {
		return new Parser(expression).parse();
	}

	/**
	 * Some series.
	 *
	 * @param metric the name of the metric, null where only labels select
	 * @param matchers what their labels have to be
	 */
	record Selector(@Nullable String metric, List<LabelMatcher> matchers) {
	}

	/**
	 * What a label has to be.
	 *
	 * @param label the label's name
	 * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
	 * @param value the value or the regular expression
	 */
	record LabelMatcher(String label, String operator, String value) {
	}

	private static final class Parser {

		private final List<String> tokens = new ArrayList<>();

		private final List<Selector> selectors = new ArrayList<>();

		private final Set<String> groupings = new LinkedHashSet<>();

		private int next;

		private Parser(String expression) {
			Matcher matcher = TOKEN.matcher(expression);
			while (matcher.find()) {
				if (!matcher.group().isBlank() && matcher.group("comment") == null) {
					this.tokens.add(matcher.group());
				}
			}
		}

		private PromQl parse() {
			while (this.next < this.tokens.size()) {
				String token = this.tokens.get(this.next++);
				if (token.equals("[")) {
					skipTo("]");
				}
				else if (token.equals("{")) {
					this.selectors.add(new Selector(null, matchers()));
				}
				else if (isName(token)) {
					name(token);
				}
			}
			return new PromQl(List.copyOf(this.selectors), Set.copyOf(this.groupings));
		}

		private void name(String name) {
			if (GROUPING.contains(name)) {
				if (take("(")) {
					this.tokens.subList(this.next, skipTo(")"))
						.stream()
						.filter(Parser::isName)
						.forEach(this.groupings::add);
				}
			}
			else if (!KEYWORDS.contains(name) && !isFunction()) {
				this.selectors.add(new Selector(name, take("{") ? matchers() : List.of()));
			}
		}

		// sum(…), and sum by (…) (…)
		private boolean isFunction() {
			String following = (this.next < this.tokens.size()) ? this.tokens.get(this.next) : "";
			return following.equals("(") || following.equals("by") || following.equals("without");
		}

		private List<LabelMatcher> matchers() {
			List<LabelMatcher> matchers = new ArrayList<>();
			while (!take("}")) {
				String label = this.tokens.get(this.next++);
				String operator = this.tokens.get(this.next++);
				String value = this.tokens.get(this.next++);
				matchers.add(new LabelMatcher(label, operator, value.substring(1, value.length() - 1)));
				take(",");
			}
			return matchers;
		}

		private boolean take(String token) {
			if (this.next < this.tokens.size() && this.tokens.get(this.next).equals(token)) {
				this.next++;
				return true;
			}
			return false;
		}

		private int skipTo(String end) {
			int position = this.next;
			while (!this.tokens.get(position).equals(end)) {
				position++;
			}
			this.next = position + 1;
			return position;
		}

		private static boolean isName(String token) {
			return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
		}

	}

}
