/// One mistake in a file or in settings: where it stands, and what to write in its place.
public struct LocatedProblem: Error, Sendable, Hashable {
    /// The file's name as it is shown; empty for what comes from no file.
    public var file: String
    /// Counted from 1; `nil` when the whole file is meant, or there is none.
    public var line: Int?
    /// The key, such as `routes[0].ringing.timeoutSeconds`; empty when the whole file is meant.
    public var path: String
    public var message: String
    /// A stable word for it, where there is one.
    public var code: String?

    public init(file: String, line: Int? = nil, path: String = "", message: String, code: String? = nil) {
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
        let position = file.isEmpty ? "" : line.map { "\(file):\($0)" } ?? file
        return [position, path, message].filter { !$0.isEmpty }.joined(separator: ": ")
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
