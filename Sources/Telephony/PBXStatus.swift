/// Whether a PBX driver follows its PBX at this moment, for readiness checks.
public struct PBXStatus: Sendable, Equatable {
    /// Whether the event stream is up and new calls can be made.
    public var isConnected: Bool
    /// One line for a human: what it is connected to, or why it is not.
    public var detail: String

    public init(isConnected: Bool, detail: String) {
        self.isConnected = isConnected
        self.detail = detail
    }
}

/// A PBX driver that reports its status.
public protocol PBXStatusProvider: Sendable {
    /// The current status of the connection.
    var status: PBXStatus { get }
}

extension PBXStatusProvider {
    public var isConnected: Bool { status.isConnected }
}
