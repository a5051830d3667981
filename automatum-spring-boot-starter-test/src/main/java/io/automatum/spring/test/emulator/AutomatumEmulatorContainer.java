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

package io.automatum.spring.test.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.testcontainers.Testcontainers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The emulator of the Automatum API in a container, for Testcontainers. With Spring
 * Boot's {@code @ServiceConnection} the application of a test calls it.
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;Testcontainers
 * class RenewalsTests {
 *
 *     &#064;Container
 *     &#064;ServiceConnection
 *     static final AutomatumEmulatorContainer automatum =
 *         new AutomatumEmulatorContainer(AutomatumEmulatorContainer.IMAGE);
 *
 * }
 * </pre>
 * <p>
 * The image is built from {@code samples/emulator}. An {@link AutomatumEmulator} in the
 * test's own process starts in a fraction of the time and can also be told to fail; the
 * container is for applications that run elsewhere, for instance in containers, too. Test
 * classes that share it start it once, without {@code @Container}, and go back to its
 * start with {@link #reset()}.
 *
 * @since 1.0.0
 */
public class AutomatumEmulatorContainer extends GenericContainer<AutomatumEmulatorContainer> {

	/**
	 * The name of the image: {@value}. One of another name is told to be
	 * {@link DockerImageName#asCompatibleSubstituteFor(String) compatible} with it.
	 */
	public static final String IMAGE = "automatum/emulator";

	/**
	 * The port inside the container: {@value}.
	 */
	public static final int PORT = 8089;

	private static final String ENGINE_HOST = "host.docker.internal";

	private final List<String> webhookHosts = new ArrayList<>(
			List.of(ENGINE_HOST, GenericContainer.INTERNAL_HOST_HOSTNAME));

	private String clientId = AutomatumEmulator.DEFAULT_CLIENT_ID;

	private String clientSecret = AutomatumEmulator.DEFAULT_CLIENT_SECRET;

	private @Nullable ControlClient control;

	/**
	 * Create a container of an image.
	 * @param image the image's name, for instance {@link #IMAGE} with a tag
	 * @throws IllegalStateException if it is not {@link #IMAGE}
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer(String image) {
		this(DockerImageName.parse(image));
	}

	/**
	 * Create a container of an image.
	 * @param image the image's name
	 * @throws IllegalStateException if it is neither {@link #IMAGE} nor a compatible
	 * substitute for it
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer(DockerImageName image) {
		super(image);
		image.assertCompatibleWith(DockerImageName.parse(IMAGE));
		withExposedPorts(PORT);
		withExtraHost(ENGINE_HOST, "host-gateway");
		waitingFor(Wait.forHttp(ControlEndpoint.HEALTH).forPort(PORT).withStartupTimeout(Duration.ofMinutes(2)));
	}

	/**
	 * Set the credentials that are accepted. Default: those of {@link AutomatumEmulator}.
	 * @param clientId the client id
	 * @param clientSecret the client secret
	 * @return this container
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer withCredentials(String clientId, String clientSecret) {
		this.clientId = clientId;
		this.clientSecret = clientSecret;
		return this;
	}

	/**
	 * Set the secret of every webhook that is registered. Default: one of its own each,
	 * told once in the reply to its creation.
	 * @param webhookSecret the secret
	 * @return this container
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer withWebhookSecret(String webhookSecret) {
		return withEnv("EMULATOR_WEBHOOK_SECRET", webhookSecret);
	}

	/**
	 * Allow deliveries to other hosts than the one that the container runs on, for
	 * instance to the network alias of another container.
	 * @param hosts host names or addresses as they stand in the webhooks' URLs
	 * @return this container
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer withWebhookHosts(String... hosts) {
		this.webhookHosts.addAll(List.of(hosts));
		return this;
	}

	/**
	 * Set how many customers there are at the start. Default: 2000.
	 * @param customers the number of customers
	 * @return this container
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer withCustomers(int customers) {
		return withEnv("EMULATOR_CUSTOMERS", String.valueOf(customers));
	}

	/**
	 * Answer any number of requests. Default: 50 a minute and 1000 an hour.
	 * @return this container
	 * @since 1.0.0
	 */
	public AutomatumEmulatorContainer withoutRateLimit() {
		return withEnv("EMULATOR_RATE_LIMIT", "false");
	}

	@Override
	protected void configure() {
		withEnv("EMULATOR_CLIENT_ID", this.clientId);
		withEnv("EMULATOR_CLIENT_SECRET", this.clientSecret);
		withEnv("EMULATOR_WEBHOOK_HOSTS", String.join(",", this.webhookHosts));
	}

	/**
	 * Return the API's base URL as seen from this process.
	 * @return the URL, without a slash at the end
	 * @throws IllegalStateException if the container does not run
	 * @since 1.0.0
	 */
	public String baseUrl() {
		return origin() + "/api/v1";
	}

	/**
	 * Return the token endpoint's URL as seen from this process.
	 * @return the URL
	 * @throws IllegalStateException if the container does not run
	 * @since 1.0.0
	 */
	public String tokenUrl() {
		return origin() + TokenEndpoint.PATH;
	}

	private String origin() {
		return "http://" + getHost() + ":" + getMappedPort(PORT);
	}

	/**
	 * Return the client id that the token endpoint accepts.
	 * @return the client id
	 * @since 1.0.0
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * Return the client secret that the token endpoint accepts.
	 * @return the client secret
	 * @since 1.0.0
	 */
	public String clientSecret() {
		return this.clientSecret;
	}

	/**
	 * Return the URL under which the container reaches a port of the machine that runs
	 * the test, for a webhook of an application that the test starts.
	 * <ul>
	 * <li>By default it leads to the machine that runs the Docker engine, so the two have
	 * to be one. The application has to listen on all addresses, as it does unless
	 * {@code server.address} is set.</li>
	 * <li>With {@link #withAccessToHost(boolean) withAccessToHost(true)}, which has to be
	 * said before the container starts, the port is exposed as
	 * {@link Testcontainers#exposeHostPorts(int...)} does. That takes a second container,
	 * and works wherever the engine is and with an application that listens on loopback
	 * only.</li>
	 * </ul>
	 * @param port the port, for instance {@code local.server.port}
	 * @return the URL, without a slash at the end
	 * @since 1.0.0
	 */
	public String hostUrl(int port) {
		if (!isHostAccessible()) {
			return "http://" + ENGINE_HOST + ":" + port;
		}
		Testcontainers.exposeHostPorts(port);
		return "http://" + GenericContainer.INTERNAL_HOST_HOSTNAME + ":" + port;
	}

	/**
	 * Return the requests received since the start or the last {@link #reset()}, those
	 * for tokens included, in the order of their arrival. Blocks while the container is
	 * asked.
	 * @return an immutable snapshot
	 * @since 1.0.0
	 */
	public List<RecordedRequest> requests() {
		return control().requests();
	}

	/**
	 * Return the recorded requests that match. Blocks while the container is asked.
	 * @param matcher which requests to return
	 * @return an immutable snapshot in the order of their arrival
	 * @since 1.0.0
	 */
	public List<RecordedRequest> requests(RequestMatcher matcher) {
		return requests().stream().filter(matcher::matches).toList();
	}

	/**
	 * Return the attempts to deliver events that have ended, in the order of their end.
	 * Blocks while the container is asked.
	 * @return an immutable snapshot
	 * @since 1.0.0
	 */
	public List<WebhookDelivery> deliveries() {
		return control().deliveries();
	}

	/**
	 * Send an event to every active webhook registered for its type. Blocks while the
	 * container is asked; the deliveries follow.
	 * @param eventType the type, for instance {@code entitlement.created}
	 * @param data the event's data, of what JSON knows
	 * @return the event's id
	 * @since 1.0.0
	 */
	public String emit(String eventType, Map<String, ?> data) {
		return control().emit(eventType, data);
	}

	/**
	 * Go back to the start, as {@link AutomatumEmulator#reset()} does. Blocks while the
	 * container is asked.
	 * @since 1.0.0
	 */
	public void reset() {
		control().reset();
	}

	private synchronized ControlClient control() {
		ControlClient control = this.control;
		String origin = origin();
		if (control == null || !control.isAt(origin)) {
			control = new ControlClient(origin, this.clientId, this.clientSecret);
			this.control = control;
		}
		return control;
	}

	@Override
	public String toString() {
		// The superclass would show the environment, with the secrets in it.
		return "AutomatumEmulatorContainer of " + getDockerImageName();
	}

}
