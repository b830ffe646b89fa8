import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

/// The document at `/openapi.yaml`, held against the running program by programs of PyPI.
@Suite("The OpenAPI document", .timeLimit(.minutes(60)))
struct OpenAPIProgramTests {
    private func tool(_ name: String) async throws -> String {
        do {
            let python = try await RepositoryScript.python(with: "api")
            return URL(fileURLWithPath: python).deletingLastPathComponent().appendingPathComponent(name).path
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
    }

    @Test("The OpenAPI document is OpenAPI 3.1, and names every path of the bridge")
    func document() async throws {
        let validator = try await tool("openapi-spec-validator")
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let text = String(decoding: try await api.send(.get, "/openapi.yaml").body, as: UTF8.self)
                let child = try ChildProcess([validator, try program.write("openapi.yaml", text)])
                let output = await child.read()
                #expect(child.waitForExit().exitCode == 0, "\(output)")
            }
        }
    }

    @Test("The OpenAPI document is true: schemathesis finds no answer that it does not describe")
    func truth() async throws {
        let schemathesis = try await tool("schemathesis")
        let settings = RepositoryScript.repository.appendingPathComponent("Tests/Python/schemathesis.toml").path
        let program = try ProgramRunner()
        let seed = ProcessInfo.processInfo.environment["HELPBRIDGE_SEED"] ?? "\(UInt32.random(in: 0...UInt32.max))"
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            // A stream of all requests never ends by itself; its own tests read it.
            let child = try ChildProcess([
                "/usr/bin/env", "-C", program.directory.path, schemathesis, "--config-file", settings, "run",
                bridge.url + "/openapi.yaml", "-H", "Authorization: Bearer program-test", "--checks", "all",
                "--exclude-path", "/v1/events", "--max-time", "30", "--request-timeout", "60", "--seed", seed,
                "--continue-on-failure", "--no-color",
            ])
            let output = await child.read()
            #expect(child.waitForExit().exitCode == 0, "seed \(seed)\n\(output.suffix(6000))")
        }
    }
}
