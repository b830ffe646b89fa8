/// The reason why a request got no complete response.
///
/// No case carries the URL's path or query, which may hold a secret.
public enum CurlHTTPError: Error, Sendable, Equatable {
    /// The phase in which a request timed out.
    public enum Phase: String, Sendable {
        /// Looking up the host's address.
        case resolve
        /// Opening the TCP connection and, for `https`, the TLS handshake.
        case connect
        /// Waiting for the response, or the rest of it.
        case response
    }

    /// The connect or the total timeout passed.
    case timedOut(Phase)
    /// No TCP connection could be made.
    case couldNotConnect(String)
    /// The host's name has no address, or no name server could be reached.
    case couldNotResolve(String)
    /// The connection cannot be trusted, most often because of its certificate.
    case tls(String)
    /// The server does not speak TLS on this port, or no version or cipher that we support.
    case handshakeFailed(String)
    /// The response is larger than the limit, in bytes.
    case bodyTooLarge(Int)
    /// The request is invalid; nothing was sent.
    case invalidRequest(String)
    /// The peer closed early, truncated the response, or sent something that is not HTTP.
    case protocolViolation(String)
    /// The system provided no memory, file descriptor or thread for the client.
    case unavailable(String)
    /// The client was shut down before the response arrived.
    case closed
}

extension CurlHTTPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .timedOut(.resolve): "timed out looking up the host's address: check the name and the name server"
        case .timedOut(.connect): "timed out connecting: check host, port and firewall"
        case .timedOut(.response): "timed out waiting for the answer: the server is slow, or the timeout too short"
        case .couldNotConnect(let reason): "could not connect: \(reason)"
        case .couldNotResolve(let reason): "could not find the host's address: \(reason)"
        case .tls(let reason): "TLS failed: \(reason)"
        case .handshakeFailed(let reason): "no TLS connection: \(reason); is it http, or another port?"
        case .bodyTooLarge(let limit): "the answer is larger than the limit of \(limit) bytes"
        case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
        case .protocolViolation(let reason): "not a complete HTTP answer: \(reason)"
        case .unavailable(let reason): "the HTTP client cannot work: \(reason)"
        case .closed: "the HTTP client was shut down"
        }
    }
}
