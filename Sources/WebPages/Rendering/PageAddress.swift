import Foundation
import WebServer

/// Addresses within the site.
enum PageAddress {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// Returns a text encoded as one part of a path, or as a value of a query.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// Returns an address if it is a page of this site: a link that somebody was sent must not redirect elsewhere.
    static func local(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ $0.isVisibleASCII && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }
}
