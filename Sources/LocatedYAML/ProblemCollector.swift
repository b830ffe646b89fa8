/// A collector of the mistakes in a document, so that all of them are reported at once.
public final class ProblemCollector {
    private var problems: [LocatedProblem] = []

    public init() {}

    /// The problems, in the order of their lines.
    public var all: [LocatedProblem] {
        // The sort must be stable: problems of one line stay in the order they were found.
        problems.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// Adds a problem.
    public func report(_ problem: LocatedProblem) {
        problems.append(problem)
    }

    /// - Returns: `nil` if `read` threw; the error is reported.
    public func reading<Value>(_ read: () throws(LocatedProblem) -> Value) -> Value? {
        do throws(LocatedProblem) {
            return try read()
        } catch {
            report(error)
            return nil
        }
    }
}
