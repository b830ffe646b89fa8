public import Foundation

/// Until when the server's certificate is good.
public struct CertificateExpiry: Sendable, Equatable {
    /// For how long before its end people are told of it.
    private static let notice: TimeInterval = 14 * 86_400

    /// The file of its chain.
    public let path: String
    public let date: Date

    init(path: String, date: Date) {
        self.path = path
        self.date = date
    }

    /// - Returns: what people are to know of it, in a line; `nil` where it is good for two weeks and more.
    public func warning(at now: Date) -> String? {
        guard date.timeIntervalSince(now) < Self.notice else { return nil }
        let end = Timestamp.text(date)
        return date <= now
            ? "the certificate in \(path) has expired at \(end), and clients refuse it: renew it"
            : "the certificate in \(path) expires at \(end): renew it"
    }
}
