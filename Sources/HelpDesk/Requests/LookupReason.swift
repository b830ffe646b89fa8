/// The reason why a source could not name the manager, as a stable word.
public enum LookupReason: String, Sendable, Codable, CaseIterable {
    /// The host name has no address.
    case unknownHost = "unknown_host"
    /// Nothing listens at the address, or a firewall blocks it.
    case notConnected = "not_connected"
    /// The connection is not trusted.
    case notTrusted = "not_trusted"
    /// The server does not speak TLS at the address, or no version that is supported here.
    case handshakeFailed = "handshake_failed"
    /// The source is too slow, or its timeout too short.
    case tooSlow = "too_slow"
    /// The source refused the credentials, or access to the resource; some sources also respond so if a quota is
    /// exceeded.
    case credentialsRefused = "credentials_refused"
    /// The source responded with a redirect.
    case redirected
    /// The source was asked too often.
    case tooManyRequests = "too_many_requests"
    /// The source has an internal error.
    case serverFault = "server_fault"
    /// The source rejected the request.
    case requestRefused = "request_refused"
    /// The source's response reports a failure.
    case reportedFailure = "reported_failure"
    /// The source's response does not have the expected form.
    case unreadableAnswer = "unreadable_answer"

    /// Creates the reason for a response that neither succeeded nor reported that there is no manager.
    ///
    /// - Parameter status: the HTTP status.
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
