import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@Suite("What is set and cannot work", .timeLimit(.minutes(15)))
struct UnusableSettingTests {
    @Test(
        "A setting that cannot work is told when it is applied, at the start, and by /readyz, which stays ready"
    )
    func told() async throws {
        let program = try ProgramRunner()
        let english = try String(
            contentsOf: RepositoryScript.repository.appendingPathComponent("Voices/en.yaml"), encoding: .utf8)
        try FileManager.default.createDirectory(
            at: program.directory.appendingPathComponent("Voices"), withIntermediateDirectories: true)
        let voice = try program.write("Voices/en.yaml", english)
        _ = try program.write("Voices/slow.yaml", english.replacingOccurrences(of: "name: en\n", with: "name: slow\n"))
        let configuration = try program.write(
            "helpbridge.yaml", "http: {port: 0}\nvoices: Voices\npbx: {driver: simulated}\n")
        let callCenter = try program.write(
            "callcenter.yaml",
            ProgramRunner.smallCallCenter + """

                sources:
                  - {id: main, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {token: "env:NOPE_SOURCE"}}
                  - {id: private, mapping: generic, baseURL: "http://127.0.0.1:9", caFile: none.pem}
                subscriptions:
                  - {id: board, url: "http://127.0.0.1:9", secret: "env:NOPE_BOARD"}
                """)
        let applied = try await program.run(["apply", callCenter, "--config", configuration])
        #expect(applied.code == 0, "\(applied)")
        for part in ["NOPE_SOURCE is not set here", "none.pem cannot be read here", "NOPE_BOARD is not set here"] {
            let isTold = applied.errors.contains { $0.hasPrefix("helpbridge: ") && $0.contains(part) }
            #expect(isTold, "\(part): \(applied)")
        }

        try FileManager.default.removeItem(atPath: voice)
        let (bridge, child) = try await program.launch(configuration)
        defer { child.terminate() }
        try await BridgeAPI.with(bridge.url) { api in
            var text = ""
            func isDown(_ name: String) -> Bool { text.contains(#""\#(name)":{"status":"down""#) }
            let names = ["prompts", "source:main", "source:private", "subscription:board"]
            let causes = ["the voice of a route is not there", "NOPE_SOURCE", "none.pem", "NOPE_BOARD"]
            let deadline = ContinuousClock.now + .seconds(120)
            repeat {
                let readiness = try await api.send(.get, "/readyz")
                text = String(decoding: readiness.body, as: UTF8.self)
                #expect(readiness.status == 200, "\(text)")
                // The start waits for no secret, and nothing tells when they have been read.
                try await Task.sleep(for: .milliseconds(20))
            } while !(names.allSatisfy(isDown) && causes.allSatisfy(program.log.contains))
                && ContinuousClock.now < deadline
            for name in names { #expect(isDown(name), "\(name): \(text)") }
            for cause in causes { #expect(program.log.contains(cause), "\(cause): \(program.log)") }
            // Which variable and which file is for the log.
            #expect(!text.contains("NOPE") && !text.contains("none.pem"))
        }
    }
}
