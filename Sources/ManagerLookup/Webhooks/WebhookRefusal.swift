/// The reason why a webhook delivery is rejected, which quotes nothing from the body.
///
/// Used only inside this target: ``WebhookEndpoints`` converts it to a `WebhookVerdict`.
enum WebhookRefusal: Error, Sendable, Equatable {
    /// There is no proof that it comes from the CRM: the signature is missing, wrong or too old.
    case unproven(String)
    /// Its `Content-Type` is neither JSON nor a form.
    case unsupportedType(String)
    /// Its character encoding or content coding is unknown; the reason names an alternative.
    case unsupportedEncoding(String)
    /// Its content is larger than the limit, in bytes.
    case tooLarge(limit: Int)
    /// Its content does not match its header fields.
    case unreadable(String)
    /// The mapping's result is not a call for help.
    ///
    /// - Parameter field: the invalid member of the call for help, if the fault is in one member.
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
