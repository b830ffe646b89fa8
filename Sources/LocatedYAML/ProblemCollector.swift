/// Gathers what is wrong with a document while it is read, so that all of it is told at once.
public final class ProblemCollector {
    private var problems: [LocatedProblem] = []

    public init() {}

    /// In the order of their lines.
    public var all: [LocatedProblem] {
        // The sort must be stable: mistakes of one line stay in the order of reading.
        problems.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// Adds what a reader has found.
    public func report(_ problem: LocatedProblem) {
        problems.append(problem)
    }

    /// - Returns: `nil` when `read` threw, which is reported.
    public func reading<Value>(_ read: () throws(LocatedProblem) -> Value) -> Value? {
        do throws(LocatedProblem) {
            return try read()
        } catch {
            report(error)
            return nil
        }
    }
}
