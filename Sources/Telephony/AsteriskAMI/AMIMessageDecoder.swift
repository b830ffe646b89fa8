import NIOCore

/// Cuts the stream of Asterisk's manager interface into messages; the greeting is a line of its own.
struct AMIMessageDecoder: ByteToMessageDecoder {
    typealias InboundOut = AMIMessage

    /// A message beyond every sense: the peer is no Asterisk.
    struct Oversized: Error {}

    private static let limit = 1 << 20
    private var hasGreeting = false

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let end = hasGreeting ? [13, 10, 13, 10] : [13, 10] as [UInt8]
        let view = buffer.readableBytesView
        guard let range = view.firstRange(of: end) else {
            guard view.count < Self.limit else { throw Oversized() }
            return .needMoreData
        }
        let text = String(decoding: view[..<range.lowerBound], as: UTF8.self)
        buffer.moveReaderIndex(to: range.upperBound)
        if hasGreeting {
            context.fireChannelRead(wrapInboundOut(AMIMessage(parsing: text)))
        } else {
            guard text.hasPrefix("Asterisk Call Manager") else { throw Oversized() }
            hasGreeting = true
        }
        return .continue
    }
}
