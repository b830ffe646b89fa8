/// Why a text is not the YAML that was expected.
public struct LocatedYAMLError: Error, Sendable, Equatable {
    /// Counted from 1; `nil` when the whole text is meant.
    public var line: Int?
    /// One line.
    public var problem: String

    public init(line: Int?, problem: String) {
        self.line = line
        self.problem = problem
    }
}

extension LocatedYAMLError: CustomStringConvertible {
    public var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}
