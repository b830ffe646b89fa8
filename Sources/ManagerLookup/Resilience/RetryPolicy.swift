import CurlHTTP

/// Decides whether a failed request to a CRM is repeated.
///
/// A request is repeated only if that is safe: if the server never received it, or if it is idempotent (RFC 9110,
/// section 9.2.2; every GET, and requests that the mapping declares idempotent) and the failure is transient. A 429 or
/// a `Retry-After` is obeyed.
struct RetryPolicy: Sendable {
    /// The maximum number of repetitions.
    let retries: Int

    static let once = RetryPolicy(retries: 1)
    /// The policy for playing examples, which record each request.
    static let never = RetryPolicy(retries: 0)

    /// With less time than this, another try has no chance.
    static let leastTime = Duration.milliseconds(100)
    private static let pause: ClosedRange<Int> = 20...60

    /// Returns the pause before the next try, or `nil` for no further try.
    ///
    /// - Parameters:
    ///   - outcome: the result of the last try.
    ///   - tries: the number of tries so far.
    ///   - isIdempotent: whether the request may be carried out twice.
    ///   - remaining: the remaining time.
    func pause(
        after outcome: Result<HTTPResponse, any Error>, tries: Int, isIdempotent: Bool, remaining: Duration
    ) -> Duration? {
        guard tries <= retries, isWorthRepeating(outcome, isIdempotent) else { return nil }
        let pause = Duration.milliseconds(Int.random(in: Self.pause))
        return remaining - pause >= Self.leastTime ? pause : nil
    }

    private func isWorthRepeating(_ outcome: Result<HTTPResponse, any Error>, _ isIdempotent: Bool) -> Bool {
        switch outcome {
        case .success(let response):
            isIdempotent && [502, 503, 504].contains(response.status) && response.header("Retry-After") == nil
        case .failure(CurlHTTPError.couldNotConnect): true
        case .failure(CurlHTTPError.protocolViolation): isIdempotent
        case .failure: false
        }
    }
}
