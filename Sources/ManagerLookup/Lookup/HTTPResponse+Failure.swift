import CurlHTTP

extension HTTPResponse {
    /// Whether its status is 2xx.
    var isGood: Bool { (200..<300).contains(status) }

    /// The status as a failure names it; of a redirect also where it leads, as it is what a wrong base URL looks like.
    var failureText: String {
        guard (300..<400).contains(status), let location = header("Location"), !location.isEmpty else {
            return "HTTP \(status)"
        }
        // A CRM that has begun a session may well write it there.
        return "HTTP \(status) to \(SecretMask([]).text(location)) (not followed)"
    }
}
