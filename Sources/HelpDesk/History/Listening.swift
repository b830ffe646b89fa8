public import Foundation

/// A visit to an operator's call by somebody who listened, whispered or talked to both.
public struct Listening: Sendable, Equatable, Identifiable {
    /// The role of a person on the call.
    public enum Role: String, Sendable, CaseIterable {
        /// They came because the operator asked for help.
        case helper
        /// They came on their own initiative.
        case supervisor
    }

    /// The identity of a listening: the request, and a position within it.
    public struct ID: Sendable, Hashable, CustomStringConvertible {
        public var request: HelpRequestID
        /// 0 for the helper, then the supervisors' visits from 1.
        public var position: Int

        /// The request's id and the position, as in `019abc….1`.
        public var description: String { "\(request.text).\(position)" }

        public init(request: HelpRequestID, position: Int) {
            self.request = request
            self.position = position
        }

        /// Parses a ``description``; `nil` for any other text.
        public init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let request = HelpRequestID(parts[0]), let position = Int(parts[1]) else {
                return nil
            }
            self.init(request: request, position: position)
        }
    }

    public var id: ID
    public var role: Role
    /// The listener's extension.
    public var `extension`: String
    public var name: String?
    /// The last mode; it may change during the call.
    public var mode: CallMode
    /// The extension of the operator whose call it was.
    public var `operator`: String
    /// The id of the serving department.
    public var department: String
    /// The customer's number or name, as given with the request.
    public var customer: String?
    public var startedAt: Date
    /// The duration; `nil` if unknown.
    ///
    /// Earlier versions stored only when a supervisor left; `startedAt` is then that time.
    public var milliseconds: Int?

    public init(
        id: ID, role: Role, extension number: String, name: String?, mode: CallMode, operator caller: String,
        department: String, customer: String?, startedAt: Date, milliseconds: Int?
    ) {
        self.id = id
        self.role = role
        self.extension = number
        self.name = name
        self.mode = mode
        self.operator = caller
        self.department = department
        self.customer = customer
        self.startedAt = startedAt
        self.milliseconds = milliseconds
    }
}

extension HelpRequest {
    /// The people who were on the operator's call, once the request has ended: a helper who joined the live call, and
    /// the supervisors who came.
    public var listenings: [Listening] {
        guard state.isEnd, let end = timeline.last?.at else { return [] }
        var found: [Listening] = []
        if mode.isCoaching, let manager, let start = timeline.first(where: { $0.state == .connected })?.at {
            found.append(listening(0, .helper, manager.extension, manager.name, mode, from: start, to: end))
        }
        for (index, visit) in supervisors.enumerated() {
            guard let start = visit.joinedAt else { continue }
            found.append(
                listening(
                    index + 1, .supervisor, visit.extension, visit.name, visit.mode, from: start,
                    to: visit.state == .left ? visit.at : end))
        }
        return found
    }

    private func listening(
        _ position: Int, _ role: Listening.Role, _ number: String, _ name: String?, _ mode: CallMode,
        from start: Date, to end: Date
    ) -> Listening {
        Listening(
            id: Listening.ID(request: id, position: position), role: role, extension: number, name: name, mode: mode,
            operator: self.operator, department: department, customer: customer, startedAt: start,
            milliseconds: start.milliseconds(until: end))
    }
}
