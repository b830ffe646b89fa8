import Foundation
import WebServer

/// Addresses within the site.
enum PageAddress {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// A text as one part of a path, or as a value of a query.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// Where to go on to, if that is a page of ours: a link that somebody was sent must not lead elsewhere.
    static func local(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ $0.isVisibleASCII && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }
}
