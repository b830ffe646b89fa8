import CurlHTTP
import Foundation
import JSON

/// What a CRM gave in return for the credentials: tokens and sessions, which let in whoever has them.
enum LoginSecrets {
    /// Shorter texts of an answer are its `true`s, ids and words.
    private static let shortest = 8

    /// - Returns: the cookies and the longer texts of a login's answer; nothing of any other exchange.
    static func inAnswer(_ exchange: RecordingClient.Exchange) -> [String] {
        guard exchange.isLogin, case .success(let response) = exchange.outcome else { return [] }
        var texts = cookies(exchange)
        if let content = try? JSONDecoder().decode(JSONTree.self, from: Data(response.body)) {
            collect(content, &texts)
        } else {
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

    private static func collect(_ value: JSONTree, _ texts: inout [String]) {
        switch value {
        case .text(let text): texts.append(text)
        case .array(let elements): for element in elements { collect(element, &texts) }
        case .object(let members): for member in members { collect(member.value, &texts) }
        case .null, .boolean, .integer, .number: break
        }
    }
}
