public import Foundation

/// The people to ring, in order, and the reports of how they were found.
public struct Ladder: Sendable, Equatable {
    public var candidates: [Candidate]
    /// The people to ring if none of the candidates could be reached.
    public var overflow: [Candidate] = []
    public var lookup: [LookupReport]
    /// The people who were named and will not be rung.
    public var passedOver: [PassedOver]

    /// The maximum number of people on a ladder, including its overflow.
    public static let maximumCandidates = 200

    /// Whether somebody was left out because they are not online.
    public var isSomebodyAbsent: Bool { passedOver.contains(where: \.reason.isPresence) }

    /// Creates the ladder of one request from the CRM's answers, the department's helpers, and the helpers of the
    /// departments above.
    ///
    /// Nobody appears on it twice, the operator never does, and a cycle of parents ends it. Numbers that may not be
    /// dialled are left out.
    ///
    /// - Parameters:
    ///   - answer: the answer of the lookup sources; empty if the route asks none.
    ///   - operatorExtension: the operator, who is never rung as their own helper.
    ///   - department: the id of the serving department.
    ///   - rungs: the rungs of the route, in order.
    ///   - callCenter: the call centre's settings.
    ///   - policy: the numbers that may be dialled.
    ///   - overflow: the people to ring last.
    ///   - urgency: the urgency; an emergency also rings people who are not online.
    public init(
        answer: LookupAnswer, operatorExtension: String, department: String, rungs: [Route.Rung],
        callCenter: CallCenter, policy: DialPolicy, overflow: RouteOptions.Overflow? = nil, urgency: Urgency = .normal
    ) {
        var builder = Builder(
            policy: policy, operatorExtension: operatorExtension,
            presences: urgency == .emergency ? [:] : callCenter.presences)
        let named = answer.candidates.map { builder.reasonAgainst($0) }
        let isSomebodyNamed = named.contains { $0 == nil }
        var lookup = answer.reports
        if !isSomebodyNamed, named.contains(where: { $0?.isPresence == true }) { Self.tellOfAbsence(in: &lookup) }
        for rung in rungs {
            switch rung {
            case .crm:
                builder.add(answer.candidates)
            case .department:
                let before = builder.candidates.count
                builder.add(Self.helpers(of: department, in: callCenter))
                // The table is reported only if it had to be used.
                if !isSomebodyNamed || !lookup.contains(where: \.isAnswer) {
                    let found = builder.candidates.count > before
                    lookup.append(
                        LookupReport(
                            source: .department(department), result: found ? .found : .notFound, milliseconds: 0))
                }
            case .parents:
                var visited: Set<String> = [department]
                var next = callCenter.departments[department]?.parent
                while let parent = next, visited.insert(parent).inserted {
                    builder.add(Self.helpers(of: parent, in: callCenter))
                    next = callCenter.departments[parent]?.parent
                }
            }
        }
        candidates = builder.candidates
        switch overflow {
        case .department(let id)?: builder.add(Self.helpers(of: id, in: callCenter))
        case .number(let number)?:
            let near = ExtensionAddress(operatorExtension).pbx
            builder.add([
                Candidate(extension: callCenter.address(of: number, near: near), name: nil, source: .overflow)
            ])
        case nil: break
        }
        self.overflow = Array(builder.candidates.dropFirst(candidates.count))
        passedOver = builder.passedOver
        self.lookup = lookup
    }

    /// Adds to the reports that none of the named managers is online.
    private static func tellOfAbsence(in lookup: inout [LookupReport]) {
        for index in lookup.indices where lookup[index].isAnswer && lookup[index].detail == nil {
            lookup[index].detail = "nobody it names is online"
        }
    }

    /// Sorts candidates named by the same source by when they last helped, the least recent first.
    ///
    /// - Parameter answers: the time of each helper's last answer; helpers without a time go first.
    public mutating func putLeastRecentFirst(_ answers: [String: Date]) {
        var rest = candidates[...]
        var sorted: [Candidate] = []
        while let first = rest.first {
            let group = rest.prefix { $0.source == first.source }
            rest = rest.dropFirst(group.count)
            sorted += group.enumerated().sorted { left, right in
                let times = [left, right].map { answers[$0.element.extension] ?? .distantPast }
                return times[0] == times[1] ? left.offset < right.offset : times[0] < times[1]
            }.map(\.element)
        }
        candidates = sorted
    }

    private static func helpers(of department: String, in callCenter: CallCenter) -> [Candidate] {
        (callCenter.departments[department]?.helpers ?? []).map {
            Candidate(extension: $0.extension, name: $0.name, source: .department(department))
        }
    }

    private struct Builder {
        let policy: DialPolicy
        let operatorExtension: String
        let presences: [String: Presence]
        private var seen: Set<String> = []
        var candidates: [Candidate] = []
        var passedOver: [PassedOver] = []

        init(policy: DialPolicy, operatorExtension: String, presences: [String: Presence]) {
            self.policy = policy
            self.operatorExtension = operatorExtension
            self.presences = presences
        }

        mutating func add(_ more: [Candidate]) {
            for candidate in more {
                if let reason = reasonAgainst(candidate) {
                    passedOver.append(PassedOver(candidate, reason))
                } else {
                    seen.insert(candidate.extension)
                    candidates.append(candidate)
                }
            }
        }

        func reasonAgainst(_ candidate: Candidate) -> PassedOver.Reason? {
            if candidate.extension == operatorExtension { return .isOperator }
            if policy.dialable(candidate.extension) == nil { return .notDialable }
            if seen.contains(candidate.extension) { return .standsAlready }
            if let reason = PassedOver.Reason(presences[candidate.extension]?.state) { return reason }
            return candidates.count < Ladder.maximumCandidates ? nil : .ladderIsFull
        }
    }
}
