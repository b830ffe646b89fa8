import NIOCore

/// Decodes the bytes of a connection with an ``AMIParser``.
struct AMIMessageDecoder: ByteToMessageDecoder {
    typealias InboundOut = AMIMessage

    private var parser = AMIParser()

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let messages = try parser.parse(buffer.readableBytesView)
        buffer.moveReaderIndex(to: buffer.writerIndex)
        for message in messages { context.fireChannelRead(wrapInboundOut(message)) }
        return .needMoreData
    }
}
