public import HelpDesk

/// What a webhook's delivery is, or why it is not taken.
public enum WebhookVerdict: Sendable, Equatable {
    /// It is genuine, and asks for nothing.
    case uninteresting
    /// - Parameter deliveryId: the same in a repeated delivery; `nil` when the CRM gives none.
    case draft(HelpRequestDraft, deliveryId: String?)
    /// It is genuine, and help was asked for too long ago; the reason says when.
    case tooOld(String, deliveryId: String?)
    /// It asks for help several times, as a CRM does that sends its events in batches; each is judged by itself.
    case several([WebhookVerdict])
    case unknownEndpoint
    case unproven(String)
    /// It is announced as something that is not read here; the reason says what is.
    case unsupportedMediaType(String)
    /// - Parameter limit: in bytes.
    case tooLarge(limit: Int)
    case unreadable(String)
    /// - Parameter field: which part of the call for help is wrong, where it is one.
    case invalid(String, field: String? = nil)
    /// The endpoint itself cannot work; the reason is for the log.
    case misconfigured(String)

    /// Whether it was judged by what it says: it is known to come from the CRM.
    public var isProven: Bool {
        switch self {
        case .uninteresting, .draft, .tooOld, .several, .invalid: true
        case .unknownEndpoint, .unproven, .unsupportedMediaType, .tooLarge, .unreadable, .misconfigured: false
        }
    }

    /// What is the same in a repeated delivery; of several, that of the first.
    public var deliveryId: String? {
        switch self {
        case .draft(_, let id), .tooOld(_, let id): id
        case .several(let verdicts): verdicts.lazy.compactMap(\.deliveryId).first
        default: nil
        }
    }
}
