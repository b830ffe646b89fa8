/// The place of a program in a mapping.
struct JQOrigin: Sendable, Equatable, CustomStringConvertible {
    let file: String
    /// The line where the program begins, counted from 1.
    let line: Int
    /// A path such as `manager.steps[0].found`.
    let field: String

    var description: String { "\(file):\(line): \(field)" }
}
