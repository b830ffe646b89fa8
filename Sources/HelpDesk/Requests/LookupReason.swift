/// The stable words for why a source could not say who the manager is.
public enum LookupReason: String, Sendable, Codable, CaseIterable {
    /// The host's name has no address.
    case unknownHost = "unknown_host"
    /// Nobody listens there, or a firewall stands between.
    case notConnected = "not_connected"
    /// The connection is not to be trusted.
    case notTrusted = "not_trusted"
    /// It does not speak TLS there, or none that is spoken here.
    case handshakeFailed = "handshake_failed"
    /// It is too slow, or the time it is given too short.
    case tooSlow = "too_slow"
    /// It lets nobody in with these credentials, or not to what is asked; some refuse so what is over a quota.
    case credentialsRefused = "credentials_refused"
    /// The address leads elsewhere.
    case redirected
    /// It has been asked too often.
    case tooManyRequests = "too_many_requests"
    /// It has a fault of its own.
    case serverFault = "server_fault"
    /// It does not take such a request.
    case requestRefused = "request_refused"
    /// It says by its answer that it did not go.
    case reportedFailure = "reported_failure"
    /// What it answers is not what such a source answers.
    case unreadableAnswer = "unreadable_answer"

    /// Of an answer that is neither good nor says that there is nobody.
    ///
    /// - Parameter status: of HTTP.
    public init(status: Int) {
        self =
            switch status {
            case 300..<400: .redirected
            case 401, 403, 407: .credentialsRefused
            case 429: .tooManyRequests
            case 500...: .serverFault
            default: .requestRefused
            }
    }
}
