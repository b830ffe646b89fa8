/// A name as the rest of a comment in the dialplan: a semicolon could begin a block comment, which no line would end.
public struct DialplanComment: CustomStringConvertible {
    public let description: String

    public init(_ name: String) {
        description = String(name.map { $0.isNewline || $0 == ";" ? " " : $0 })
    }
}
