/// The call-centre file of many operators and two CRMs, one of which is slow: `*1` asks that one, `*2` the fast one.
public struct TwoSourceCallCenter: Sendable {
    /// The number of operators, whose extensions begin at 10000.
    public let operators: Int
    /// The addresses of the two CRMs.
    public let slow: String
    public let fast: String

    public init(operators: Int, slow: String, fast: String) {
        self.operators = operators
        self.slow = slow
        self.fast = fast
    }

    /// The extension of the operator at this position, from 0.
    public static func `operator`(_ position: Int) -> String { "\(10_000 + position)" }

    public var yaml: String {
        let lines = (0..<operators).map { "  - {extension: \"\(Self.operator($0))\", name: o, department: d}" }
        return """
            departments:
              - {id: d, name: D}
            operators:
            \(lines.joined(separator: "\n"))
            sources:
              - {id: slow, mapping: generic, baseURL: "\(slow)", timeoutMilliseconds: 30000, maximumConcurrent: \(operators)}
              - {id: fast, mapping: generic, baseURL: "\(fast)", timeoutMilliseconds: 30000}
            routes:
              - {code: "*1", name: Slow, detection: crm, sources: [slow], voice: en}
              - {code: "*2", name: Fast, detection: crm, sources: [fast], voice: en}
            """
    }
}
