import CurlHTTP

/// Whether a request to a CRM is sent once more after it has failed.
///
/// Only what is safe to repeat is: a request that the server never got, or one that its mapping declares idempotent
/// (RFC 9110, section 9.2.2; every GET is) and that failed in a way that passes. Never against the server's wish: a 429,
/// or a `Retry-After`, is obeyed.
struct RetryPolicy: Sendable {
    /// How often a request is sent again.
    let retries: Int

    static let once = RetryPolicy(retries: 1)
    /// For playing examples, which record each request.
    static let never = RetryPolicy(retries: 0)

    /// Shorter than this, a second try has no chance.
    static let leastTime = Duration.milliseconds(100)
    private static let pause: ClosedRange<Int> = 20...60

    /// How long to wait before the next try, or `nil` when there is to be none.
    ///
    /// - Parameters:
    ///   - outcome: how the last try ended.
    ///   - tries: how many there were.
    ///   - isIdempotent: whether the request may be carried out twice.
    ///   - remaining: how much time there is.
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
