import CurlHTTP
import Foundation

/// The pause that a server asks for.
enum RetryAfter {
    /// The pause after a 429 without `Retry-After`.
    private static let unsaid = Duration.seconds(1)

    /// - Returns: `nil` if the response asks for no pause. `Retry-After` counts only with 429 and 503 (RFC 9110,
    ///   section 10.2.3; RFC 6585, section 4), in seconds or as a date.
    static func pause(_ response: HTTPResponse, at now: Date = Date()) -> Duration? {
        guard response.status == 429 || response.status == 503 else { return nil }
        let said = response.header("Retry-After").flatMap { duration($0.trimmingCharacters(in: .whitespaces), at: now) }
        return said ?? (response.status == 429 ? unsaid : nil)
    }

    private static func duration(_ text: String, at now: Date) -> Duration? {
        // No date is longer, but a header field may be much longer.
        guard text.utf8.count <= 40 else { return nil }
        if let seconds = Int(text) { return seconds < 0 ? nil : .seconds(min(seconds, 86_400)) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        guard let date = format.date(from: text) else { return nil }
        return .seconds(min(max(0, date.timeIntervalSince(now)), 86_400))
    }
}
