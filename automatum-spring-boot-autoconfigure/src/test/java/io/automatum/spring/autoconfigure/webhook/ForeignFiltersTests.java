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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint behind what applications put in front of it.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForeignFiltersTests {

	private static final Map<String, Object> PROPERTIES = Map.of("automatum.webhook.body-timeout", "500ms");

	static Stream<Class<?>> deliveriesArriveUnharmed() {
		return Stream.of(NotAsync.class, AsksForAParameter.class, CachesAndReads.class, Caches.class,
				ReplaysAndRefusesListeners.class, ReplaysAndForgetsListeners.class, CachesTheResponse.class,
				CatchesAll.class, NotAsyncAndReplays.class);
	}

	@ParameterizedTest
	@MethodSource
	void deliveriesArriveUnharmed(Class<?> configuration) {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				configuration)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			assertThat(application.deliver(new Delivery(DeliveryTable.eventOf(DeliveryTable.MAX_BODY))).status())
				.isEqualTo(202);
			assertThat(application.handled()).hasSize(2);
			RawConnection.Answer forged = application.deliver(Delivery.ofEvent().signature("00"));
			assertThat(forged.status()).isEqualTo(401);
			assertThat(forged.body()).isEqualTo("{\"error\":\"The signature is missing or wrong\"}");
			assertThat(application.deliver(new Delivery(DeliveryTable.eventOf(DeliveryTable.MAX_BODY + 1))).status())
				.isEqualTo(413);
			assertThat(application.deliver(new Delivery("").unframed().method("GET")).status()).isEqualTo(405);
			assertThat(application.deliver(Delivery.ofEvent().header("Content-Type: application/x-www-form-urlencoded"))
				.status()).isEqualTo(415);
			assertThat(application.handled()).hasSize(2);
		}
	}

	@Test
	void senderThatDribblesIsCutOffWhereNothingIsAsynchronous() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				NotAsync.class); RawConnection connection = application.connect()) {
			connection.send(Delivery.ofEvent().head());
			for (int i = 0; i < 10; i++) {
				connection.send("x").pause(100);
			}
			RawConnection.Answer answer = connection.answer();
			assertThat(answer.status()).isEqualTo(408);
			assertThat(answer.closes()).isTrue();
		}
	}

	@Test
	void silentSenderIsCutOffByTheContainerWhereNothingIsAsynchronous() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("automatum.webhook.body-timeout", "500ms", "server.tomcat.connection-timeout", "800ms"),
				NotAsync.class); RawConnection connection = application.connect()) {
			connection.send(Delivery.ofEvent().head());
			assertThat(connection.answer().status()).isEqualTo(408);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void shutdownWithBodiesInFlightIsNotTakenForAFilterThatReadsThem(WebApplicationType type, CapturedOutput output) {
		List<RawConnection> connections = new ArrayList<>();
		try (WebhookApplication application = WebhookApplication.start(type, Map.of("server.shutdown", "immediate"))) {
			for (int i = 0; i < 20; i++) {
				Delivery delivery = Delivery.ofEvent();
				connections.add(application.connect().send(delivery.head()).send(Arrays.copyOf(delivery.body(), 10)));
			}
			connections.get(0).pause(100);
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
		}
		connections.forEach(RawConnection::close);
		assertThat(output).doesNotContain("was read before it reached the endpoint");
	}

	@Test
	void requestThatIsEndedWithoutTheReplyIsNotAcknowledged() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				EndsRequests.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(503);
			assertThat(application.handled()).isEmpty();
		}
	}

	@Test
	void hiddenMethodFilterEatsNothing() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("spring.mvc.hiddenmethod.filter.enabled", true))) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			assertThat(application
				.deliver(new Delivery("_method=DELETE").header("Content-Type: application/x-www-form-urlencoded"))
				.status()).isEqualTo(415);
		}
	}

	static Stream<Class<?>> bodyThatWasEatenIsAnErrorThatSaysByWhom() {
		return Stream.of(Reads.class, ReadsSome.class, ReadsWithAReader.class, CachesTooLittle.class);
	}

	@ParameterizedTest
	@MethodSource
	void bodyThatWasEatenIsAnErrorThatSaysByWhom(Class<?> configuration, CapturedOutput output) {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				configuration)) {
			RawConnection.Answer answer = application.deliver(Delivery.ofEvent());
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.body()).isEqualTo("{\"error\":\"The body was read before it reached the endpoint\"}");
			application.deliver(Delivery.ofEvent());
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("was read before it reached the endpoint")))
			.hasSize(1)
			.allSatisfy((line) -> assertThat(line).contains("ERROR", "(1 since the last such line)")
				.containsAnyOf("the application's own filters are " + ForeignFiltersTests.class.getName(),
						"the request is wrapped by " + ContentCachingRequestWrapper.class.getName()));
	}

	@Test
	void bodyThatWasEatenInChunksIsFoundToo() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET, PROPERTIES,
				Reads.class); RawConnection connection = application.connect()) {
			connection.send(Delivery.ofEvent().chunked(10, "", ""));
			assertThat(connection.answer().status()).isEqualTo(500);
		}
	}

	@Test
	void bodyThatWasEatenByAWebFilterIsAnError(CapturedOutput output) {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE, PROPERTIES,
				ReactiveReads.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(500);
		}
		assertThat(output).contains("was read before it reached the endpoint")
			.contains("a WebFilter of the application must have subscribed to it");
	}

	@Test
	void bodyThatIsTooLateIsThatWhateverItFailsWith(CapturedOutput output) {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE, PROPERTIES,
				FailsInItsOwnWay.class); RawConnection connection = application.connect()) {
			assertThat(connection.send(Delivery.ofEvent().head()).answer().status()).isEqualTo(408);
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
		}
		assertThat(output).doesNotContain("was read before it reached the endpoint");
	}

	@Test
	void bodyThatAWebFilterReplaysArrives() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE, PROPERTIES,
				ReactiveReplays.class)) {
			assertThat(application.deliver(Delivery.ofEvent()).status()).isEqualTo(202);
			assertThat(application.deliver(Delivery.ofEvent().signature("00")).status()).isEqualTo(401);
		}
	}

	@Test
	void pathIsBelowContextAndServlet() {
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.SERVLET,
				Map.of("server.servlet.context-path", "/ctx", "spring.mvc.servlet.path", "/api",
						"automatum.webhook.path", "/in"))) {
			assertThat(application.deliver(Delivery.ofEvent().target("/ctx/api/in")).status()).isEqualTo(202);
			for (String wrong : List.of("/in", "/ctx/in", "/api/in", "/ctx/api/webhooks/automatum",
					"/ctx/api/ctx/in")) {
				assertThat(application.deliver(Delivery.ofEvent().target(wrong)).status()).as(wrong).isEqualTo(404);
			}
		}
		try (WebhookApplication application = WebhookApplication.start(WebApplicationType.REACTIVE,
				Map.of("spring.webflux.base-path", "/base", "automatum.webhook.path", "/in"))) {
			assertThat(application.deliver(Delivery.ofEvent().target("/base/in")).status()).isEqualTo(202);
			assertThat(application.deliver(Delivery.ofEvent().target("/in")).status()).isEqualTo(404);
		}
	}

	static FilterRegistrationBean<Filter> registration(Wrapping wrapping) {
		return new FilterRegistrationBean<>(new ForeignFilter(wrapping));
	}

	interface Wrapping {

		void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException;

	}

	static class ForeignFilter extends OncePerRequestFilter {

		private final Wrapping wrapping;

		ForeignFilter(Wrapping wrapping) {
			this.wrapping = wrapping;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			this.wrapping.filter(request, response, chain);
		}

	}

	static class NotAsync {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			FilterRegistrationBean<Filter> registration = registration(
					(request, response, chain) -> chain.doFilter(request, response));
			registration.setAsyncSupported(false);
			return registration;
		}

	}

	static class NotAsyncAndReplays {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			FilterRegistrationBean<Filter> registration = registration(
					(request, response, chain) -> chain.doFilter(new Replaying(request, true), response));
			registration.setAsyncSupported(false);
			return registration;
		}

	}

	static class AsksForAParameter {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				request.getParameterMap();
				chain.doFilter(request, response);
			});
		}

	}

	static class Caches {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> chain
				.doFilter(new ContentCachingRequestWrapper(request, 10), response));
		}

	}

	static class CachesAndReads {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				ContentCachingRequestWrapper wrapper = new ContentCachingRequestWrapper(request, 1_000_000);
				wrapper.getInputStream().readAllBytes();
				chain.doFilter(wrapper, response);
			});
		}

	}

	static class CachesTooLittle {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				ContentCachingRequestWrapper wrapper = new ContentCachingRequestWrapper(request, 10);
				wrapper.getInputStream().readAllBytes();
				chain.doFilter(wrapper, response);
			});
		}

	}

	static class ReplaysAndRefusesListeners {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> chain.doFilter(new Replaying(request, true), response));
		}

	}

	static class ReplaysAndForgetsListeners {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> chain.doFilter(new Replaying(request, false), response));
		}

	}

	static class CachesTheResponse {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				ContentCachingResponseWrapper wrapper = new ContentCachingResponseWrapper(response);
				chain.doFilter(request, wrapper);
				wrapper.copyBodyToResponse();
			});
		}

	}

	static class Reads {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				request.getInputStream().readAllBytes();
				chain.doFilter(request, response);
			});
		}

	}

	static class ReadsSome {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				request.getInputStream().read();
				chain.doFilter(request, response);
			});
		}

	}

	static class ReadsWithAReader {

		@Bean
		FilterRegistrationBean<Filter> filter() {
			return registration((request, response, chain) -> {
				request.getReader().readLine();
				chain.doFilter(request, response);
			});
		}

	}

	static class EndsRequests {

		@Bean
		FilterRegistrationBean<Filter> endsRequests() {
			return asynchronous((request, response, chain) -> {
				chain.doFilter(request, response);
				request.getAsyncContext().complete();
			});
		}

		private static FilterRegistrationBean<Filter> asynchronous(Filter filter) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	static class CatchesAll {

		@Bean
		Everything everything() {
			return new Everything();
		}

		@Bean
		Advice advice() {
			return new Advice();
		}

	}

	@RestController
	static class Everything {

		@RequestMapping("/**")
		String everything() {
			return "caught";
		}

	}

	@ControllerAdvice
	static class Advice {

		@ExceptionHandler
		String handle(Exception ex) {
			return "handled";
		}

	}

	/**
	 * As Jetty does when it is told to give a body up.
	 */
	static class FailsInItsOwnWay {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> chain
				.filter(exchange.mutate().request(new ServerHttpRequestDecorator(exchange.getRequest()) {

					@Override
					public Flux<DataBuffer> getBody() {
						return super.getBody().onErrorMap((ex) -> new IllegalStateException("STATE"));
					}

				}).build());
		}

	}

	static class ReactiveReads {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> exchange.getRequest()
				.getBody()
				.doOnNext(DataBufferUtils::release)
				.then(Mono.defer(() -> chain.filter(exchange)));
		}

	}

	static class ReactiveReplays {

		@Bean
		WebFilter filter() {
			return (exchange, chain) -> DataBufferUtils.join(exchange.getRequest().getBody()).map((buffer) -> {
				byte[] bytes = new byte[buffer.readableByteCount()];
				buffer.read(bytes);
				DataBufferUtils.release(buffer);
				return bytes;
			})
				.flatMap((bytes) -> chain
					.filter(exchange.mutate().request(new ServerHttpRequestDecorator(exchange.getRequest()) {

						@Override
						public Flux<DataBuffer> getBody() {
							return Flux.defer(() -> Flux.just(exchange.getResponse().bufferFactory().wrap(bytes)));
						}

					}).build()));
		}

	}

	/**
	 * As many applications have it from some answer on the web.
	 */
	static class Replaying extends HttpServletRequestWrapper {

		private final byte[] body;

		private final boolean refuses;

		Replaying(HttpServletRequest request, boolean refuses) throws IOException {
			super(request);
			byte[] read = request.getInputStream().readAllBytes();
			this.body = Arrays.copyOf(read, read.length);
			this.refuses = refuses;
		}

		@Override
		public ServletInputStream getInputStream() {
			ByteArrayInputStream bytes = new ByteArrayInputStream(this.body);
			boolean refuses = this.refuses;
			return new ServletInputStream() {

				@Override
				public boolean isFinished() {
					return false;
				}

				@Override
				public boolean isReady() {
					return false;
				}

				@Override
				public void setReadListener(ReadListener listener) {
					if (refuses) {
						throw new UnsupportedOperationException("Not implemented");
					}
				}

				@Override
				public int read() {
					return bytes.read();
				}

			};
		}

	}

}
