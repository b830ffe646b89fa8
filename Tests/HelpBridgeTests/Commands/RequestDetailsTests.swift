import Administration
import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite("What helpbridge request show tells")
struct RequestDetailsTests {
    private static func request(_ more: String) throws -> HelpRequest {
        try RequestPrinter.decode(
            Data(
                """
                {"id":"01a210f8-74b6-7fed-850b-ca668adfbe86","route":"*5003","operator":"101","department":"support",
                 "mode":"consult","fallback":"no_live_call","manager":null,"customer":"+98912","reason":null,
                 "urgency":"emergency","createdAt":"2026-11-28T10:00:00.000Z","updatedAt":"2026-11-28T10:00:41.500Z",
                 \(more)}
                """.utf8))
    }

    private static let unanswered = """
        "state":"unavailable","outcome":"no_answer",
        "lookup":[{"source":"crm:main","result":"error","milliseconds":801,"detail":"answered 401","message":"bad token"},
                  {"source":"department:support","result":"found","milliseconds":0}],
        "attempts":[{"extension":"200","result":"no_answer","milliseconds":20011},
                    {"extension":"201","result":"busy","cause":{"q850":17,"sip":486}},
                    {"extension":"202","result":"error","cause":{"q850":199}}],
        "supervisors":[{"extension":"300","name":"Sara","mode":"listen","state":"busy","at":"2026-11-28T10:00:10.000Z"}],
        "timeline":[{"state":"accepted","at":"2026-11-28T10:00:00.000Z"},
                    {"state":"ringing_manager","at":"2026-11-28T10:00:01.250Z"},
                    {"state":"unavailable","at":"2026-11-28T10:00:41.500Z"}]
        """

    @Test("A request that nobody answered is told with its states, lookups, phones, visitors, people and reason")
    func unanswered() throws {
        let action = RequestDetails.AuditedAction(
            id: 1, at: Date(timeIntervalSince1970: 1_795_860_020), author: "user:sara", action: "took",
            kind: "help_request", item: "01a210f8-74b6-7fed-850b-ca668adfbe86 300")
        let details = RequestDetails(request: try Self.request(Self.unanswered), actions: [action])
        #expect(details.sources == ["main"])
        #expect(
            details.lines == [
                "01a210f8-74b6-7fed-850b-ca668adfbe86",
                "operator 101, route *5003, department support, consult (in place of what was asked for: no_live_call)",
                "emergency, customer +98912", "",
                "2026-11-28T10:00:00.000Z     0.000 s  accepted",
                "2026-11-28T10:00:01.250Z     1.250 s  ringing_manager",
                "2026-11-28T10:00:41.500Z    41.500 s  unavailable", "", "who is the manager?",
                "  crm:main: error after 801 ms: answered 401", "    it says: bad token",
                "  department:support: found after 0 ms", "", "who was rung?",
                "  200: no_answer after 20011 ms: \(RingAttempt.Result.noAnswer.explanation)",
                "  201: busy: \(RingAttempt.Result.busy.explanation)",
                "    the network said: SIP 486 Busy Here, Q.850 17 user busy",
                "  202: error: \(RingAttempt.Result.error.explanation)", "    the network said: Q.850 199", "",
                "who else came?",
                "  300 (Sara): listen, busy at 2026-11-28T10:00:10.000Z", "", "what people did",
                "  2026-11-28T10:00:20.000Z  user:sara took with 300", "", "no_answer: \(Outcome.noAnswer.explanation)",
            ])
    }

    @Test("Who was named and not rung is told with the word for it and the reason")
    func passedOver() throws {
        let details = RequestDetails(
            request: try Self.request(
                """
                "state":"unavailable","outcome":"paused","timeline":[{"state":"accepted","at":"2026-11-28T10:00:00.000Z"}],
                "passedOver":[{"extension":"200","name":"Sara","source":"department:support","code":"presence_break"}]
                """), actions: [])
        let place = try #require(details.lines.firstIndex(of: "who was passed over?"))
        #expect(details.lines[place + 1] == "  200 (Sara), department:support: presence_break: they are on a break")
    }

    @Test("What a CRM has answered moves no cursor of whoever reads it, and each of its lines is marked as its own")
    func hostileAnswer() throws {
        let exchange = SourceTrace.Exchange(
            method: "GET", url: "http://crm.test/", requestHeaders: [], requestBody: "", status: 200,
            responseHeaders: ["x: \u{1B}[2J\ny"],
            responseBody: "{\n> GET /made-up\r\n\u{1B}]0;owned\u{7}می\u{200C}خواهم\n}\n", milliseconds: 5, failure: nil)
        let trace = SourceTrace(result: .error, milliseconds: 5, detail: nil, managers: [], exchanges: [exchange])
        let report = Self.unanswered.replacing("bad token", with: #"bad\u001b[2J\ntoken"#)
        let details = RequestDetails(
            request: try Self.request(report), actions: [],
            lookups: [.init(source: "main", askedAt: Date(timeIntervalSince1970: 1_795_860_000), trace: trace)])
        let lines = details.lines
        #expect(!lines.contains { line in line.unicodeScalars.contains { $0.value < 0x20 } })
        #expect(lines.contains(#"    it says: bad\u001b[2J\ntoken"#))
        let place = try #require(lines.firstIndex(of: "    > GET http://crm.test/"))
        #expect(
            Array(lines[(place + 1)...].prefix(6)) == [
                "    < 200 after 5 ms", #"    < x: \u001b[2J\ny"#, "    < {", "    < > GET /made-up",
                "    < \\u001b]0;owned\\u0007می\u{200C}خواهم", "    < }",
            ])
    }

    @Test("A complaint is one line, in which nothing moves the cursor")
    func complaint() {
        #expect(
            Console.line(of: "the CRM says:\n\u{1B}[2Jنمی\u{200C}شود")
                == "helpbridge: the CRM says: \\u001b[2Jنمی\u{200C}شود")
    }

    @Test("A request that is under way, with a token that may not read the audit log, says both")
    func underWay() throws {
        let details = RequestDetails(
            request: try Self.request(
                #""state":"accepted","outcome":null,"timeline":[{"state":"accepted","at":"2026-11-28T10:00:00.000Z"}]"#),
            actions: nil)
        #expect(details.lines.contains("  nobody was asked"))
        #expect(details.lines.contains("  nobody was rung"))
        #expect(details.lines.contains { $0.hasPrefix("what people did: this token may not") })
        #expect(details.lines.last == "it is under way")
    }

    @Test("Every outcome and every end of a ringing is explained in words of its own")
    func explanations() {
        #expect(Set(Outcome.allCases.map(\.explanation)).count == Outcome.allCases.count)
        #expect(Set(RingAttempt.Result.allCases.map(\.explanation)).count == RingAttempt.Result.allCases.count)
    }
}
