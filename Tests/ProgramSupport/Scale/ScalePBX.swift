import Foundation
import HelpDesk

/// The PBXs of a scale test, who uses them, and what the bridges do there.
public protocol ScalePBX: Sendable {
    /// Their ids, as the bridges know them.
    var pbxs: [String] { get }
    /// Who asks for help again and again.
    var operators: [ScaleOperator] { get }
    /// The text of a call-centre file with these operators and routes.
    var callCenter: String { get }
    /// How long an operator waits before they look again how their request stands.
    var patience: Duration { get }

    /// The lines of a bridge's configuration about the PBXs.
    func configuration(of bridge: String) -> String

    /// The orders about calls that have come so far, in the order of their arrival.
    func orders() async -> [ScaleOrder]

    /// Lets nothing of a bridge through to any PBX, until ``mend()``.
    func cutOff(_ bridge: String) async

    /// Lets everybody through again.
    func mend() async

    /// An operator and a helper have been joined.
    func joined(_ caller: ScaleOperator) async throws
}

/// Somebody who asks for help again and again.
public struct ScaleOperator: Hashable, Sendable {
    /// As the API names them.
    public var number: String
    /// The code of the route that they choose.
    public var route: String

    public init(number: String, route: String) {
        self.number = number
        self.route = route
    }
}

/// What a bridge has ordered a PBX to do with its calls.
public struct ScaleOrder: Sendable {
    /// Its id.
    public var bridge: String
    /// The PBX's.
    public var pbx: String
    /// Such as `POST channels/hb-1-op/ring`.
    public var line: String
    /// What an order to ring rings, such as `PJSIP/201@shiraz`; else `nil`.
    public var endpoint: String?
    /// When it came.
    public var at: ContinuousClock.Instant

    /// - Parameters:
    ///   - method: of a request to Asterisk's REST interface.
    ///   - path: its path below the base `/ari`.
    /// - Returns: `nil` when it is no order about calls.
    public init?(
        by bridge: String, at pbx: String, method: some StringProtocol, path: some StringProtocol,
        received: ContinuousClock.Instant
    ) {
        guard method != "GET", path.hasPrefix("channels") || path.hasPrefix("bridges") else { return nil }
        self.bridge = bridge
        self.pbx = pbx
        line = "\(method) \(path.prefix { $0 != "?" })"
        endpoint = URLComponents(string: String(path))?.queryItems?.first { $0.name == "endpoint" }?.value
        at = received
    }

    /// For which request it rings whom: `hb-<request>`; else `nil`.
    public var ringing: (request: String, extension: String)? {
        guard let channel = line.split(separator: "/").last, channel.hasPrefix("hb-"),
            let dialled = endpoint?.split(separator: "/").dropFirst().first
        else { return nil }
        return (String(channel.prefix(39)), String(dialled.prefix { $0.isNumber }))
    }
}
