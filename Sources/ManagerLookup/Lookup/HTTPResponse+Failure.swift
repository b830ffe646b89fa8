import CurlHTTP

extension HTTPResponse {
    /// Whether its status is 2xx.
    var isGood: Bool { (200..<300).contains(status) }

    /// The status as shown in a failure.
    ///
    /// A redirect shows its target, too, since a wrong base URL often leads to a redirect.
    var failureText: String {
        guard (300..<400).contains(status), let location = header("Location"), !location.isEmpty else {
            return "HTTP \(status)"
        }
        // The target may contain a new session id.
        return "HTTP \(status) to \(SecretMask([]).text(location)) (not followed)"
    }
}
