import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Telephony

@Suite("A connection to Asterisk", .timeLimit(.minutes(5)))
struct AsteriskConnectionTests {
    @Test("A connection to Asterisk sends at once, and asks nothing of the system that it gives to root alone")
    func options() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let channel = try await AsteriskConnection.bootstrap(timeout: .seconds(60))
            .connect(host: "127.0.0.1", port: port).get()
        #expect(try await channel.getOption(.tcpOption(.tcp_nodelay)).get() != 0)
        let debugging = ChannelOptions.Types.SocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_DEBUG))
        #expect(try await channel.getOption(debugging).get() == 0)
        try await channel.close()
        try await server.close()
    }

    @Test("What keeps a connection to Asterisk from being made is said in the system's words")
    func reason() async throws {
        // Bound, and closed again: nobody listens there.
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        try await server.close()
        let error = await #expect(throws: (any Error).self) {
            _ = try await AsteriskConnection.bootstrap(timeout: .seconds(60)).connect(host: "127.0.0.1", port: port)
                .get()
        }
        #expect(AsteriskConnection.reason(of: try #require(error)) == "Connection refused")
    }
}
