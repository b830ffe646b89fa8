import NIOCore
import NIOPosix
import Testing

@testable import TestSupport

@Suite("A relay", .timeLimit(.minutes(15)))
struct TCPRelayTests {
    /// A server that sends back what it gets, a relay before it, and a client that tells what comes back.
    private func run(
        watch: @escaping @Sendable (ByteBuffer) -> Void = { _ in },
        _ body: (TCPRelay, NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws -> Void
    ) async throws {
        let echo = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Echo()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let relay = try await TCPRelay.start(to: try #require(echo.localAddress?.port), watch: watch)
        try await body(relay, try await connect(to: relay))
        try await relay.stop()
        try await echo.close()
    }

    private func connect(to relay: TCPRelay) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: relay.port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.channel.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }
    }

    @Test("A relay shows what is sent through it, and not what comes back")
    func watched() async throws {
        let (pieces, sink) = AsyncStream.makeStream(of: ByteBuffer.self)
        try await run(watch: { sink.yield($0) }) { _, client in
            try await client.executeThenClose { inbound, outbound in
                var heard = inbound.makeAsyncIterator()
                for text in ["one", "two"] {
                    try await outbound.write(ByteBuffer(string: text))
                    #expect(try await heard.next() == ByteBuffer(string: text))
                }
            }
        }
        sink.finish()
        var sent: [String] = []
        for await piece in pieces { sent.append(String(buffer: piece)) }
        #expect(sent == ["one", "two"])
    }

    @Test("A relay passes everything on, both ways, and the end of it when it breaks")
    func broken() async throws {
        try await run { relay, client in
            try await client.executeThenClose { inbound, outbound in
                var heard = inbound.makeAsyncIterator()
                try await outbound.write(ByteBuffer(string: "one"))
                #expect(try await heard.next() == ByteBuffer(string: "one"))
                relay.cut(.broken)
                #expect(try await heard.next() == nil)
            }
            try await connect(to: relay).executeThenClose { inbound, _ in
                var heard = inbound.makeAsyncIterator()
                #expect((try? await heard.next()) ?? nil == nil)
            }
            relay.mend()
            try await connect(to: relay).executeThenClose { inbound, outbound in
                var heard = inbound.makeAsyncIterator()
                try await outbound.write(ByteBuffer(string: "two"))
                #expect(try await heard.next() == ByteBuffer(string: "two"))
            }
        }
    }

    @Test("A relay holds back what is sent while it is silent, and delivers it when it is mended")
    func silent() async throws {
        try await run { relay, client in
            try await client.executeThenClose { inbound, outbound in
                var heard = inbound.makeAsyncIterator()
                try await outbound.write(ByteBuffer(string: "one"))
                #expect(try await heard.next() == ByteBuffer(string: "one"))
                relay.cut(.silent)
                try await outbound.write(ByteBuffer(string: "two"))
                // A connection that is made meanwhile waits, too.
                try await connect(to: relay).executeThenClose { later, laterOutbound in
                    var laterHeard = later.makeAsyncIterator()
                    try await laterOutbound.write(ByteBuffer(string: "three"))
                    relay.mend()
                    #expect(try await laterHeard.next() == ByteBuffer(string: "three"))
                }
                #expect(try await heard.next() == ByteBuffer(string: "two"))
            }
        }
    }
}
