/// A secret as it is written down: a literal, `env:NAME` or `file:PATH`.
///
/// Only the reference is stored and shown; whoever needs the secret resolves it at the moment of use, so that a rotated
/// file or variable is picked up.
public struct SecretReference: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Where the secret is.
    public enum Location: Sendable, Hashable {
        case literal(String)
        case environment(name: String)
        case file(path: String)
    }

    /// The text as it was written.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public var location: Location {
        if text.hasPrefix("env:") { return .environment(name: String(text.dropFirst(4))) }
        if text.hasPrefix("file:") { return .file(path: String(text.dropFirst(5))) }
        return .literal(text)
    }

    /// Safe to print: a literal is masked.
    public var description: String {
        if case .literal = location { return "***" }
        return text
    }

    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
