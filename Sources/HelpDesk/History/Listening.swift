public import Foundation

/// Somebody who was on an operator's call: listening, whispering, or talking to both.
public struct Listening: Sendable, Equatable, Identifiable {
    /// As what they came.
    public enum Role: String, Sendable, CaseIterable {
        /// The operator had asked for help, and they came.
        case helper
        /// They came by themselves.
        case supervisor
    }

    /// Which of the request's it is.
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

        /// Reads what ``description`` gives; `nil` for any other text.
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
    /// The listener's own.
    public var `extension`: String
    public var name: String?
    /// The last one: it may be changed in mid-call.
    public var mode: CallMode
    /// The extension whose call it was.
    public var `operator`: String
    /// The id of the department that served.
    public var department: String
    /// The customer's number or name, as whoever asked for help gave it.
    public var customer: String?
    public var startedAt: Date
    /// `nil` where that is not known: earlier versions noted only when a supervisor left, which is then `startedAt`.
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
    /// Who was on the operator's call, once all is over: a helper who did not take the operator to a call of their own, and
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
