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

import org.apache.coyote.AbstractProtocol;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Keeps Tomcat from using the objects of one connection for another, in WebFlux. Spring
 * writes the answer to a sender that is too slow on another thread than Tomcat's; if the
 * sender goes away in that moment, Tomcat ends the request meanwhile, and what comes too
 * late would end the request of whoever has its objects then. Nobody needs to be known to
 * us to do that to other endpoints. The application's own setting is left, and its own
 * customizers come later.
 */
final class SeparateTomcatProcessors implements WebServerFactoryCustomizer<TomcatReactiveWebServerFactory>, Ordered {

	private final Binder binder;

	SeparateTomcatProcessors(Binder binder) {
		this.binder = binder;
	}

	@Override
	public int getOrder() {
		// After Spring Boot's own, which sets what server.tomcat.* says.
		return 1;
	}

	@Override
	public void customize(TomcatReactiveWebServerFactory factory) {
		if (!this.binder.bind("server.tomcat.processor-cache", Integer.class).isBound()) {
			factory.addConnectorCustomizers((connector) -> {
				if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
					protocol.setProcessorCache(0);
				}
			});
		}
	}

}
