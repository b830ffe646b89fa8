import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import WebEncoding

/// Opens the WebSocket over which Asterisk sends events.
struct EventStreamConnector: Sendable {
    typealias WebSocket = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    private enum Upgrade: Sendable {
        case accepted(WebSocket)
        case refused(NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>)
    }

    private struct Attempt: Sendable {
        var channel: any Channel
        var upgrade: EventLoopFuture<Upgrade>
        var deadline: Scheduled<Void>
    }

    /// Events carry whole channels and bridges with their variables: the default of 16 KiB is too small.
    private static let maximumMessageBytes = 4 << 20

    let configuration: ARIConfiguration

    /// - Throws: ``EventStreamError/refused(status:)``, ``EventStreamError/unopened`` or
    ///   ``EventStreamError/unreachable(_:)``, `CancellationError`.
    func connect() async throws -> WebSocket {
        let attempt = try await begin()
        defer { attempt.deadline.cancel() }
        let upgrade: Upgrade
        do {
            upgrade = try await withTaskCancellationHandler {
                try await attempt.upgrade.get()
            } onCancel: {
                attempt.channel.close(promise: nil)
            }
        } catch {
            attempt.channel.close(promise: nil)
            try Task.checkCancellation()
            throw EventStreamError.unopened
        }
        switch upgrade {
        case .accepted(let webSocket): return webSocket
        case .refused(let http): throw EventStreamError.refused(status: try await Self.status(of: http))
        }
    }

    private func begin() async throws -> Attempt {
        let bootstrap = AsteriskConnection.bootstrap(timeout: configuration.connectTimeout)
        do {
            return try await bootstrap.connect(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture { try self.prepare(channel) }
            }
        } catch {
            try Task.checkCancellation()
            throw EventStreamError.unreachable("\(configuration.authority): \(AsteriskConnection.reason(of: error))")
        }
    }

    private func prepare(_ channel: any Channel) throws -> Attempt {
        var pipeline = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgradeConfiguration)
        // Asterisk may send the first event in the same segment as the answer; the default would drop it.
        pipeline.leftOverBytesStrategy = .forwardBytes
        let upgrade = try channel.pipeline.syncOperations
            .configureUpgradableHTTPClientPipeline(configuration: pipeline)
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(configuration.requestTimeout)) {
            channel.close(promise: nil)
        }
        return Attempt(channel: channel, upgrade: upgrade, deadline: deadline)
    }

    private var upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration<Upgrade> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(
            maxFrameSize: Self.maximumMessageBytes,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1024,
                            maxAccumulatedFrameSize: Self.maximumMessageBytes))
                    return .accepted(try WebSocket(wrappingChannelSynchronously: channel))
                }
            })
        // NIO adds the headers of the upgrade, and no others.
        let headers: HTTPHeaders = [
            "Host": configuration.authority, "Authorization": configuration.authorization,
        ]
        let query = PercentEncoding.query([("app", configuration.application), ("subscribeAll", "false")])
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: HTTPRequestHead(
                version: .http1_1, method: .GET, uri: "\(configuration.path)/events?\(query)", headers: headers),
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    .refused(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            })
    }

    private static func status(
        of http: NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
    ) async throws -> Int {
        try await http.executeThenClose { inbound, _ in
            for try await case .head(let head) in inbound { return Int(head.status.code) }
            throw EventStreamError.unreachable("the peer closed the connection instead of opening the event stream")
        }
    }
}
