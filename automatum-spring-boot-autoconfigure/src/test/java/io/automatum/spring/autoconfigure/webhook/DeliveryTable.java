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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.automatum.spring.webhook.WebhookSigner;

/**
 * What may be sent to the endpoint, and how it is answered.
 */
final class DeliveryTable {

	static final int MAX_BODY = 256 * 1024;

	/** What the test's applications set {@code automatum.webhook.body-timeout} to. */
	static final long BODY_TIMEOUT = 700;

	private static final String JSON = "Content-Type: application/json";

	private final List<Row> rows = new ArrayList<>();

	static List<Row> rows() {
		DeliveryTable table = new DeliveryTable();
		table.genuine();
		table.signatures();
		table.methods();
		table.contentTypes();
		table.sizes();
		table.framing();
		table.times();
		table.paths();
		return List.copyOf(table.rows);
	}

	private void genuine() {
		add("genuine", 202, Delivery::ofEvent);
		add("genuine, JSON", 202, () -> Delivery.ofEvent().header(JSON));
		add("genuine, JSON in UTF-8", 202, () -> Delivery.ofEvent().header(JSON + "; charset=utf-8"));
		add("genuine, said to be text", 202, () -> Delivery.ofEvent().header("Content-Type: text/plain"));
		add("genuine, nonsense for a content type", 202, () -> Delivery.ofEvent().header("Content-Type: ;;;/"));
		add("genuine, content type empty", 202, () -> Delivery.ofEvent().header("Content-Type:"));
		add("genuine, upper-case hex", 202, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature(delivery.signature().toUpperCase(Locale.ROOT));
		});
		add("genuine, sha256=", 202, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature("sha256=" + delivery.signature());
		});
		add("genuine, base64", 202, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature(base64(delivery.signature()));
		});
		add("genuine, blanks around the signature", 202, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature("  " + delivery.signature() + " \t");
		});
		add("genuine, header in capitals", 202, () -> {
			Delivery delivery = Delivery.ofEvent();
			String signature = delivery.signature();
			return delivery.unsigned().header("X-AUTOMATUM-SIGNATURE: " + signature);
		});
		add("genuine, with a query", 202, () -> Delivery.ofEvent().target(Delivery.PATH + "?a=b&_method=PUT"));
		add("genuine, absolute form", 202, () -> Delivery.ofEvent().target("http://localhost" + Delivery.PATH));
		add("genuine, HTTP/1.0", 202, () -> Delivery.ofEvent().version("HTTP/1.0"));
		add("genuine, identity encoding", 202, () -> Delivery.ofEvent().header("Content-Encoding: identity"));
		add("genuine, accepts only HTML", 202, () -> Delivery.ofEvent().header("Accept: text/html"));
		add("genuine, of another origin", 202, () -> Delivery.ofEvent().header("Origin: https://evil.example"));
		add("genuine, method override ignored", 202, () -> Delivery.ofEvent().header("X-HTTP-Method-Override: DELETE"));
		add("genuine, not JSON", 202, () -> new Delivery("not json"));
		add("genuine, not UTF-8", 202, () -> new Delivery(new byte[] { (byte) 0xC0, (byte) 0xAF, (byte) 0xFF }));
		add("genuine, no bytes at all", 202, () -> new Delivery(""));
		add("genuine, of the largest size", 202, () -> new Delivery(eventOf(MAX_BODY)));
		raw("genuine, in chunks", 202, (wire) -> wire.send(Delivery.ofEvent().chunked(20, "", "")));
		raw("genuine, in chunks of a byte", 202, (wire) -> wire.send(Delivery.ofEvent().chunked(1, "", "")));
		raw("genuine, chunk extensions", 202, (wire) -> wire.send(Delivery.ofEvent().chunked(20, ";a=b", "")));
		raw("genuine, trailers", 202, (wire) -> wire.send(Delivery.ofEvent().chunked(20, "", "X-Trailer: x\r\n")));
		raw("genuine, largest size in chunks", 202,
				(wire) -> wire.send(new Delivery(eventOf(MAX_BODY)).chunked(4000, "", "")));
		raw("genuine, in two parts", 202, (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			wire.send(delivery.head()).pause(100).send(delivery.body());
		});
		raw("genuine, head byte by byte", 202, (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			for (byte next : delivery.head()) {
				wire.send(new byte[] { next });
			}
			wire.send(delivery.body());
		});
		raw("genuine, Expect: 100-continue", 202, (wire) -> {
			Delivery delivery = Delivery.ofEvent().header("Expect: 100-continue");
			wire.send(delivery.head());
			if (wire.answer().status() != 100) {
				throw new AssertionError("No 100 Continue");
			}
			wire.send(delivery.body());
		});
		loose("genuine, body sent with Expect: 100-continue", Set.of(202),
				(wire) -> wire.send(Delivery.ofEvent().header("Expect: 100-continue").bytes()));
	}

	private void signatures() {
		add("no signature", 401, () -> Delivery.ofEvent().unsigned());
		add("no signature, no body", 401, () -> new Delivery("").unsigned());
		add("empty signature", 401, () -> Delivery.ofEvent().signature(""));
		add("blank signature", 401, () -> Delivery.ofEvent().signature(" \t "));
		add("of another secret", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature(new WebhookSigner("another_secret_of_32_characters!").sign(delivery.body()));
		});
		add("one bit of the signature flipped", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			char first = delivery.signature().charAt(0);
			return delivery.signature(((first == '0') ? '1' : '0') + delivery.signature().substring(1));
		});
		add("one byte of the body changed", 401,
				() -> new Delivery(Delivery.event("a")).otherBody(Delivery.event("b")));
		add("white space added to the body", 401, () -> {
			Delivery delivery = new Delivery(Delivery.event("a"));
			return delivery.otherBody(Delivery.event("a") + " ");
		});
		add("byte order mark added", 401,
				() -> new Delivery(Delivery.event("a")).otherBody("\uFEFF" + Delivery.event("a")));
		mutated("half of the signature", (signature) -> signature.substring(32));
		mutated("twice the signature", (signature) -> signature + signature);
		mutated("signature and a zero", (signature) -> signature + "0");
		mutated("signature in quotes", (signature) -> '"' + signature + '"');
		mutated("sha1=", (signature) -> "sha1=" + signature);
		mutated("sha256= twice", (signature) -> "sha256=sha256=" + signature);
		mutated("sha512= and sha256=", (signature) -> "sha512=00,sha256=" + signature);
		mutated("two in one header", (signature) -> signature + ", " + signature);
		mutated("not hexadecimal", (signature) -> "g" + signature.substring(1));
		mutated("full-width digits", (signature) -> "\uFF10" + signature.substring(1));
		mutated("blank within", (signature) -> signature.substring(0, 10) + " " + signature.substring(10));
		mutated("timestamped where that is off",
				(signature) -> "t=" + Instant.now().getEpochSecond() + ",v1=" + signature);
		mutated("of 4000 characters", (signature) -> signature + "0".repeat(4000));
		mutated("zeros", (signature) -> "0".repeat(64));
		mutated("base64 of other length", (signature) -> base64(signature + "00"));
		mutated("digest of the body alone",
				(signature) -> "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
		add("two signatures, both right", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.header("X-Automatum-Signature: " + delivery.signature());
		});
		add("two signatures, the second right", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			String signature = delivery.signature();
			return delivery.signature("0".repeat(64)).header("x-automatum-signature: " + signature);
		});
		add("signature in another header", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.unsigned()
				.header("X-Hub-Signature-256: sha256=" + new WebhookSigner(Delivery.SECRET).sign(delivery.body()));
		});
		add("signature in the query", 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.target(Delivery.PATH + "?X-Automatum-Signature=" + delivery.signature()).unsigned();
		});
		raw("signature in a trailer", 401, (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			String signature = delivery.signature();
			wire.send(delivery.unsigned().chunked(20, "", "X-Automatum-Signature: " + signature + "\r\n"));
		});
		raw("forged between genuine ones on one connection", 401, (wire) -> {
			wire.send(Delivery.ofEvent().bytes());
			expect(202, wire);
			wire.send(Delivery.ofEvent().bytes());
			expect(202, wire);
			wire.send(Delivery.ofEvent().unsigned().bytes());
		});
		raw("genuine after a forged one in the same packet", 202, (wire) -> {
			wire.send(Delivery.concat(Delivery.ofEvent().unsigned().bytes(), Delivery.ofEvent().bytes()));
			expect(401, wire);
		});
	}

	private void methods() {
		for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
			add(method, 405, () -> Delivery.ofEvent().method(method));
			add(method + " without a body", 405, () -> new Delivery("").unframed().method(method));
		}
		add("GET as if it were POST", 405,
				() -> new Delivery("").unframed().method("GET").header("X-HTTP-Method-Override: POST"));
		add("CORS preflight", 405,
				() -> new Delivery("").unframed()
					.method("OPTIONS")
					.header("Origin: https://evil.example")
					.header("Access-Control-Request-Method: POST"));
		this.rows.add(new Row("HEAD", Set.of(405), true, false,
				(wire) -> wire.send(new Delivery("").unframed().method("HEAD").bytes())));
		loose("TRACE", Set.of(405), (wire) -> wire.send(new Delivery("").unframed().method("TRACE").bytes()));
		loose("a method nobody knows", Set.of(405, 501),
				(wire) -> wire.send(new Delivery("").unframed().method("FOO").bytes()));
		loose("post in small letters", Set.of(405, 501),
				(wire) -> wire.send(Delivery.ofEvent().method("post").bytes()));
	}

	private void contentTypes() {
		for (String type : List.of("application/x-www-form-urlencoded", "APPLICATION/X-WWW-FORM-URLENCODED",
				"application/x-www-form-urlencoded; charset=utf-8", "multipart/form-data; boundary=x",
				"multipart/form-data", "multipart/mixed; boundary=x", "Multipart/Related")) {
			add("genuine, but " + type, 415, () -> Delivery.ofEvent().header("Content-Type: " + type));
		}
		add("a form that asks for another method", 415,
				() -> new Delivery("_method=DELETE&a=b").header("Content-Type: application/x-www-form-urlencoded"));
		add("a multipart body", 415,
				() -> new Delivery("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n")
					.header("Content-Type: multipart/form-data; boundary=x"));
		for (String encoding : List.of("gzip", "GZIP", "deflate", "br", "identity, gzip", "x", "gzip, identity")) {
			add("Content-Encoding: " + encoding, 415, () -> Delivery.ofEvent().header("Content-Encoding: " + encoding));
		}
		add("Content-Encoding twice", 415,
				() -> Delivery.ofEvent().header("Content-Encoding: identity").header("Content-Encoding: gzip"));
	}

	private void sizes() {
		add("one byte too many", 413, () -> new Delivery(eventOf(MAX_BODY + 1)));
		add("a megabyte", 413, () -> new Delivery(eventOf(1024 * 1024)));
		raw("ten gigabytes announced", 413,
				(wire) -> wire.send(new Delivery("x").unframed().header("Content-Length: 10000000000").bytes()));
		raw("too many announced, none sent", 413,
				(wire) -> wire.send(new Delivery("").unframed().header("Content-Length: 300000").bytes()));
		raw("one byte too many in chunks", 413,
				(wire) -> wire.send(new Delivery(eventOf(MAX_BODY + 1)).chunked(5000, "", "")));
		raw("chunks without an end", 413, (wire) -> {
			wire.send(Delivery.ofEvent().unframed().header("Transfer-Encoding: chunked").head());
			String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
			for (int i = 0; i < 100; i++) {
				wire.send(chunk);
			}
		});
		raw("too many with Expect: 100-continue", 413,
				(wire) -> wire.send(new Delivery(eventOf(MAX_BODY + 1)).header("Expect: 100-continue").head()));
	}

	private void framing() {
		for (String length : List.of("-1", "abc", "0x10", "1,2", "9999999999999999999999")) {
			loose("Content-Length: " + length, Set.of(400, 413),
					(wire) -> wire.send(Delivery.ofEvent().unframed().header("Content-Length: " + length).bytes()));
		}
		loose("two lengths", Set.of(400),
				(wire) -> wire.send(Delivery.ofEvent().header("Content-Length: 1").closing().bytes()));
		loose("length and chunks", Set.of(202, 400), (wire) -> {
			Delivery delivery = Delivery.ofEvent().header("Content-Length: 5");
			wire.send(delivery.chunked(20, "", ""));
		});
		loose("an unknown transfer encoding", Set.of(400, 408, 501),
				(wire) -> wire.send(Delivery.ofEvent().unframed().header("Transfer-Encoding: gzip, chunked").bytes()));
		loose("no length for a chunk", Set.of(0, 400, 408),
				(wire) -> wire.send(Delivery.ofEvent().unframed().header("Transfer-Encoding: chunked").bytes()));
		loose("a chunk of negative length", Set.of(0, 400, 408), (wire) -> wire
			.send(new Delivery("-5\r\nhello\r\n0\r\n\r\n").unframed().header("Transfer-Encoding: chunked").bytes()));
		loose("a chunk longer than a long", Set.of(0, 400, 408, 413), (wire) -> wire
			.send(new Delivery("FFFFFFFFFFFFFFFFFF\r\nx").unframed().header("Transfer-Encoding: chunked").bytes()));
		loose("head of a megabyte", Set.of(0, 400, 413, 431),
				(wire) -> wire.send(Delivery.ofEvent().header("X-Long: " + "x".repeat(1024 * 1024)).bytes()));
		loose("ten thousand headers", Set.of(0, 400, 413, 431), (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			for (int i = 0; i < 10_000; i++) {
				delivery.header("X-" + i + ": " + i);
			}
			wire.send(delivery.bytes());
		});
		loose("a zero byte in the signature", Set.of(400, 401),
				(wire) -> wire.send(Delivery.ofEvent().signature("abc\u0000def").bytes()));
		loose("no host", Set.of(202, 400), (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			wire.send(Delivery
				.concat(new String(delivery.head(), StandardCharsets.ISO_8859_1).replace("Host: localhost\r\n", "")
					.getBytes(StandardCharsets.ISO_8859_1), delivery.body()));
		});
		loose("not HTTP", Set.of(0, 400), (wire) -> wire.send("\u0016\u0003\u0001 hello\r\n\r\n"));
		// Jetty does not tell WebFlux.
		loose("connection ends within the body", Set.of(0, 400, 408), (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			wire.send(delivery.head()).send("{").shutdownOutput();
		});
	}

	private void times() {
		raw("no body", 408, (wire) -> wire.send(Delivery.ofEvent().head()));
		raw("half of the body", 408, (wire) -> wire.send(Delivery.ofEvent().head()).send("{\"id\":"));
		raw("all but the last byte", 408, (wire) -> {
			byte[] bytes = Delivery.ofEvent().bytes();
			wire.send(Arrays.copyOf(bytes, bytes.length - 1));
		});
		raw("a byte now and then", 408, (wire) -> {
			wire.send(Delivery.ofEvent().head());
			for (int i = 0; i < 15; i++) {
				wire.send("x").pause(BODY_TIMEOUT / 10);
			}
		});
		raw("a chunk now and then", 408, (wire) -> {
			wire.send(Delivery.ofEvent().unframed().header("Transfer-Encoding: chunked").head());
			for (int i = 0; i < 15; i++) {
				wire.send("1\r\nx\r\n").pause(BODY_TIMEOUT / 10);
			}
		});
		raw("chunks without the last", 408, (wire) -> {
			byte[] bytes = Delivery.ofEvent().chunked(20, "", "");
			wire.send(Arrays.copyOf(bytes, bytes.length - 5));
		});
		raw("half a line of a chunk's length", 408,
				(wire) -> wire.send(Delivery.ofEvent().unframed().header("Transfer-Encoding: chunked").head())
					.send("1"));
		raw("nothing after 100 Continue", 408, (wire) -> {
			wire.send(Delivery.ofEvent().header("Expect: 100-continue").head());
			expect(100, wire);
		});
		raw("slow, but in time", 202, (wire) -> {
			Delivery delivery = Delivery.ofEvent();
			wire.send(delivery.head()).pause(BODY_TIMEOUT / 3).send(delivery.body());
		});
		raw("a form that never comes", 415,
				(wire) -> wire.send(Delivery.ofEvent().header("Content-Type: multipart/mixed; boundary=x").head()));
		raw("a method that needs no body, with one that never comes", 405,
				(wire) -> wire.send(Delivery.ofEvent().method("PUT").head()));
	}

	private void paths() {
		for (String target : List.of("/webhooks/automatum/", "/webhooks/automatum.json", "/webhooks/AUTOMATUM",
				"/webhooks/%61utomatum", "/webhooks/automatum;x=1", "/webhooks;x=1/automatum", "//webhooks/automatum",
				"/webhooks//automatum", "/webhooks/./automatum", "/webhooks/x/../automatum", "/webhooks/automatum%2F",
				"/webhooks/automatum%20", "/webhooks/automatum%00", "/webhooks%2Fautomatum", "/x/webhooks/automatum",
				"/webhooks/automatum/x", "/webhooks", "/webhooks/automatum%3Fx", "/webhooks\\automatum")) {
			loose("path " + target, Set.of(400, 404), (wire) -> wire.send(Delivery.ofEvent().target(target).bytes()));
		}
	}

	private void mutated(String name, UnaryOperator<String> mutation) {
		add(name, 401, () -> {
			Delivery delivery = Delivery.ofEvent();
			return delivery.signature(mutation.apply(delivery.signature()));
		});
	}

	private void add(String name, int status, Supplier<Delivery> delivery) {
		raw(name, status, (wire) -> wire.send(delivery.get().bytes()));
	}

	private void raw(String name, int status, Consumer<RawConnection> send) {
		this.rows.add(new Row(name, Set.of(status), true, true, send));
	}

	/**
	 * What servers see to themselves, each in its own way.
	 */
	private void loose(String name, Set<Integer> statuses, Consumer<RawConnection> send) {
		this.rows.add(new Row(name, statuses, false, true, send));
	}

	private static void expect(int status, RawConnection wire) {
		int actual = wire.answer().status();
		if (actual != status) {
			throw new AssertionError("Expected " + status + " but got " + actual);
		}
	}

	private static String base64(String hex) {
		return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
	}

	static String eventOf(int bytes) {
		String start = "{\"id\":\"evt_" + System.nanoTime() + "\",\"type\":\"x.y\",\"data\":{\"filler\":\"";
		String end = "\"}}";
		return start + "x".repeat(bytes - start.length() - end.length()) + end;
	}

	/**
	 * One row.
	 *
	 * @param name what is sent
	 * @param statuses how it may be answered; 0 is a connection that is closed
	 * @param ours whether the answer is the endpoint's own
	 * @param hasBody whether the answer has a body
	 * @param send sends it
	 */
	record Row(String name, Set<Integer> statuses, boolean ours, boolean hasBody, Consumer<RawConnection> send) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
