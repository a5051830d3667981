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

package io.automatum.spring.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

/**
 * Passes over what a server sends before its answer: 102, 103 and whatever else begins
 * with 1, which RFC 9110 (15.2) lets a client ignore and Reactor Netty takes for the
 * answer. Left alone are 100, which Reactor Netty passes over itself, and 101, after
 * which the connection no longer speaks HTTP.
 *
 * @since 1.0.0
 */
public final class InformationalReplies extends ChannelInboundHandlerAdapter {

	private static final String NAME = "automatum.informationalReplies";

	private boolean passingOver;

	private boolean readsOn;

	private InformationalReplies() {
	}

	/**
	 * Make a client pass over them.
	 * @param httpClient the client
	 * @return the client that passes over them
	 */
	public static HttpClient passedOverBy(HttpClient httpClient) {
		return httpClient.doOnChannelInit((observer, channel, remoteAddress) -> install(channel));
	}

	private static void install(Channel channel) {
		// Before the decompressor, which would take such a reply for one with a body.
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
			channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, new InformationalReplies());
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse reply) {
			this.passingOver = reply.decoderResult().isSuccess() && isPassedOver(reply.status());
		}
		if (!this.passingOver) {
			this.readsOn = false;
			context.fireChannelRead(message);
			return;
		}
		ReferenceCountUtil.release(message);
		this.readsOn = true;
		if (message instanceof LastHttpContent) {
			this.passingOver = false;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.fireChannelReadComplete();
		if (this.readsOn) {
			// Nobody else knows that something was read, so nobody asks for more.
			this.readsOn = false;
			context.read();
		}
	}

	private static boolean isPassedOver(HttpResponseStatus status) {
		return status.codeClass() == HttpStatusClass.INFORMATIONAL
				&& status.code() != HttpResponseStatus.CONTINUE.code()
				&& status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

}
