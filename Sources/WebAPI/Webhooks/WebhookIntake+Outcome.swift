public import Administration
public import HelpDesk

extension WebhookIntake {
    /// The result of an accepted delivery.
    public enum Outcome: Sendable {
        /// The delivery asks for nothing.
        case ignored
        /// The delivery led to a new help request.
        ///
        /// - Parameter body: the request's JSON.
        case accepted(HelpRequestID, body: [UInt8])
        /// The delivery was received before; `body` is the earlier response.
        case repeated(HelpRequestID, body: [UInt8])
        /// The call for help is too old to be of use.
        case tooOld(String)

        public var result: WebhookDelivery.Result {
            switch self {
            case .ignored: .ignored
            case .accepted: .accepted
            case .repeated: .repeated
            case .tooOld: .tooOld
            }
        }

        /// The precedence among several outcomes: the lowest rank is the response.
        var rank: Int {
            switch self {
            case .accepted: 0
            case .repeated: 1
            case .tooOld: 2
            case .ignored: 3
            }
        }
    }
}
