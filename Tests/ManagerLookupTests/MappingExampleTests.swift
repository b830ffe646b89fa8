import CurlHTTP
import HelpDesk
import Testing

@testable import ManagerLookup

/// Plays the recorded exchanges of the shipped mappings.
@Suite("The examples of the shipped mappings")
struct MappingExampleTests {
    @Test("come out as recorded, the requests as recorded too")
    func play() async throws {
        let catalogue = try Fixtures.catalogue()
        var played = 0
        for name in catalogue.names {
            for example in try catalogue.mapping(named: name).examples {
                try await play(example, of: name, catalogue)
                played += 1
            }
        }
        #expect(played >= 4)
    }

    private func play(_ example: MappingExample, of name: String, _ catalogue: MappingCatalogue) async throws {
        let client = ScriptedClient { request in
            let exchange = try #require(
                example.exchanges.first { $0.request.matches(request) },
                "\(name), \(example.name): nothing recorded for \(request.method.rawValue) \(request.url)")
            let body = exchange.response.json.map { JQValue($0) }
            let text = try body.map { try Fixtures.program(".").text(over: $0) ?? [] }
            return HTTPResponse(
                status: exchange.response.status,
                headers: exchange.response.headers.map { HTTPHeader($0.key, $0.value) },
                body: text ?? Array((exchange.response.body ?? "").utf8))
        }
        let answer = try await Fixtures.chain(client, catalogue: catalogue).managers(
            for: LookupQuestion(
                operator: example.caller, department: nil,
                route: Route(code: "*5003", name: "Help", detection: .crm, voice: "en"),
                sources: [Fixtures.source(mapping: name, credentials: example.credentials)]))
        #expect(answer.reports.map(\.result) == [example.result], "\(name), \(example.name)")
        #expect(client.requests.count == example.exchanges.count, "\(name), \(example.name)")
        let expected = SourceAnswer(
            ManagerAnswer([example.answer]), source: "crm:main", caller: example.caller.extension,
            policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
        #expect(answer.candidates == expected.candidates, "\(name), \(example.name)")
    }
}

extension MappingExample.Request {
    fileprivate func matches(_ request: HTTPRequest) -> Bool {
        let items = query.map { "\(PercentEncoding.value($0.key))=\(PercentEncoding.value($0.value))" }
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let sent = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
        return method == request.method.rawValue && parts[0] == "http://crm.test/\(path)"
            && Set(items) == Set(sent) && headers.allSatisfy { request.headers.contains(HTTPHeader($0.key, $0.value)) }
            && (json == nil || json == (try? JQValue(parsing: request.body).json))
    }
}
