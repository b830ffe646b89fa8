import CurlHTTP
import JSON
import WebEncoding

/// A request as received by the server that plays the CRM.
struct SentRequest {
    let method: String
    let target: String
    let headers: [HTTPHeader]
    let body: [UInt8]

    var line: String { "\(method) \(target)" }

    var path: String { String(target.prefix { $0 != "?" }.drop { $0 == "/" }) }

    var query: [String: String] {
        let text = target.drop { $0 != "?" }.dropFirst()
        return Self.pairs(text)
    }

    var form: [String: String] { Self.pairs(String(decoding: body, as: UTF8.self)[...]) }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    private static func pairs(_ text: Substring) -> [String: String] {
        var pairs: [String: String] = [:]
        for item in text.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { part in
                PercentEncoding.text(of: part, plusIsSpace: true) ?? String(part)
            }
            pairs[texts[0]] = texts.count > 1 ? texts[1] : ""
        }
        return pairs
    }
}

extension MappingExample.Request {
    /// Returns the differences of a request from the recorded one; members absent from the recording are not compared.
    func differences(from sent: SentRequest) -> [String] {
        var differences: [String] = []
        func compare(_ what: String, _ expected: String?, _ actual: String?) {
            guard let expected, expected != actual else { return }
            differences.append("\(what): expected \(expected), sent \(actual ?? "nothing")")
        }
        compare("method", method, sent.method)
        compare("path", path, sent.path)
        let sentQuery = sent.query
        for (name, value) in query.sorted(by: { $0.key < $1.key }) { compare("query \(name)", value, sentQuery[name]) }
        for name in sentQuery.keys.sorted() where query[name] == nil {
            differences.append("query \(name): not expected")
        }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            compare("header \(name)", value, sent.header(name))
        }
        if let json {
            let actual = try? JSONReader.value(of: sent.body)
            compare(
                "json", JSONText.string(json),
                actual.map(JSONText.string) ?? String(decoding: sent.body, as: UTF8.self))
        }
        if let form {
            let actual = sent.form
            for name in Set(form.keys).union(actual.keys).sorted() {
                compare("form \(name)", form[name] ?? "nothing", actual[name] ?? "nothing")
            }
        }
        compare("body", body, String(decoding: sent.body, as: UTF8.self))
        return differences
    }
}
