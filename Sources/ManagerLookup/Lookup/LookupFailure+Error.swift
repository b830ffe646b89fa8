import CurlHTTP
import HelpDesk

extension LookupFailure {
    /// Classifies any error thrown while a source was asked.
    init(_ error: any Error) {
        switch error {
        case let failure as LookupFailure:
            self = failure
        case let error as CurlHTTPError:
            self.init(error)
        case let error as ManagerLookupError:
            // A program fails only on an answer of an unexpected shape.
            if case .program = error { self = .invalid("\(error)") } else { self = .error("\(error)") }
        default:
            self = .error("\(error)")
        }
    }

    private init(_ error: CurlHTTPError) {
        switch error {
        case .timedOut(.resolve): self = .timeout("\(error)", .unknownHost)
        case .timedOut(.connect): self = .timeout("\(error)", .notConnected)
        case .timedOut(.response): self = .timeout("\(error)")
        case .bodyTooLarge: self = .unreadable("\(error)")
        case .couldNotConnect: self = .error("\(error)", .notConnected)
        case .couldNotResolve: self = .error("\(error)", .unknownHost)
        case .tls: self = .error("\(error)", .notTrusted)
        case .handshakeFailed: self = .error("\(error)", .handshakeFailed)
        case .protocolViolation: self = .error("\(error)", .unreadableAnswer)
        case .invalidRequest, .unavailable, .closed: self = .error("\(error)")
        }
    }
}
