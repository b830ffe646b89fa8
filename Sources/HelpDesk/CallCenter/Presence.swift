public import Foundation

/// The presence of a person, set by them or their supervisor: whether they may be rung.
public struct Presence: Sendable, Hashable {
    /// The state of a presence.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// The person may be rung; the default state.
        case online
        /// The person is busy with something else.
        case busy
        case onBreak = "break"
        case offline
    }

    public var state: State
    /// The time of the last change; `nil` if the state was never set.
    public var since: Date?

    public init(_ state: State = .online, since: Date? = nil) {
        self.state = state
        self.since = since
    }
}

extension CallCenter {
    /// Returns the presence of an extension.
    public func presence(of number: String) -> Presence { presences[number] ?? Presence() }

    /// Everybody who is not online, by extension.
    public var absent: [String: Presence.State] {
        presences.compactMapValues { $0.state == .online ? nil : $0.state }
    }
}
