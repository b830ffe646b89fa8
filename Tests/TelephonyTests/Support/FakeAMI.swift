import Foundation
import HelpDesk
import NIOCore
import NIOPosix
import TestSupport

@testable import Telephony

/// Asterisk's manager interface, as far as orders need it: it keeps what it was told, and answers as a test wants.
final class FakeAMI: @unchecked Sendable {  // every access to `received` and `told` is under `lock`
    typealias Action = [String: String]
    /// The messages of an answer, each its lines without the action's id; `nil` for `Response: Success`.
    typealias Respond = @Sendable (Action) -> [[String]]?

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let server: FakeAMI
        private var text = ""

        init(_ server: FakeAMI) {
            self.server = server
        }

        func channelActive(context: ChannelHandlerContext) {
            write("Asterisk Call Manager/11.0.0\r\n", context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.range(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                text = String(text[end.upperBound...])
                write(server.answer(to: lines), context)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
        }
    }

    private let lock = NSLock()
    private var received: [Action] = []
    private var told: PBXSnapshot?
    private let respond: Respond

    private init(_ respond: @escaping Respond) {
        self.respond = respond
    }

    /// Starts it and a driver that is connected to it, runs the body, and stops both.
    static func run(
        endpoint: String = "PJSIP/{extension}", access: PBXAccess = PBXAccess(), timeout: Duration? = nil,
        _ respond: @escaping Respond = { _ in nil },
        _ body: @Sendable (FakeAMI, AsteriskAMI) async throws -> Void
    ) async throws {
        let server = FakeAMI(respond)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = listener.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        var configuration = try AMIConfiguration(
            host: "127.0.0.1", port: port, username: "u", password: "p", context: "helpbridge",
            phones: PhoneAddresses(endpoint: endpoint), promptDirectory: "/prompts")
        if let timeout { configuration.timeout = timeout }
        let driver = AsteriskAMI(
            configuration, names: Samples.names, access: access, logger: LogRecorder().logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await driver.run() }
            for await event in driver.events {
                guard case .synchronized(let snapshot) = event else { continue }
                server.lock.withLock { server.told = snapshot }
                break
            }
            try await body(server, driver)
            group.cancelAll()
        }
        try await listener.close()
    }

    /// The actions of one kind that came in.
    func actions(_ name: String) -> [Action] {
        lock.withLock { received.filter { $0["Action"] == name } }
    }

    /// What the driver has told once it was connected.
    var snapshot: PBXSnapshot? { lock.withLock { told } }

    private func answer(to lines: [String]) -> String {
        let action = Action(
            lines.compactMap { line in
                line.range(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            }
        ) { first, _ in first }
        lock.withLock { received.append(action) }
        let id = "ActionID: \(action["ActionID"] ?? "")"
        let messages =
            respond(action) ?? (action["Action"] == "CoreShowChannels" ? Self.list([]) : [["Response: Success"]])
        return messages.map { ($0 + [id, "", ""]).joined(separator: "\r\n") }.joined()
    }

    /// The answer that lists channels.
    static func list(_ channels: [[String]]) -> [[String]] {
        [["Response: Success", "EventList: start"]] + channels.map { ["Event: CoreShowChannel"] + $0 }
            + [["Event: CoreShowChannelsComplete", "EventList: Complete"]]
    }
}
