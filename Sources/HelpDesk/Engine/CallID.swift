public import Foundation

/// The id of one flow: a help request, a recording by phone, or a rejected call.
///
/// The names of its channels, bridges and playbacks on the PBX contain it.
public struct CallID: Hashable, Sendable, CustomStringConvertible {
    /// A UUID version 7 in lower-case text.
    public let text: String

    public var description: String { text }

    /// Reads an id from text; `nil` unless it is a UUID in canonical form.
    public init?(_ text: some StringProtocol) {
        guard let id = HelpRequestID(text) else { return nil }
        self.init(id)
    }

    /// Creates the id of a help request's flow.
    public init(_ request: HelpRequestID) {
        text = request.text
    }

    /// Creates a new id for a flow that is not a help request.
    public init(at date: Date = Date()) {
        self.init(HelpRequestID(at: date))
    }
}
