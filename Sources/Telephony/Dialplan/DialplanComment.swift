/// A name inside a dialplan comment, without semicolons, which could begin a block comment that no line would end.
public struct DialplanComment: CustomStringConvertible {
    public let description: String

    public init(_ name: String) {
        description = String(name.map { $0.isNewline || $0 == ";" ? " " : $0 })
    }
}
