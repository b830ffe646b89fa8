import Foundation
import HelpDesk
import JSON
import NIOCore
import NIOHTTP1
import WebEncoding

/// Sends REST calls to Asterisk: it knows addresses, credentials and time limits, but not what the calls mean.
struct ARIClient: Sendable {
    /// The limits of an answer's size and time.
    struct AnswerLimits {
        var bytes = 1 << 20
        /// The time limit; `nil` uses the configured limit of a call.
        var time: Duration?

        static let usual = AnswerLimits()
    }

    private let pool: ARIConnectionPool
    private let path: String
    private let application: String
    private let names: PBXNames
    private let timeout: Duration
    /// Checked right before anything but a question is sent.
    private let condition: (@Sendable () -> Bool)?

    /// - Parameter loop: the event loop that manages the connections.
    init(
        _ configuration: ARIConfiguration, names: PBXNames, on loop: any EventLoop,
        condition: (@Sendable () -> Bool)? = nil
    ) {
        pool = ARIConnectionPool(configuration, on: loop)
        self.condition = condition
        self.names = names
        path = configuration.path
        application = configuration.application
        timeout = configuration.requestTimeout
    }

    /// Sends one call.
    ///
    /// - Parameters:
    ///   - path: The segments after the base URL, not yet encoded.
    ///   - query: The parameters, not yet encoded; those without a value are left out.
    ///   - body: JSON, or empty.
    ///   - limits: The limits of the answer.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `PBXError.unanswered` if no answer came, `PBXError.refused` if a segment cannot be part of an address,
    ///   `PBXError.notConnected` if the client's condition does not hold.
    func send(
        _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String?)] = [],
        body: [UInt8] = [], limits: AnswerLimits = .usual
    ) async throws(PBXError) -> ARIResponse {
        // A dot segment survives percent-encoding and would be resolved away on its way.
        if let segment = path.first(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
            throw .refused("'\(segment)' cannot be part of an address on the PBX")
        }
        var target = self.path
        for segment in path { target += "/" + PercentEncoding.value(segment) }
        let parameters = PercentEncoding.query(query)
        if !parameters.isEmpty { target += "?" + parameters }
        let request = ARIRequest(
            method: method, target: target, body: body, timeout: limits.time ?? timeout, maximumBytes: limits.bytes,
            condition: method == .GET ? nil : condition)
        do {
            return try await pool.send(request)
        } catch ARIRequestFailure.withheld {
            throw .notConnected
        } catch {
            throw .unanswered("\(method.rawValue) \(path.joined(separator: "/")): \(error)")
        }
    }

    /// Sends one call whose answer must be a success.
    func order(
        _ method: HTTPMethod, _ path: [String], query: [(name: String, value: String?)] = []
    ) async throws(PBXError) {
        let answer = try await send(method, path, query: query)
        guard answer.isSuccess else { throw answer.pbxError }
    }

    /// Returns the state of our channels and bridges.
    ///
    /// - Throws: `PBXError` if Asterisk does not report it.
    func snapshot() async throws(PBXError) -> PBXSnapshot {
        let (takenAt, steadyTakenAt) = (Date(), ContinuousClock.now)
        let channels = try await channels()
        let bridges = try await bridges()
        let handed = try await channelsOfApplication()
        var snapshot = PBXSnapshot(takenAt: takenAt, steadyTakenAt: steadyTakenAt)
        for channel in channels where isFollowed(channel.id, handed) {
            guard let id = names.channel(channel.id) else { continue }
            snapshot.channels[id] = channel.snapshotState
        }
        for bridge in bridges {
            guard let id = names.own(bridge.id) else { continue }
            snapshot.bridges[BridgeID(id)] = Set((bridge.channels ?? []).compactMap(names.channel))
        }
        return snapshot
    }

    /// Whether a channel is ours, or was handed to us.
    ///
    /// - Parameter handed: the channels of our application. A channel without a mark may also belong to another
    ///   application, whose bridge has a copy of our database.
    private func isFollowed(_ name: String, _ handed: Set<String>) -> Bool {
        switch names.owner(ofChannel: name) {
        case .ours: !names.isUnmarked(name) || handed.contains(name)
        case .stranger: handed.contains(name)
        case .others: false
        }
    }

    /// Returns the channels on the PBX.
    ///
    /// - Parameter isWanted: whether a channel of this name is wanted; the rest is not parsed. `nil` returns all
    ///   channels.
    func channels(named isWanted: ((_ name: String) -> Bool)? = nil) async throws(PBXError) -> [ARIMessage.Channel] {
        // A busy PBX has thousands, and they are scanned for each help request.
        guard let all = JSONSlice(try await answer(["channels"]).body)?.elements else {
            throw .refused("GET channels: the answer is not what ARI documents")
        }
        var channels: [ARIMessage.Channel] = []
        for json in all {
            if let isWanted, json["name"]?.text.map(isWanted) != true { continue }
            guard let channel = ARIMessage.Channel(json) else {
                throw .refused("GET channels: one of them has no id")
            }
            channels.append(channel)
        }
        return channels
    }

    /// Returns the bridges on the PBX.
    func bridges() async throws(PBXError) -> [ARIAnswer.Bridge] {
        try await list("bridges", of: ARIAnswer.Bridge.self)
    }

    /// Returns the channels that entered our application, in whatever way.
    private func channelsOfApplication() async throws(PBXError) -> Set<String> {
        let response = try await send(.GET, ["applications", application], limits: AnswerLimits(bytes: 1 << 24))
        // It may have ended with its last channel; the event stream restores it.
        if response.status == 404 { return [] }
        guard response.status == 200 else { throw response.pbxError }
        return Set(try decode(ARIAnswer.Application.self, from: response, of: "applications").channels)
    }

    /// Decodes the answer to a call.
    func decode<Value: Decodable>(
        _ type: Value.Type, from response: ARIResponse, of name: String
    ) throws(PBXError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw .refused("GET \(name): the answer is not what ARI documents: \(error)")
        }
    }

    /// Returns the recordings that are stored on the PBX.
    func storedRecordings() async throws(PBXError) -> [ARIAnswer.Recording] {
        try await list("recordings", "stored", of: ARIAnswer.Recording.self)
    }

    private func list<Item: Decodable>(_ path: String..., of type: Item.Type) async throws(PBXError) -> [Item] {
        try decode([Item].self, from: try await answer(path), of: path.joined(separator: "/"))
    }

    /// Requests a list.
    private func answer(_ path: [String]) async throws(PBXError) -> ARIResponse {
        // A channel takes about 700 bytes: enough for a PBX with some twenty thousand of them.
        let response = try await send(.GET, path, limits: AnswerLimits(bytes: 16 << 20))
        guard response.status == 200 else { throw response.pbxError }
        return response
    }
}
