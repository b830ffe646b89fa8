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
        /// It was a literal that cannot be read back; the reason is for people.
        case unreadable(reason: String)
    }

    /// What is shown in a literal's place, and stands for the one that is stored when it comes back.
    public static let mask = "***"

    /// The text as it was written.
    public let text: String
    private let fault: String?

    public init(_ text: String) {
        self.text = text
        fault = nil
    }

    /// A literal that cannot be read back, but is not to be lost.
    ///
    /// - Parameters:
    ///   - stored: what is there in its place.
    ///   - reason: why it cannot be read.
    public init(unreadable stored: String, reason: String) {
        text = stored
        fault = reason
    }

    /// Whether this stands for a secret that is stored.
    public var isMask: Bool { text == Self.mask }

    public var location: Location {
        if let fault { return .unreadable(reason: fault) }
        if text.hasPrefix("env:") { return .environment(name: String(text.dropFirst(4))) }
        if text.hasPrefix("file:") { return .file(path: String(text.dropFirst(5))) }
        return .literal(text)
    }

    /// Safe to print: a literal is masked.
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
