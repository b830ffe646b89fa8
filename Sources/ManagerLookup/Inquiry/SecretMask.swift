import CurlHTTP
import Foundation

/// Masks secrets in displayed texts: credentials in every form that a program can give them (as is, escaped for JSON,
/// HTML or a URL, in Base64, in hexadecimal, and nested), and the tokens that a CRM returned for them.
///
/// A secret of fewer than four characters is masked only as an entire value: "7" may be a password, but not every 7 is
/// one. A program that splits or scrambles a secret is not detected.
struct SecretMask: Sendable {
    static let sensitiveHeaders: Set = [
        "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key",
    ]
    private static let mask = "***"

    private static let sensitiveName =
        "(?:access|refresh|id|auth|session)_?token|client_?secret|secret|pass(?:word|wd|phrase)|session(?:_?(?:id|name|key))?"
        + "|token|api_?key|phpsessid|\\bsid"

    /// Members of responses and forms, and elements, whose values are secret.
    private static let sensitiveMembers = [
        // A JSON text, which continues after an escaped quote.
        #"("?(?:\#(sensitiveName))"\s*:\s*")([^"\\]*+(?:\\[\s\S][^"\\]*+)*+)"#,
        #"((?:\#(sensitiveName))"?\s*[:=]\s*)([^"\s&,;}{\[\]<>]++)"#,
        #"(<(?:\#(sensitiveName))(?:\s[^<>]*)?>)([^<]++)"#,
    ].compactMap { try? NSRegularExpression(pattern: $0, options: .caseInsensitive) }

    private let search: SecretSearch

    init(_ secrets: [String]) {
        search = SecretSearch(secrets)
    }

    /// Masks only the known secrets, so that the text can still be parsed.
    func exactly(_ text: String) -> String {
        String(decoding: exactly(Array(text.utf8)), as: UTF8.self)
    }

    /// - Parameter limit: the maximum number of bytes; a secret that crosses it is masked.
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
        // GLPI's Session-Token and similar fields hold the result of a login, which is not one of the source's secrets.
        let isSensitive = Self.sensitiveHeaders.contains(name) || name.hasSuffix("-token")
        return isSensitive ? "\(header.name): \(Self.mask)" : "\(header.name): \(text(header.value))"
    }

    private func exactly(_ bytes: [UInt8], upTo limit: Int = .max) -> [UInt8] {
        let end = min(bytes.count, limit)
        // Searches beyond the limit, so that a secret that crosses it is found in any form.
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
