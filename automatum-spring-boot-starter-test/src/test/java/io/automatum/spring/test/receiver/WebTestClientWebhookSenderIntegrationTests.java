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

package io.automatum.spring.test.receiver;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;

/**
 * The sender of a test on WebFlux without a server.
 */
@SpringBootTest(classes = ReceivingApplication.class,
		properties = { "spring.main.web-application-type=reactive", "automatum.webhook.path=/hooks/automatum",
				"automatum.webhook.secrets[0].value=over-already-0123456789",
				"automatum.webhook.secrets[0].not-after=2020-01-01",
				"automatum.webhook.secrets[1].value=" + WebhookSenderContract.SECRET })
@AutoConfigureWebTestClient
class WebTestClientWebhookSenderIntegrationTests extends WebhookSenderContract {

}
