/// Why a webhook's delivery is not taken. No case holds anything of the body.
public enum WebhookRefusal: Error, Sendable, Equatable {
    /// Nothing proves that it comes from the CRM: no signature, a wrong one, or one that is too old.
    case unproven(String)
    /// It is announced as neither JSON nor a form.
    case unsupportedType(String)
    /// It is not what it is announced as.
    case unreadable(String)
    /// What the mapping makes of it is no call for help.
    case invalid(String)
    /// The endpoint itself cannot work: its mapping or its secret is missing.
    case misconfigured(String)
}

extension WebhookRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unproven(let problem): problem
        case .unsupportedType(let type): "\(type) is neither application/json nor application/x-www-form-urlencoded"
        case .unreadable(let problem): "the body is \(problem)"
        case .invalid(let problem): problem
        case .misconfigured(let problem): problem
        }
    }
}
