/// A secret as it is written: a literal, `env:NAME` or `file:PATH`.
///
/// Only the reference is stored and shown. It is resolved at the moment of use, so that a rotated file or variable is
/// picked up.
public struct SecretReference: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The location of a secret.
    public enum Location: Sendable, Hashable {
        case literal(String)
        case environment(name: String)
        case file(path: String)
        /// A literal that cannot be read back; the reason is for people.
        case unreadable(reason: String)
    }

    /// The text shown instead of a literal; if it is submitted, the stored literal is kept.
    public static let mask = "***"

    /// The text as it was written.
    public let text: String
    private let fault: String?

    public init(_ text: String) {
        self.text = text
        fault = nil
    }

    /// Creates a reference to a literal that cannot be read back, but must not be lost.
    ///
    /// - Parameters:
    ///   - stored: the stored text of the literal.
    ///   - reason: the reason why it cannot be read.
    public init(unreadable stored: String, reason: String) {
        text = stored
        fault = reason
    }

    /// Whether this stands for a stored secret.
    public var isMask: Bool { text == Self.mask }

    public var location: Location {
        if let fault { return .unreadable(reason: fault) }
        if text.hasPrefix("env:") { return .environment(name: String(text.dropFirst(4))) }
        if text.hasPrefix("file:") { return .file(path: String(text.dropFirst(5))) }
        return .literal(text)
    }

    /// A text that is safe to print: literals are masked.
    public var description: String {
        switch location {
        case .literal, .unreadable: Self.mask
        case .environment, .file: text
        }
    }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
