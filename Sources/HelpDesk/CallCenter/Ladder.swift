/// Who is rung, in order, and what the tables said about it.
public struct Ladder: Sendable, Equatable {
    public var candidates: [Candidate]
    public var lookup: [LookupReport]
    /// Who was named and will not be rung.
    public var passedOver: [PassedOver]

    /// Somebody who does not stand on the ladder.
    public struct PassedOver: Sendable, Equatable {
        /// Why not, as people read it.
        public enum Reason: String, Sendable {
            case isOperator = "he is the operator himself"
            case standsAlready = "he stands on the ladder already"
            case notDialable = "his extension may not be dialled under pbx.numbers"
        }

        public var candidate: Candidate
        public var reason: Reason
    }

    /// Builds the ladder of one request: the CRM's answers, the department's helpers, the helpers of the units above.
    ///
    /// Nobody stands on it twice, the operator himself never, and a cycle of parents ends it. A number that may not be
    /// dialled is left out.
    ///
    /// - Parameters:
    ///   - answer: what the lookup sources said; empty when the route does not ask any.
    ///   - operatorExtension: the operator, who is never rung as his own helper.
    ///   - department: the id of the unit whose table serves.
    ///   - rungs: the route's order.
    ///   - callCenter: the tables.
    ///   - policy: what may be dialled.
    public init(
        answer: LookupAnswer, operatorExtension: String, department: String, rungs: [Route.Rung],
        callCenter: CallCenter, policy: DialPolicy
    ) {
        var builder = Builder(policy: policy, operatorExtension: operatorExtension)
        var lookup = answer.reports
        for rung in rungs {
            switch rung {
            case .crm:
                builder.add(answer.candidates)
            case .department:
                let before = builder.candidates.count
                builder.add(Self.helpers(of: department, in: callCenter))
                // The table is worth a line only where it had to serve.
                if !lookup.contains(where: { $0.result == .found || $0.result == .cached }) {
                    let found = builder.candidates.count > before
                    lookup.append(
                        LookupReport(
                            source: Self.source(department), result: found ? .found : .notFound, milliseconds: 0))
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
        passedOver = builder.passedOver
        self.lookup = lookup
    }

    private static func source(_ department: String) -> String { "department:\(department)" }

    private static func helpers(of department: String, in callCenter: CallCenter) -> [Candidate] {
        (callCenter.departments[department]?.helpers ?? []).map {
            Candidate(extension: $0.extension, name: $0.name, source: source(department))
        }
    }

    private struct Builder {
        let policy: DialPolicy
        let operatorExtension: String
        private var seen: Set<String> = []
        var candidates: [Candidate] = []
        var passedOver: [PassedOver] = []

        init(policy: DialPolicy, operatorExtension: String) {
            self.policy = policy
            self.operatorExtension = operatorExtension
        }

        mutating func add(_ more: [Candidate]) {
            for candidate in more {
                if let reason = reasonAgainst(candidate) {
                    passedOver.append(PassedOver(candidate: candidate, reason: reason))
                } else {
                    seen.insert(candidate.extension)
                    candidates.append(candidate)
                }
            }
        }

        private func reasonAgainst(_ candidate: Candidate) -> PassedOver.Reason? {
            if candidate.extension == operatorExtension { return .isOperator }
            if policy.dialable(candidate.extension) == nil { return .notDialable }
            return seen.contains(candidate.extension) ? .standsAlready : nil
        }
    }
}
