public import Foundation

/// The identity of one flow of calls: a help request, a recording by phone, or a call that is rejected. Everything of it on
/// the PBX carries it in its name.
public struct CallID: Hashable, Sendable, CustomStringConvertible {
    /// A UUID version 7 in lower-case text.
    public let text: String

    public var description: String { text }

    /// Reads an id from text; `nil` unless it is a UUID in canonical form.
    public init?(_ text: some StringProtocol) {
        guard let id = HelpRequestID(text) else { return nil }
        self.init(id)
    }

    /// That of a help request.
    public init(_ request: HelpRequestID) {
        text = request.text
    }

    /// Makes a new id, of what is no help request.
    public init(at date: Date = Date()) {
        self.init(HelpRequestID(at: date))
    }
}
