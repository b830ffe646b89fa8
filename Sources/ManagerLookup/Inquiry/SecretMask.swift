import CurlHTTP
import Foundation

/// Takes secrets out of what is shown: credentials as they are, percent-encoded and in Base64, and what a CRM gave in
/// return for them.
struct SecretMask {
    static let sensitiveHeaders: Set = [
        "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key",
    ]

    /// Members of answers and forms whose values let somebody in.
    private static var sensitiveMembers: Regex<(Substring, Substring, Substring)> {
        /("?(?:access_token|refresh_token|id_token|client_secret|password|passwd|session|sessionName|token|api_key)"?\s*[:=]\s*"?)([^"&,}\s]+)/
    }

    private let secrets: [String]

    init(_ secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }
            .flatMap { [$0, PercentEncoding.value($0), Data($0.utf8).base64EncodedString()] }
            // The longest first, so that none leaves a rest of another behind.
            .sorted { $0.count > $1.count }
    }

    /// Takes out the secrets only, so that what holds them can still be read.
    func exactly(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "***") }
    }

    func text(_ text: String) -> String {
        exactly(text).replacing(Self.sensitiveMembers) { "\($0.output.1)***" }
    }

    func header(_ header: HTTPHeader) -> String {
        let name = header.name.lowercased()
        // GLPI's Session-Token and its like hold what a login has got, which is none of the source's secrets.
        let isSensitive = Self.sensitiveHeaders.contains(name) || name.hasSuffix("-token")
        return isSensitive ? "\(header.name): ***" : "\(header.name): \(text(header.value))"
    }
}
