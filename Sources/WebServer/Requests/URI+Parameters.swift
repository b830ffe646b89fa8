public import HummingbirdCore
import WebEncoding

extension URI {
    /// Returns the parameters of the query in order, with names and values decoded; what cannot be decoded stays as
    /// received.
    ///
    /// - Parameter plusIsSpace: whether a plus sign stands for a space. Browsers and most programs encode spaces this
    ///   way (URL Standard, `application/x-www-form-urlencoded` serializing), but people who type a number or a time do
    ///   not.
    public func parameters(plusIsSpace: Bool) -> [(name: String, value: String)] {
        func text(_ encoded: Substring) -> String {
            PercentEncoding.text(of: encoded, plusIsSpace: plusIsSpace) ?? String(encoded)
        }
        return (query ?? "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (text(pair[0]), pair.count < 2 ? "" : text(pair[1]))
        }
    }

    /// Returns a field of a form sent with GET.
    ///
    /// - Returns: the first field of that name; `nil` if there is none.
    public func formField(_ name: String) -> String? {
        parameters(plusIsSpace: true).first { $0.name == name }?.value
    }
}
