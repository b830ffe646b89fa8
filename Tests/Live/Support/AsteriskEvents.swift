import Foundation
import NIOCore
import NIOPosix

/// Asterisk's own record of its channels, as its manager interface tells it to anybody who follows.
final class AsteriskEvents: Sendable {
    /// Gathers what comes in.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let received: @Sendable (String) -> Void

        init(_ received: @escaping @Sendable (String) -> Void) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received(String(buffer: unwrapInboundIn(data)))
        }
    }

    private final class Text: @unchecked Sendable {  // every access to `text` is under `lock`
        private let lock = NSLock()
        private var text = ""

        func append(_ more: String) { lock.withLock { text += more } }
        var value: String { lock.withLock { text } }
    }

    private let channel: any Channel
    private let text: Text

    /// Follows from now on.
    static func follow(port: Int, username: String, password: String) async throws -> AsteriskEvents {
        let text = Text()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader { text.append($0) })
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let login = "Action: Login\r\nUsername: \(username)\r\nSecret: \(password)\r\nEvents: call\r\n\r\n"
        try await channel.writeAndFlush(ByteBuffer(string: login))
        return AsteriskEvents(channel: channel, text: text)
    }

    private init(channel: any Channel, text: Text) {
        self.channel = channel
        self.text = text
    }

    /// Asterisk may have ended it before.
    func stop() async {
        try? await channel.close()
    }

    /// What Asterisk said first, for a failed test.
    var beginning: String { String(text.value.prefix(400)) }

    /// The unique ids of the channels of which this was told, in its order.
    func channels(_ event: String) -> [String] {
        text.value.components(separatedBy: "\r\n\r\n").compactMap { message in
            let lines = message.components(separatedBy: "\r\n")
            guard lines.contains("Event: \(event)") else { return nil }
            return lines.first { $0.hasPrefix("Uniqueid: ") }.map { String($0.dropFirst("Uniqueid: ".count)) }
        }
    }
}
