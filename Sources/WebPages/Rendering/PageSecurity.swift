import HTTPTypes
import Hummingbird

/// The restrictions that a page imposes on the browser.
struct PageSecurity: Sendable {
    /// The sites that may show the page in a frame: a source list of CSP, such as `'none'`.
    var frameAncestors = "'none'"
    /// What other pages learn about the address that the user comes from: a value of `Referrer-Policy`.
    var referrer = "same-origin"

    func add(to headers: inout HTTPFields) {
        headers[.contentSecurityPolicy] = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
            "font-src 'self'", "connect-src 'self'", "media-src 'self' blob:", "form-action 'self'",
            "frame-ancestors \(frameAncestors)", "base-uri 'none'",
        ].joined(separator: "; ")
        headers[Self.referrerPolicy] = referrer
        headers[Self.openerPolicy] = "same-origin"
        headers[Self.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        // For browsers without frame-ancestors; the header can only forbid all frames.
        if frameAncestors == "'none'" { headers[.xFrameOptions] = "DENY" }
    }

    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    private static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    private static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
}

extension HTTPField.Name {
    fileprivate static let xFrameOptions = Self("X-Frame-Options")!
}
