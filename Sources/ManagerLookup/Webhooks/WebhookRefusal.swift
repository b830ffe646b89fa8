/// Why a webhook's delivery is not taken. No case holds anything of the body.
///
/// It does not leave this target: ``WebhookEndpoints`` makes a `WebhookVerdict` of it.
enum WebhookRefusal: Error, Sendable, Equatable {
    /// Nothing proves that it comes from the CRM: no signature, a wrong one, or one that is too old.
    case unproven(String)
    /// It is announced as neither JSON nor a form.
    case unsupportedType(String)
    /// It is in a character encoding or a content coding that is not known here; the reason says what to send.
    case unsupportedEncoding(String)
    /// What is in it is larger than a body may be, in bytes.
    case tooLarge(limit: Int)
    /// It is not what it is announced as.
    case unreadable(String)
    /// What the mapping makes of it is no call for help.
    ///
    /// - Parameter field: the member of the call for help that is wrong, where it is one.
    case invalid(String, field: String? = nil)
    /// The endpoint itself cannot work: its mapping or its secret is missing.
    case misconfigured(String)
}

extension WebhookRefusal: CustomStringConvertible {
    var description: String {
        switch self {
        case .unproven(let problem): problem
        case .unsupportedType(let type):
            "the body is announced as \(type); send JSON with Content-Type: application/json, "
                + "or a form with application/x-www-form-urlencoded"
        case .unsupportedEncoding(let problem): problem
        case .tooLarge(let limit): "the body is larger than \(limit) bytes"
        case .unreadable(let problem): "the body is \(problem)"
        case .invalid(let problem, _): problem
        case .misconfigured(let problem): problem
        }
    }
}
