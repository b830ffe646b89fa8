import HummingbirdCore
import WebEncoding

extension URI {
    /// A field of a form that was sent with GET.
    ///
    /// Browsers write a space as a plus sign there (URL Standard, `application/x-www-form-urlencoded` serializing), which
    /// `queryParameters` takes for a plus sign.
    ///
    /// - Returns: the first one of that name; `nil` where there is none, or none that can be decoded.
    func formField(_ name: String) -> String? {
        for item in (query ?? "").split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.text(of: pair[0], plusIsSpace: true) == name else { continue }
            return pair.count < 2 ? "" : PercentEncoding.text(of: pair[1], plusIsSpace: true)
        }
        return nil
    }
}
