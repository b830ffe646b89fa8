/// Why a REST call got no complete answer.
///
/// It does not leave this target: orders end with a `PBXError`, which contains its description.
enum ARIRequestFailure: Error, Sendable, Equatable {
    /// No connection was established in time.
    case connectTimeout
    /// The answer, or the rest of it, did not come in time.
    case responseTimeout
    case unreachable(String)
    /// The peer closed early, or answered something that is not HTTP.
    case noAnswer(String)
    /// The answer is longer than the limit, in bytes.
    case tooLarge(Int)
    /// The call's condition no longer held; nothing was sent.
    case withheld

    static let broken = ARIRequestFailure.noAnswer("the connection was closed")
}

extension ARIRequestFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .connectTimeout: "timed out connecting: check host, port and firewall"
        case .responseTimeout: "timed out waiting for the answer"
        case .unreachable(let reason): "could not connect: \(reason)"
        case .noAnswer(let reason): "not a complete HTTP answer: \(reason)"
        case .tooLarge(let limit): "the answer is larger than the limit of \(limit) bytes"
        case .withheld: "the call was withheld: it was not right any more when it could be sent"
        }
    }
}
