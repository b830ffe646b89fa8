import CurlHTTP
import Foundation
import HelpDesk
import Logging
import TestSupport
import Testing

@testable import ManagerLookup

@Suite("The secret of a lookup source")
struct SourceSecretTests {
    private static let token = #"s3"cr&t/key"#

    private func ask(
        _ client: ScriptedClient, token: String = token, timeout milliseconds: Int = 60_000, logger: Logger,
        resolve: @escaping @Sendable (SecretReference) async throws -> String
    ) async throws -> LookupAnswer {
        let chain = LookupChain(
            catalogue: try Fixtures.catalogue(), clients: HTTPClientSelection(standard: client),
            answerBudget: .seconds(60), dialPolicy: try DialPolicy(pattern: "^[0-9]{2,6}$"), resolveSecret: resolve,
            logger: logger)
        return await chain.managers(
            for: Fixtures.question(Fixtures.source(timeout: milliseconds, credentials: ["token": token])))
    }

    @Test(
        "A source's secret is in no report and no log, however the CRM says it back",
        arguments: [
            #"s3\"cr&t/key"#, "s3%22cr%26t%2Fkey", "s3&quot;cr&amp;t/key", Data(token.utf8).base64EncodedString(),
        ])
    func echo(said: String) async throws {
        let recorder = LogRecorder()
        for json in [
            #"{"manager":{"extension":"\#(said)","name":"x"}}"#, #"{"manager":{"extension":"200","name":"\#(said)"}}"#,
        ] {
            let answer = try await ask(ScriptedClient(json: json), logger: recorder.logger) { $0.text }
            let shown = "\(answer) \(recorder.lines.map(\.text))"
            for form in ["s3", "czMi"] { #expect(!shown.contains(form), "\(shown)") }
        }
    }

    @Test("A secret that lies where nobody answers costs its source's time, and no more")
    func unreachable() async throws {
        let recorder = LogRecorder()
        let answer = try await ask(
            ScriptedClient(json: "{}"), token: "file:/mnt/away/token", timeout: 200, logger: recorder.logger
        ) { _ in try await untilCancelled() }
        #expect(answer.reports.map(\.result) == [.timeout])
        #expect(answer.reports[0].detail?.contains("/mnt/away/token") == true)
    }
}
