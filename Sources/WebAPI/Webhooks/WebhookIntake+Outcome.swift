public import Administration
public import HelpDesk

extension WebhookIntake {
    /// The result of an accepted delivery.
    public enum Outcome: Sendable {
        /// It asks for nothing.
        case ignored
        /// - Parameter body: the request's JSON.
        case accepted(HelpRequestID, body: [UInt8])
        /// It came before; `body` is what was answered then.
        case repeated(HelpRequestID, body: [UInt8])
        /// Help was asked for so long ago that nobody waits for it any more.
        case tooOld(String)

        public var result: WebhookDelivery.Result {
            switch self {
            case .ignored: .ignored
            case .accepted: .accepted
            case .repeated: .repeated
            case .tooOld: .tooOld
            }
        }

        /// Of several the first of these is the answer.
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
