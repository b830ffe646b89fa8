import CurlHTTP
import Foundation
import JSON

/// Finds the tokens and sessions that a CRM returned for the credentials, which must be masked.
enum LoginSecrets {
    /// Shorter texts in a response are values such as `true`, ids and words.
    private static let shortest = 8

    /// - Returns: the cookies and longer texts of a login's response, except the reason for a refusal; empty for any
    ///   other exchange.
    static func inAnswer(_ exchange: RecordingClient.Exchange) -> [String] {
        guard exchange.isLogin, case .success(let response) = exchange.outcome else { return [] }
        var texts = cookies(exchange)
        if let content = try? JSONDecoder().decode(JSONTree.self, from: Data(response.body)) {
            collect(content, isGiven: !exchange.isRefused, &texts)
        } else if !exchange.isRefused {
            texts.append(String(decoding: response.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return texts.filter { $0.utf8.count >= shortest }
    }

    /// Returns the cookies of any exchange's response, except short ones.
    static func cookies(_ exchange: RecordingClient.Exchange) -> [String] {
        guard case .success(let response) = exchange.outcome else { return [] }
        return response.headers.filter { $0.name.lowercased() == "set-cookie" }.compactMap { header in
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            return pair.count == 2 && pair[1].utf8.count >= shortest ? String(pair[1]) : nil
        }
    }

    /// Returns the secrets of a token or session as a mapping reads it: a text as a whole; in any other value, the
    /// texts that look like tokens, since it may also contain ids, words and people's names.
    static func inSession(_ session: JSONTree) -> [String] {
        if case .text(let text) = session { return [text] }
        var texts: [String] = []
        collect(session, &texts)
        return texts.filter { text in
            text.utf8.count >= shortest && text.contains(where: \.isNumber) && !text.contains(where: \.isWhitespace)
        }
    }

    /// - Parameter isGiven: whether any text may be a secret; otherwise only the members with a telling name are
    ///   collected.
    private static func collect(_ value: JSONTree, isGiven: Bool = true, _ texts: inout [String]) {
        switch value {
        case .text(let text): if isGiven { texts.append(text) }
        case .array(let elements): for element in elements { collect(element, isGiven: isGiven, &texts) }
        case .object(let members):
            for (name, value) in members.lazy.map({ ($0.key.lowercased(), $0.value) }) {
                let isRemark = remarks.contains { name.hasPrefix($0) }
                collect(value, isGiven: !isRemark && (isGiven || keys.contains { name.contains($0) }), &texts)
            }
        case .null, .boolean, .integer, .number: break
        }
    }

    /// The prefixes of member names that describe an error, with all their content.
    private static let remarks = ["error", "message", "fault"]
    /// The parts of member names that indicate a secret.
    private static let keys = ["token", "session", "secret", "password", "cookie", "apikey", "api_key", "sid"]
}

extension RecordingClient.Exchange {
    /// Whether the CRM answered and refused the login.
    var isRefused: Bool {
        guard case .success(let response) = outcome else { return false }
        return response.status >= 400
    }
}
