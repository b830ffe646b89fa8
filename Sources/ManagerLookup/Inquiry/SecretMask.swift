import CurlHTTP
import Foundation

/// Takes secrets out of what is shown: credentials in every form that a program can make of them (as they are, escaped
/// for JSON, HTML or a URL, in Base64, in hexadecimal, and one of these within another), and what a CRM gave in return
/// for them.
///
/// A secret of fewer than four characters is masked where it is the whole of a value only: "7" may be a password, but
/// not every 7 is one. A program that cuts a secret into pieces or scrambles it is not seen through.
struct SecretMask: Sendable {
    static let sensitiveHeaders: Set = [
        "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key",
    ]
    private static let mask = "***"

    private static let sensitiveName =
        "(?:access|refresh|id|auth|session)_?token|client_?secret|secret|pass(?:word|wd|phrase)|session(?:_?(?:id|name|key))?"
        + "|token|api_?key|phpsessid|\\bsid"

    /// Members of answers and forms, and elements, whose values let somebody in.
    private static let sensitiveMembers = [
        // A text in JSON, however it goes on behind an escaped quote.
        #"("?(?:\#(sensitiveName))"\s*:\s*")([^"\\]*+(?:\\[\s\S][^"\\]*+)*+)"#,
        #"((?:\#(sensitiveName))"?\s*[:=]\s*)([^"\s&,;}{\[\]<>]++)"#,
        #"(<(?:\#(sensitiveName))(?:\s[^<>]*)?>)([^<]++)"#,
    ].compactMap { try? NSRegularExpression(pattern: $0, options: .caseInsensitive) }

    private let search: SecretSearch

    init(_ secrets: [String]) {
        search = SecretSearch(secrets)
    }

    /// Takes out the secrets only, so that what holds them can still be read.
    func exactly(_ text: String) -> String {
        String(decoding: exactly(Array(text.utf8)), as: UTF8.self)
    }

    /// - Parameter limit: how many bytes are taken; what a secret begins in front of it and ends behind it is not shown.
    func text(_ bytes: [UInt8], upTo limit: Int = .max) -> String {
        let shown = exactly(bytes, upTo: limit)
        return Self.sensitiveMembers.reduce(String(decoding: shown, as: UTF8.self)) { text, expression in
            let whole = NSRange(location: 0, length: text.utf16.count)
            return expression.stringByReplacingMatches(in: text, range: whole, withTemplate: "$1\(Self.mask)")
        }
    }

    func text(_ text: String) -> String {
        self.text(Array(text.utf8))
    }

    func header(_ header: HTTPHeader) -> String {
        let name = header.name.lowercased()
        // GLPI's Session-Token and its like hold what a login has got, which is none of the source's secrets.
        let isSensitive = Self.sensitiveHeaders.contains(name) || name.hasSuffix("-token")
        return isSensitive ? "\(header.name): \(Self.mask)" : "\(header.name): \(text(header.value))"
    }

    private func exactly(_ bytes: [UInt8], upTo limit: Int = .max) -> [UInt8] {
        let end = min(bytes.count, limit)
        // So much more is looked at that a secret at the limit is seen whole, whatever form it has.
        let looked = min(bytes.count, end + search.longest * 18)
        var result: [UInt8] = []
        var offset = 0
        for range in search.ranges(in: Array(bytes.prefix(looked))) where range.lowerBound < end {
            result += bytes[offset..<range.lowerBound]
            result += Array(Self.mask.utf8)
            offset = range.upperBound
        }
        return offset < end ? result + bytes[offset..<end] : result
    }
}
