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

package io.automatum.samples.provisioning;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.automatum.spring.webhook.inbox.WebhookInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Drives the page in a real browser: Debian's Chromium, without a screen.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "demonstration.interval=200ms", "demonstration.steps=12", "spring.datasource.name=page-test" })
class ProvisioningPageTests {

	private static final Path SCREENSHOT = Path.of("target", "page.png");

	private final int port;

	@Autowired
	private WebhookInbox inbox;

	private ChromeDriver browser;

	ProvisioningPageTests(@LocalServerPort int port) {
		this.port = port;
	}

	@BeforeEach
	void start(@TempDir Path directory) {
		File chromium = executable("chromium");
		File driver = executable("chromedriver");
		assumeTrue(chromium != null && driver != null,
				"There is no chromium with its chromedriver: on Debian, install chromium and chromium-driver");
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium);
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + directory.resolve("profile"));
		// With both paths given, Selenium looks for nothing to download.
		this.browser = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(driver).build(),
				options);
		this.browser.manage().window().setSize(new Dimension(1280, 1100));
	}

	@AfterEach
	void stop() {
		if (this.browser != null) {
			this.browser.quit();
		}
	}

	@Test
	void showsEventsArrivingAndReplaysADeadLetter() throws IOException {
		this.browser.get("http://localhost:" + this.port + "/");
		eventually(() -> {
			assertThat(text("#connection")).isEqualTo("live");
			assertThat(rows("#accounts")).hasSizeGreaterThanOrEqualTo(6);
			assertThat(rows("#accounts")).anyMatch((row) -> row.contains("closed"));
			assertThat(rows("#arrivals")).hasSizeGreaterThanOrEqualTo(8);
			assertThat(rows("#dead-letters")).hasSize(2).allMatch((row) -> row.contains("UnknownPlanException"));
			assertThat(text("#dead")).isEqualTo("2");
		});
		Files.write(SCREENSHOT, this.browser.getScreenshotAs(OutputType.BYTES));
		assertThat(rows("#accounts")).noneMatch((row) -> row.contains("enterprise"));
		// Whoever replays before the cause is mended gets the dead letter back.
		String id = first().getDomAttribute("data-key");
		String before = first().getDomAttribute("data-shown");
		click("#dead-letters tbody tr:first-child [data-action=replay]");
		eventually(() -> assertThat(this.browser.findElements(By.cssSelector("#dead-letters tbody tr")))
			.anyMatch((row) -> id.equals(row.getDomAttribute("data-key"))
					&& !before.equals(row.getDomAttribute("data-shown"))));
		click("#add-plan");
		eventually(() -> assertThat(this.browser.findElement(By.cssSelector("#add-plan")).isDisplayed()).isFalse());
		click("#dead-letters tbody tr:first-child [data-action=replay]");
		eventually(() -> {
			assertThat(rows("#dead-letters")).hasSize(1);
			assertThat(rows("#accounts")).anyMatch((row) -> row.contains("enterprise"));
		});
		click("#dead-letters tbody tr:first-child [data-action=discard]");
		eventually(() -> {
			assertThat(rows("#dead-letters")).isEmpty();
			assertThat(text("#dead-letters .empty")).isEqualTo("None.");
			assertThat(text("#dead")).isEqualTo("0");
		});
		assertThat(this.inbox.deadLetters(null, 10)).isEmpty();
		assertThat(this.browser.manage().logs().get("browser").getAll()).isEmpty();
	}

	private WebElement first() {
		return this.browser.findElement(By.cssSelector("#dead-letters tbody tr:first-child"));
	}

	private void click(String selector) {
		eventually(() -> this.browser.findElement(By.cssSelector(selector)).click());
	}

	private String text(String selector) {
		return this.browser.findElement(By.cssSelector(selector)).getText();
	}

	private List<String> rows(String section) {
		return this.browser.findElements(By.cssSelector(section + " tbody tr"))
			.stream()
			.map(WebElement::getText)
			.toList();
	}

	private static void eventually(Runnable assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
			.untilAsserted(assertion::run);
	}

	private static File executable(String name) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> new File(directory, name))
			.filter(File::canExecute)
			.findFirst()
			.orElse(null);
	}

}
