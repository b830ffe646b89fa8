/// Who is rung, in order, and what the tables said about it.
public struct Ladder: Sendable, Equatable {
    public var candidates: [Candidate]
    public var lookup: [LookupReport]

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
        var builder = Builder(policy: policy, seen: [operatorExtension])
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
        var seen: Set<String>
        var candidates: [Candidate] = []

        mutating func add(_ more: [Candidate]) {
            for candidate in more
            where policy.dialable(candidate.extension) != nil && seen.insert(candidate.extension).inserted {
                candidates.append(candidate)
            }
        }
    }
}
