public import HummingbirdCore
import WebEncoding

extension URI {
    /// The parameters of the query, in their order, their names decoded as well as their values; what cannot be decoded stays
    /// as it came.
    ///
    /// - Parameter plusIsSpace: whether a plus sign stands for a space. Browsers and most programs write it so (URL Standard,
    ///   `application/x-www-form-urlencoded` serializing), but not those who write a number or a time by hand.
    public func parameters(plusIsSpace: Bool) -> [(name: String, value: String)] {
        func text(_ encoded: Substring) -> String {
            PercentEncoding.text(of: encoded, plusIsSpace: plusIsSpace) ?? String(encoded)
        }
        return (query ?? "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (text(pair[0]), pair.count < 2 ? "" : text(pair[1]))
        }
    }

    /// A field of a form that was sent with GET.
    ///
    /// - Returns: the first one of that name; `nil` where there is none.
    public func formField(_ name: String) -> String? {
        parameters(plusIsSpace: true).first { $0.name == name }?.value
    }
}
