import CurlHTTP
import Foundation
import JSON

/// What a CRM gave in return for the credentials: tokens and sessions, which let in whoever has them.
enum LoginSecrets {
    /// Shorter texts of an answer are its `true`s, ids and words.
    private static let shortest = 8

    /// - Returns: the cookies and the longer texts of a login's answer, but for what says why it was refused; nothing of any
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

    /// The cookies of any exchange's answer, but for the short ones.
    static func cookies(_ exchange: RecordingClient.Exchange) -> [String] {
        guard case .success(let response) = exchange.outcome else { return [] }
        return response.headers.filter { $0.name.lowercased() == "set-cookie" }.compactMap { header in
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            return pair.count == 2 && pair[1].utf8.count >= shortest ? String(pair[1]) : nil
        }
    }

    /// A token or session as a mapping reads it: a text whole, of anything else what looks like a token. Ids, words and
    /// people's names may stand beside it.
    static func inSession(_ session: JSONTree) -> [String] {
        if case .text(let text) = session { return [text] }
        var texts: [String] = []
        collect(session, &texts)
        return texts.filter { text in
            text.utf8.count >= shortest && text.contains(where: \.isNumber) && !text.contains(where: \.isWhitespace)
        }
    }

    /// - Parameter isGiven: whether any text may be what lets in; otherwise only those are taken that are named so.
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

    /// How the members are called in which a CRM says what is wrong, with all that is in them.
    private static let remarks = ["error", "message", "fault"]
    /// Of what members' names that hold a secret are made.
    private static let keys = ["token", "session", "secret", "password", "cookie", "apikey", "api_key", "sid"]
}

extension RecordingClient.Exchange {
    /// Whether it was answered, and let nobody in.
    var isRefused: Bool {
        guard case .success(let response) = outcome else { return false }
        return response.status >= 400
    }
}
