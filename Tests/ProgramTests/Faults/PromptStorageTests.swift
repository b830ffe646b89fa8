import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, whose folder of prompts is taken away while it serves.
@Suite("A folder of prompts that takes nothing", .timeLimit(.minutes(15)))
struct PromptStorageTests {
    private struct Readiness: Decodable {
        struct Component: Decodable {
            var status: String
            var detail: String?
        }

        var status: String
        var components: [String: Component]
    }

    @Test(
        "A folder that takes no prompts is down in /readyz, keeps nobody from being helped, and is up again by itself")
    func lost() async throws {
        let program = try ProgramRunner()
        let prompts = program.directory.appendingPathComponent("prompts")
        try FileManager.default.createDirectory(at: prompts, withIntermediateDirectories: true)
        let settings = "prompts: {warm: false, cache: \"\(prompts.path)\"}"
        try await program.serve(ProgramRunner.smallCallCenter, settings: settings) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                #expect(try await readiness(api).components["prompts"]?.status == "up")
                // A file stands in its place: a folder that is only gone is made anew.
                try FileManager.default.removeItem(at: prompts)
                try Data().write(to: prompts)
                let request = try await api.request(operator: "101", route: "*5003")
                let end = try await api.wait(for: request.id) { $0.state.isEnd }
                #expect(end.outcome == .helped)
                let lost = try await readiness(api)
                #expect(lost.components["prompts"]?.status == "down")
                #expect(lost.components["prompts"]?.detail?.contains("kept in memory") == true)
                #expect(lost.status == "ready")
                try FileManager.default.removeItem(at: prompts)
                #expect(try await readiness(api).components["prompts"]?.status == "up")
                #expect(try !FileManager.default.contentsOfDirectory(atPath: prompts.path).isEmpty)
            }
        }
    }

    private func readiness(_ api: BridgeAPI) async throws -> Readiness {
        let answer = try await api.send(.get, "/readyz")
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Readiness.self, from: Data(answer.body))
    }
}
