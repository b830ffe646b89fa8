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
        var texts: [String] = []
        for header in response.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { texts.append(String(pair[1])) }
        }
        if let content = try? JSONDecoder().decode(JSONTree.self, from: Data(response.body)) {
            collect(content, &texts)
        } else {
            texts.append(String(decoding: response.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return texts.filter { $0.utf8.count >= shortest }
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
