public import Foundation

/// The expiry date of the server's certificate.
public struct CertificateExpiry: Sendable, Equatable {
    /// The time before expiry at which warnings begin.
    private static let notice: TimeInterval = 14 * 86_400

    /// The path of the certificate chain.
    public let path: String
    public let date: Date

    init(path: String, date: Date) {
        self.path = path
        self.date = date
    }

    /// - Returns: a one-line warning; `nil` if the certificate is valid for at least two more weeks.
    public func warning(at now: Date) -> String? {
        guard date.timeIntervalSince(now) < Self.notice else { return nil }
        let end = Timestamp.text(date)
        return date <= now
            ? "the certificate in \(path) has expired at \(end), and clients refuse it: renew it"
            : "the certificate in \(path) expires at \(end): renew it"
    }
}
