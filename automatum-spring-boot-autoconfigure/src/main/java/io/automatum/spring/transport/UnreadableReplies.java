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
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpObject;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

/**
 * Keeps what a server sent instead of HTTP out of exceptions and logs: Netty quotes it,
 * and Reactor Netty writes it to its log. It may repeat a credential, or look like a line
 * of a log.
 *
 * @since 1.0.0
 */
@ChannelHandler.Sharable
public final class UnreadableReplies extends ChannelInboundHandlerAdapter {

	private static final String NAME = "automatum.unreadableReplies";

	private static final UnreadableReplies INSTANCE = new UnreadableReplies();

	private UnreadableReplies() {
	}

	/**
	 * Make a client quote nothing of a reply that it cannot read.
	 * @param httpClient the client
	 * @return the client that quotes nothing
	 */
	public static HttpClient notQuotedBy(HttpClient httpClient) {
		return httpClient.doOnChannelInit((observer, channel, remoteAddress) -> install(channel));
	}

	private static void install(Channel channel) {
		if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
			channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, INSTANCE);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
			Throwable cause = part.decoderResult().cause();
			if (!(cause instanceof TooLongFrameException || cause instanceof PrematureChannelClosureException)) {
				part.setDecoderResult(DecoderResult.failure(unquoted(cause)));
			}
		}
		context.fireChannelRead(message);
	}

	private static DecoderException unquoted(Throwable cause) {
		DecoderException failure = new DecoderException(
				"The reply breaks the rules of HTTP (" + cause.getClass().getSimpleName() + ")");
		failure.setStackTrace(cause.getStackTrace());
		return failure;
	}

}
