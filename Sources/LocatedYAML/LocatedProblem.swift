/// A mistake in a file, in settings or in a form: where it is, and what to write instead.
public struct LocatedProblem: Error, Sendable, Hashable {
    /// The file's name as shown; empty if the problem does not come from a file.
    public var file: String
    /// The line, counted from 1; `nil` if it is unknown, or the whole is meant.
    public var line: Int?
    /// The key or the field, such as `routes[0].ringing.timeoutSeconds`; empty if the whole is meant.
    public var path: String
    public var message: String
    /// A stable word, for clients that have their own wording.
    public var code: String?

    public init(file: String = "", line: Int? = nil, path: String = "", message: String, code: String? = nil) {
        self.file = file
        self.line = line
        self.path = path
        self.message = message
        self.code = code
    }

    /// The message, preceded by the key.
    public var keyedMessage: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension LocatedProblem: CustomStringConvertible {
    /// One line: `callcenter.yaml:12: routes[0].code: expected …`.
    public var description: String {
        let location = file.isEmpty ? "" : line.map { "\(file):\($0)" } ?? file
        return [location, path, message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// An error that reports a mistake in a file.
public protocol LocatedFailure: Error {
    init(_ problem: LocatedProblem)
}

extension LocatedProblem: LocatedFailure {
    public init(_ problem: LocatedProblem) {
        self = problem
    }
}
