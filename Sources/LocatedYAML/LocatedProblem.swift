/// One mistake in a file, in settings or in a form: where it is, and what to write instead.
public struct LocatedProblem: Error, Sendable, Hashable {
    /// The file's name as it is shown; empty for what does not come from a file.
    public var file: String
    /// Counted from 1; `nil` when it is not known, or the whole is meant.
    public var line: Int?
    /// The key or the field, such as `routes[0].ringing.timeoutSeconds`; empty when the whole is meant.
    public var path: String
    public var message: String
    /// A stable word, for those who have their own text for it.
    public var code: String?

    public init(file: String = "", line: Int? = nil, path: String = "", message: String, code: String? = nil) {
        self.file = file
        self.line = line
        self.path = path
        self.message = message
        self.code = code
    }

    /// The message with the key before it.
    public var keyedMessage: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension LocatedProblem: CustomStringConvertible {
    /// One line: `callcenter.yaml:12: routes[0].code: expected …`.
    public var description: String {
        let location = file.isEmpty ? "" : line.map { "\(file):\($0)" } ?? file
        return [location, path, message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// An error that tells of a mistake in a file.
public protocol LocatedFailure: Error {
    init(_ problem: LocatedProblem)
}

extension LocatedProblem: LocatedFailure {
    public init(_ problem: LocatedProblem) {
        self = problem
    }
}
