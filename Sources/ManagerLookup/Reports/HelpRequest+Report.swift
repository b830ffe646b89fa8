import Foundation
import HelpDesk
import JSON

extension HelpRequest {
    /// The members of ``report``.
    static let reportMembers = [
        "id", "route", "operator", "department", "mode", "state", "outcome", "missed", "manager", "attempts",
        "customer", "reason", "urgency", "createdAt", "connectedAt", "endedAt", "waitSeconds", "talkSeconds",
    ]

    /// The request as a mapping's `report` part sees it, `.request`.
    ///
    /// Times are in UTC and whole seconds, as jq's `fromdateiso8601` reads them; extensions are without their PBX,
    /// which CRMs do not know.
    var report: JSONTree {
        let connected = timeline.first { $0.state == .connected }?.at
        let end = state.isEnd ? updatedAt : nil
        var members: [String: JSONTree] = [
            "id": .text("\(id)"), "route": .text(ExtensionAddress(route).number),
            "operator": .text(ExtensionAddress(self.operator).number),
            "department": .text(department), "mode": .text(mode.rawValue), "state": .text(state.rawValue),
            "urgency": .text(urgency.rawValue),
        ]
        members["outcome"] = Self.text(outcome?.rawValue)
        members["missed"] = .boolean(outcome?.isMissed ?? false)
        members["manager"] = manager.map(Self.person) ?? .null
        members["attempts"] = .array(attempts.map(Self.attempt))
        members["customer"] = Self.text(customer)
        members["reason"] = Self.text(reason)
        members["createdAt"] = Self.moment(createdAt)
        members["connectedAt"] = Self.moment(connected)
        members["endedAt"] = Self.moment(end)
        members["waitSeconds"] = Self.seconds(from: createdAt, to: connected ?? end)
        members["talkSeconds"] = Self.seconds(from: connected, to: end)
        return .object(JSONTree.Members(members))
    }

    private static func text(_ text: String?) -> JSONTree {
        text.map(JSONTree.text) ?? .null
    }

    private static func person(_ manager: Candidate) -> JSONTree {
        .object(["extension": .text(ExtensionAddress(manager.extension).number), "name": text(manager.name)])
    }

    private static func attempt(_ attempt: RingAttempt) -> JSONTree {
        .object([
            "extension": .text(ExtensionAddress(attempt.extension).number), "result": text(attempt.result?.rawValue),
        ])
    }

    private static func moment(_ date: Date?) -> JSONTree {
        text(date?.formatted(.iso8601))
    }

    private static func seconds(from start: Date?, to end: Date?) -> JSONTree {
        guard let start, let end else { return .null }
        return .integer(Int(exactly: max(0, end.timeIntervalSince(start)).rounded()) ?? .max)
    }
}
