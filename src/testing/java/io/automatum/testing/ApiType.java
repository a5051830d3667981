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

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One public type as users see it. What follows from the kind of a type is left out, for
 * instance the accessors of a record.
 */
final class ApiType {

	private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.)+(?=[A-Z])");

	private final Class<?> type;

	ApiType(Class<?> type) {
		this.type = type;
	}

	static boolean isPublic(Class<?> type) {
		if (type.isSynthetic() || type.isAnonymousClass() || type.isLocalClass() || !isVisible(type.getModifiers())) {
			return false;
		}
		return type.getEnclosingClass() == null || isPublic(type.getEnclosingClass());
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	/**
	 * The type and its members.
	 * @return the type's line first, the others indented and sorted
	 */
	List<String> lines() {
		SortedSet<String> members = new TreeSet<>();
		addMembers(this.type, members);
		return Stream.concat(Stream.of(declaration()), members.stream().map((member) -> "\t" + member)).toList();
	}

	private String declaration() {
		StringBuilder line = new StringBuilder(this.type.getName().replace('$', '.'));
		line.append(typeParameters(this.type.getTypeParameters())).append(": ");
		int ignored = (this.type.isRecord() || this.type.isEnum()) ? Modifier.FINAL | Modifier.ABSTRACT : 0;
		ignored |= Modifier.PUBLIC | Modifier.STATIC | Modifier.INTERFACE | Modifier.STRICT;
		ignored |= this.type.isInterface() ? Modifier.ABSTRACT : 0;
		line.append(modifiers(this.type.getModifiers() & Modifier.classModifiers() & ~ignored, this.type));
		line.append(this.type.isSealed() ? "sealed " : "").append(kind());
		Type parent = this.type.getGenericSuperclass();
		if (parent != null && parent != Object.class && !this.type.isRecord() && !this.type.isEnum()) {
			line.append(" extends ").append(name(parent));
		}
		if (!this.type.isAnnotation()) {
			line.append(list(this.type.getGenericInterfaces()));
		}
		return line.toString();
	}

	private String kind() {
		if (this.type.isRecord()) {
			return "record " + Arrays.stream(this.type.getRecordComponents())
				.map((component) -> render(component.getAnnotatedType()) + " " + component.getName())
				.collect(Collectors.joining(", ", "(", ")"));
		}
		if (this.type.isAnnotation()) {
			return "annotation";
		}
		return this.type.isEnum() ? "enum" : this.type.isInterface() ? "interface" : "class";
	}

	private String list(Type[] interfaces) {
		if (interfaces.length == 0) {
			return "";
		}
		return Arrays.stream(interfaces)
			.map(ApiType::name)
			.collect(Collectors.joining(", ", this.type.isInterface() ? " extends " : " implements ", ""));
	}

	private void addMembers(Class<?> owner, SortedSet<String> members) {
		for (Field field : owner.getDeclaredFields()) {
			if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
				members.add(field.isEnumConstant() ? field.getName() : modifiers(field.getModifiers(), field)
						+ render(field.getAnnotatedType()) + " " + field.getName());
			}
		}
		if (owner == this.type) {
			Stream.of(owner.getDeclaredConstructors()).filter(this::isShown).map(this::render).forEach(members::add);
		}
		Stream.of(owner.getDeclaredMethods()).filter(this::isShown).map(this::render).forEach(members::add);
		// What a type inherits from a class that users do not see is offered by that type.
		Class<?> parent = owner.getSuperclass();
		if (parent != null && !isPublic(parent)) {
			addMembers(parent, members);
		}
	}

	private boolean isShown(Executable member) {
		if (member.isSynthetic() || !isVisible(member.getModifiers())) {
			return false;
		}
		Class<?>[] parameters = member.getParameterTypes();
		if (this.type.isRecord()) {
			Class<?>[] components = Arrays.stream(this.type.getRecordComponents())
				.map(RecordComponent::getType)
				.toArray(Class<?>[]::new);
			if (member instanceof Constructor) {
				return !Arrays.equals(parameters, components);
			}
			if (Arrays.stream(this.type.getRecordComponents()).map(RecordComponent::getAccessor).anyMatch(is(member))) {
				return false;
			}
		}
		if (this.type.isEnum() && Modifier.isStatic(member.getModifiers())) {
			return !member.getName().equals("values") && !member.getName().equals("valueOf");
		}
		try {
			Object.class.getDeclaredMethod(member.getName(), parameters);
			return false;
		}
		catch (NoSuchMethodException ex) {
			return true;
		}
	}

	private static Predicate<Object> is(Executable member) {
		return (other) -> Objects.equals(other, member);
	}

	private String render(Executable member) {
		StringBuilder line = new StringBuilder(modifiers(member.getModifiers(), member));
		String parameters = typeParameters(member.getTypeParameters());
		line.append(parameters).append(parameters.isEmpty() ? "" : " ");
		if (member instanceof Method method) {
			line.append(method.isDefault() ? "default " : "");
			line.append(render(method.getAnnotatedReturnType())).append(' ').append(method.getName());
		}
		else {
			line.append("new");
		}
		line.append(Arrays.stream(member.getAnnotatedParameterTypes())
			.map(ApiType::render)
			.collect(Collectors.joining(", ", "(", ")")));
		if (member.getExceptionTypes().length > 0) {
			line.append(Arrays.stream(member.getExceptionTypes())
				.map(ApiType::name)
				.collect(Collectors.joining(", ", " throws ", "")));
		}
		Object value = (member instanceof Method method) ? method.getDefaultValue() : null;
		return line.append((value != null) ? " = " + value(value) : "").toString();
	}

	private static String value(Object value) {
		if (value instanceof Object[] values) {
			return Arrays.stream(values).map(ApiType::value).collect(Collectors.joining(", ", "{", "}"));
		}
		if (value instanceof Class<?> type) {
			return name(type);
		}
		return (value instanceof String) ? '"' + value.toString() + '"' : value.toString();
	}

	private static String modifiers(int modifiers, java.lang.reflect.AnnotatedElement element) {
		int ignored = Modifier.PUBLIC | Modifier.TRANSIENT | Modifier.VOLATILE | Modifier.SYNCHRONIZED
				| Modifier.NATIVE;
		if (element instanceof Method method && method.getDeclaringClass().isInterface()) {
			ignored |= Modifier.ABSTRACT;
		}
		String text = Modifier.toString(modifiers & ~ignored);
		String deprecated = element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
		return deprecated + text + (text.isEmpty() ? "" : " ");
	}

	private static String typeParameters(TypeVariable<?>[] parameters) {
		if (parameters.length == 0) {
			return "";
		}
		return Arrays.stream(parameters)
			.map((parameter) -> parameter.getName() + bounds(" extends ", parameter.getAnnotatedBounds()))
			.collect(Collectors.joining(", ", "<", ">"));
	}

	private static String bounds(String keyword, AnnotatedType[] bounds) {
		String text = Arrays.stream(bounds).map(ApiType::render).collect(Collectors.joining(" & "));
		return (text.isEmpty() || (keyword.equals(" extends ") && text.equals("Object"))) ? "" : keyword + text;
	}

	private static String render(AnnotatedType type) {
		if (type instanceof AnnotatedArrayType array) {
			return render(array.getAnnotatedGenericComponentType()) + nullable(array) + "[]";
		}
		String text = nullable(type);
		if (type instanceof AnnotatedParameterizedType parameterized) {
			String raw = name(((java.lang.reflect.ParameterizedType) type.getType()).getRawType());
			return text + raw + Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
				.map(ApiType::render)
				.collect(Collectors.joining(", ", "<", ">"));
		}
		if (type instanceof AnnotatedWildcardType wildcard) {
			AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
			return "?" + ((lower.length > 0) ? bounds(" super ", lower)
					: bounds(" extends ", wildcard.getAnnotatedUpperBounds()));
		}
		return text + name(type.getType());
	}

	private static String nullable(AnnotatedType type) {
		return type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
	}

	// Without packages, as in source: what is imported is seen from the types' own lines.
	private static String name(Type type) {
		return PACKAGE.matcher(type.getTypeName()).replaceAll("").replace('$', '.');
	}

}
