public import HelpDesk

/// The meaning of a webhook's delivery, or the reason why it is refused.
public enum WebhookVerdict: Sendable, Equatable {
    /// It is genuine, but asks for nothing.
    case uninteresting
    /// - Parameter deliveryId: the same in a repeated delivery; `nil` if the CRM sends none.
    case draft(HelpRequestDraft, deliveryId: String?)
    /// It is genuine, but help was asked for too long ago; the reason says when.
    case tooOld(String, deliveryId: String?)
    /// It asks for help several times, as from a CRM that sends its events in batches; each has its own verdict.
    case several([WebhookVerdict])
    case unknownEndpoint
    case unproven(String)
    /// Its declared type or encoding is not supported; the reason says what to send.
    case unsupportedMediaType(String)
    /// - Parameter limit: in bytes.
    case tooLarge(limit: Int)
    case unreadable(String)
    /// - Parameter field: the invalid part of the call for help, if the fault is in one part.
    case invalid(String, field: String? = nil)
    /// The endpoint itself cannot work; the reason is for the log.
    case misconfigured(String)

    /// Whether it was judged by its content: it is known to come from the CRM.
    public var isProven: Bool {
        switch self {
        case .uninteresting, .draft, .tooOld, .several, .invalid: true
        case .unknownEndpoint, .unproven, .unsupportedMediaType, .tooLarge, .unreadable, .misconfigured: false
        }
    }

    /// The id that a repeated delivery has too; of several verdicts, the first id.
    public var deliveryId: String? {
        switch self {
        case .draft(_, let id), .tooOld(_, let id): id
        case .several(let verdicts): verdicts.lazy.compactMap(\.deliveryId).first
        default: nil
        }
    }
}
