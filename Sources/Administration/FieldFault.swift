import LocatedYAML

/// What is wrong with one field of what was given, where it stands, and what to write in its place.
public struct FieldFault: Sendable, Hashable {
    /// The file's name as it is shown; empty for what came without one.
    public var file: String
    /// Counted from 1; `nil` when it is not known, or the whole is meant.
    public var line: Int?
    /// Such as `routes[0].ringing.timeoutSeconds`; empty for the whole.
    public var field: String
    public var message: String
    /// A stable word, for whoever has words of their own for it.
    public var code: String?

    public init(file: String = "", line: Int? = nil, field: String, message: String, code: String? = nil) {
        self.file = file
        self.line = line
        self.field = field
        self.message = message
        self.code = code
    }

    init(_ problem: LocatedProblem) {
        self.init(
            file: problem.file, line: problem.line, field: problem.path, message: problem.message, code: problem.code)
    }
}

extension FieldFault: CustomStringConvertible {
    public var description: String {
        [file.isEmpty ? "" : line.map { "\(file):\($0)" } ?? file, field, message].filter { !$0.isEmpty }
            .joined(separator: ": ")
    }
}
