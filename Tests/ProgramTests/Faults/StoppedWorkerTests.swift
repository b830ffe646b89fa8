import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

/// The program itself, whose workers do not go on (`SIGSTOP`): they neither answer nor end.
@Suite("Workers that stand still", .timeLimit(.minutes(10)))
struct StoppedWorkerTests {
    @Test("Workers that stand still cost a prompt or a lookup, and no call", arguments: ["speech-worker", "jq-worker"])
    func stopped(command: String) async throws {
        try await FaultServer.with { _ in
            .answer(text: #"{"manager":{"extension":"201"}}"#)
        } run: { crm in
            try await FaultyCallCenter.run(
                callCenter: Self.callCenter(crm), settings: "prompts: {warm: false}",
                phones: ["101": .answers(), "200": .answers(), "201": .answers()]
            ) { center in
                await center.ari.setPlaying(.finishes(after: .zero))
                // Whoever works is there after the first request at the latest.
                try await expectManagersHelp(center, reason: "a first text")
                let workers = try Workers.children(of: center.bridge.process, command: command)
                #expect(!workers.isEmpty)
                try await LivenessWatch(api: center.api).during {
                    for worker in workers { kill(worker, SIGSTOP) }
                    let request = try await help(center, reason: "a text that was never spoken")
                    #expect(request.outcome == .helped)
                    // Where the CRM's answer could not be read in time, the department has helped.
                    let helpers = command == "jq-worker" ? ["200", "201"] : ["201"]
                    #expect(helpers.contains(request.manager?.extension ?? ""))
                }
                // The next ones are worked for by others.
                try await expectManagersHelp(center, reason: "another text")
            }
        }
    }

    /// Both mappings and prompts differ from request to request, so that the workers have something to do.
    private static func callCenter(_ crm: FaultServer) -> String {
        """
        departments:
          - {id: support, name: Support, helpers: [{extension: "200", name: Sara}]}
        operators:
          - {extension: "101", name: Ali, department: support}
        sources:
          - {id: main, mapping: generic, baseURL: "\(crm.url())", timeoutMilliseconds: 800}
        routes:
          - {code: "*5003", name: Help, detection: crm, sources: [main], voice: en, mode: consult,
             prompts: {requestSent: {text: "Help is asked for: {reason}"}}}
        """
    }

    /// Asks until the CRM's answer has been read: on a busy machine not at once within its time.
    private func expectManagersHelp(_ center: FaultyCallCenter, reason: String) async throws {
        var managers: [String?] = []
        while managers.last != "201", managers.count < 10 {
            let request = try await help(center, reason: "\(reason) \(managers.count)")
            #expect(request.outcome == .helped)
            managers.append(request.manager?.extension)
        }
        #expect(managers.last == "201", "\(managers)")
    }

    /// One request from its beginning to its end.
    private func help(_ center: FaultyCallCenter, reason: String) async throws -> HelpRequest {
        let response = try await center.api.send(
            .post, "/v1/help-requests", ["operator": "101", "route": "*5003", "reason": reason])
        #expect(response.status == 202)
        let id = try RequestPrinter.decode(Data(response.body)).id
        _ = try await center.api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
        await center.ari.end(try await center.channel(.ofOperator(id)), cause: 16)
        return try await center.api.wait(for: id) { $0.state.isEnd }
    }
}
