public import Foundation

/// Whether somebody may be rung, as they or their supervisor have said.
public struct Presence: Sendable, Hashable {
    /// What somebody has said of themselves.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// They may be rung. Whoever has never said anything is online as well.
        case online
        /// They are at work on something else.
        case busy
        case onBreak = "break"
        case offline
    }

    public var state: State
    /// When it became so; `nil` of those who have never said anything.
    public var since: Date?

    public init(_ state: State = .online, since: Date? = nil) {
        self.state = state
        self.since = since
    }
}

extension CallCenter {
    /// How it is with an extension.
    public func presence(of number: String) -> Presence { presences[number] ?? Presence() }

    /// Everybody who is not online, by extension.
    public var absent: [String: Presence.State] {
        presences.compactMapValues { $0.state == .online ? nil : $0.state }
    }
}
