import CurlHTTP
import HelpDesk
import JSON
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("A finished help request that is written into a CRM")
struct CRMReporterTests {
    private struct Settings: CallCenterSource {
        var current: CallCenter
    }

    private static func settings(
        _ reports: ReportedRequests, mapping: String = "generic", at baseURL: String = "http://crm.test",
        credentials: [String: String] = [:], knowsOperator: Bool = true
    ) -> Settings {
        var source = Fixtures.source(mapping: mapping, at: baseURL, credentials: credentials)
        source.policy.reports = reports
        return Settings(
            current: CallCenter(
                departments: [Department(id: "support", name: "Support")],
                operators: knowsOperator ? [Operator(extension: "101", name: "Ali", department: "support")] : [],
                sources: [source, Fixtures.source("other")],
                routes: [Route(code: "*5003", name: "Help", detection: .crm, sources: ["main", "other"], voice: "en")]))
    }

    private static func reporter(
        _ settings: Settings, _ client: any HTTPClient = ScriptedClient(json: "{}"), catalogue: MappingCatalogue? = nil,
        time: Duration = .seconds(60)
    ) throws -> CRMReporter {
        CRMReporter(
            callCenter: settings, catalogue: try catalogue ?? Fixtures.catalogue(),
            clients: HTTPClientSelection(standard: client), dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            refreshTokens: InMemoryRefreshTokenStore(), resolveSecret: Fixtures.resolve, time: time)
    }

    @Test("A help request that is over is reported to those sources of its route that want it")
    func destinations() throws {
        let (helped, missed) = (try FinishedRequest.helped(), try FinishedRequest.missed())
        func destinations(
            _ request: HelpRequest, _ reports: ReportedRequests, mapping: String = "generic"
        ) throws -> [String] {
            CRMReporter.destinations(
                of: request, in: Self.settings(reports, mapping: mapping).current, by: try Fixtures.catalogue())
        }
        #expect(try destinations(helped, .all) == ["main"] && destinations(missed, .all) == ["main"])
        #expect(try destinations(helped, .missed) == [] && destinations(missed, .missed) == ["main"])
        #expect(try destinations(missed, .none) == [] && destinations(FinishedRequest.open(), .all) == [])
        // Zammad's mapping writes nothing; one that is not there fails where somebody sees it.
        #expect(try destinations(helped, .all, mapping: "zammad") == [])
        #expect(try destinations(helped, .all, mapping: "gone") == ["main"])
    }

    @Test("A mapping sees a finished request with moments in UTC, what it took, and null for what it lacks")
    func members() throws {
        let report = try FinishedRequest.helped().report
        #expect(
            JSONText.string(report)
                == JSONText.string(
                    .object([
                        "id": "0193f0aa-0000-7000-8000-000000000001", "route": "*5003", "operator": "101",
                        "department": "support", "mode": "whisper", "state": "completed", "outcome": "helped",
                        "missed": .boolean(false), "manager": .object(["extension": "200", "name": "Sara"]),
                        "attempts": .array([.object(["extension": "200", "result": "answered"])]),
                        "customer": "+982112345678",
                        "reason": "complaint", "urgency": "normal", "createdAt": "2026-11-28T10:00:00Z",
                        "connectedAt": "2026-11-28T10:00:12Z", "endedAt": "2026-11-28T10:02:17Z",
                        "waitSeconds": .integer(12), "talkSeconds": .integer(125),
                    ])))
        let missed = try FinishedRequest.missed().report
        #expect(missed["missed"] == .boolean(true) && missed["waitSeconds"] == .integer(55))
        #expect(missed["connectedAt"] == .null && missed["talkSeconds"] == .null && missed["manager"] == .null)
        guard case .object(let known) = report else {
            Issue.record("a report is an object")
            return
        }
        #expect(Set(known.map(\.key)) == Set(HelpRequest.reportMembers))
    }

    @Test(
        "A finished request is written into a CRM once, also after its operator has been removed",
        arguments: [true, false])
    func written(knowsOperator: Bool) async throws {
        let client = ScriptedClient(json: "", status: 204)
        let reporter = try Self.reporter(
            Self.settings(.all, credentials: ["token": "s3cret"], knowsOperator: knowsOperator), client)
        #expect(try await reporter.write(FinishedRequest.helped(), to: "main") == .written)
        try #require(client.requests.count == 1)
        let sent = client.requests[0]
        #expect(sent.method == .put)
        #expect(sent.url == "http://crm.test/help-requests/0193f0aa-0000-7000-8000-000000000001")
        #expect(sent.headers.contains { $0 == HTTPHeader("Authorization", "Bearer s3cret") })
        let body = try JSONReader.value(of: sent.body)
        #expect(body["operator"]?["extension"] == "101")
        #expect(body["operator"]?["name"] == (knowsOperator ? "Ali" : "101"))
    }

    @Test("A report tells the CRM to which trace the call for help belonged, as a step of its own")
    func trace() async throws {
        let client = ScriptedClient(json: "", status: 204)
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let request = try FinishedRequest.missed(#""traceparent": "\#(parent)", "tracestate": "a=b","#)
        #expect(try await Self.reporter(Self.settings(.all), client).write(request, to: "main") == .written)
        let fields = Dictionary(
            try #require(client.requests.first).headers.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        let sent = try #require(fields["traceparent"])
        #expect(sent.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") && sent != parent)
        #expect(fields["tracestate"] == "a=b")
    }

    @Test("A report to a CRM that is away is tried again when the CRM wishes, and its failure shows no secret")
    func failed() async throws {
        let reporter = try Self.reporter(
            Self.settings(.all, credentials: ["token": "s3cret"]),
            ScriptedClient { _ in
                HTTPResponse(
                    status: 503, headers: [HTTPHeader("Retry-After", "7")], body: Array("no s3cret here".utf8))
            })
        let outcome = try await reporter.write(FinishedRequest.missed(), to: "main")
        guard case .failed(let reason, let pause) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(pause == .seconds(7))
        #expect(reason.contains("503") && !reason.contains("s3cret"), "\(reason)")
    }

    /// A CRM that keeps connections, closes each after its first answer, or when it has done what a POST asks for.
    private enum Closing {
        case never, idle, unanswered
    }

    @Test(
        "A report reaches the CRM once, also where a kept connection is closed or breaks without an answer",
        arguments: [Closing.never, .idle, .unanswered])
    private func once(closing: Closing) async throws {
        let yaml =
            Fixtures.mapping() + """

                report: {steps: [{id: seen, request: {path: seen}}, {id: it, request: {path: it, json: .request.id}}]}
                """
        let client = try CurlClient()
        try await FaultServer.with { request in
            if request.target == "/it", closing == .unanswered { return [.close] }
            return .answer(text: "{}") + (closing == .idle ? [.close] : [])
        } run: { server in
            let settings = Self.settings(.all, mapping: "test", at: server.url(""))
            let outcome = try await Self.reporter(settings, client, catalogue: Fixtures.catalogue(yaml))
                .write(FinishedRequest.missed(), to: "main")
            #expect((outcome == .written) == (closing != .unanswered), "\(outcome)")
            #expect(server.requests.map(\.target) == ["/seen", "/it"])
        }
        await client.shutdown()
    }

    @Test("A report takes no longer than a report may, whatever the source's time for a lookup is")
    func silent() async throws {
        let reporter = try Self.reporter(
            Self.settings(.all), ScriptedClient { _ in try await ScriptedClient.hang() }, time: .milliseconds(50))
        let outcome = try await reporter.write(FinishedRequest.missed(), to: "main")
        guard case .failed = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("A report is left where there is nothing to write to any more, and refused where the CRM has no place for it")
    func left() async throws {
        let client = ScriptedClient(json: "{}", status: 404)
        guard
            case .left = try await Self.reporter(Self.settings(.all), client).write(FinishedRequest.missed(), to: "x"),
            case .left = try await Self.reporter(Self.settings(.all, mapping: "zammad"), client)
                .write(FinishedRequest.missed(), to: "main")
        else {
            Issue.record("there is no such source, or its mapping writes nothing")
            return
        }
        #expect(client.requests.isEmpty)
        let refused = try await Self.reporter(Self.settings(.all), client).write(FinishedRequest.missed(), to: "main")
        guard case .refused(let reason) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(reason.contains("404"))
    }

    @Test("A report that its mapping does not want asks nobody to let it in")
    func unwanted() async throws {
        let yaml =
            Fixtures.mapping() + """

                login: {request: {path: login, json: '{}'}, session: .login.body.session}
                report: {when: .request.missed, steps: [{id: it, request: {path: it, json: .request.id}}]}
                """
        let client = ScriptedClient(json: #"{"session": "s"}"#)
        let settings = Self.settings(.all, mapping: "test")
        let reporter = try Self.reporter(settings, client, catalogue: Fixtures.catalogue(yaml))
        guard case .left = try await reporter.write(FinishedRequest.helped(), to: "main") else {
            Issue.record("it is not missed")
            return
        }
        #expect(client.requests.isEmpty)
        #expect(try await reporter.write(FinishedRequest.missed(), to: "main") == .written)
        #expect(client.requests.map(\.url) == ["http://crm.test/login", "http://crm.test/it"])
    }
}
