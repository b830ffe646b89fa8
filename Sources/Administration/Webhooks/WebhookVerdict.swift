public import HelpDesk

/// What a webhook's delivery is, or why it is not taken.
public enum WebhookVerdict: Sendable, Equatable {
    /// It is genuine, and asks for nothing.
    case uninteresting
    /// - Parameter deliveryId: the same in a repeated delivery; `nil` when the CRM gives none.
    case draft(HelpRequestDraft, deliveryId: String?)
    case unknownEndpoint
    case unproven(String)
    case unsupportedMediaType(String)
    case unreadable(String)
    case invalid(String)
    /// The endpoint itself cannot work; the reason is for the log.
    case misconfigured(String)

    /// Whether it was judged by what it says: it is known to come from the CRM.
    public var isProven: Bool {
        switch self {
        case .uninteresting, .draft, .invalid: true
        case .unknownEndpoint, .unproven, .unsupportedMediaType, .unreadable, .misconfigured: false
        }
    }
}
