/// Where in a mapping a program stands.
struct JQOrigin: Sendable, Equatable, CustomStringConvertible {
    let file: String
    /// The line of the program's first line, counted from 1.
    let line: Int
    /// A path such as `manager.steps[0].found`.
    let field: String

    var description: String { "\(file):\(line): \(field)" }
}
