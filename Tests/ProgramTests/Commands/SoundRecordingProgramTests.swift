import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Recording by phone, as a user runs the program", .timeLimit(.minutes(15)))
struct SoundRecordingProgramTests {
    private func record(
        _ program: ProgramRunner, _ url: String, _ sound: String, _ number: String
    ) async throws -> ProgramRunner.Result {
        try await program.run([
            "sounds", "record", sound, "--extension", number, "--url", url, "--token", "program-test",
        ])
    }

    @Test("What a simulated person says is kept as an upload would be, and a phone that is not there is told of")
    func simulated() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            let offline = try await record(program, bridge.url, "greeting", "199")
            #expect(offline.code == 1)
            #expect(offline.output == "ringing 199\nfailed: offline\n")

            let kept = try await record(program, bridge.url, "greeting", "101")
            #expect(kept.code == 0)
            #expect(
                kept.output == """
                    ringing 101
                    answered: hears what to do
                    recording: speak after the beep, and press # at the end
                    listening: press 1 to keep it, 2 to record again
                    kept greeting (3.0 s)

                    """)
            let list = try await program.run(["sounds", "list", "--config", bridge.configuration])
            #expect(list.output.hasPrefix("greeting  greeting  (3.0 s, was "))
            #expect(list.output.hasSuffix("WAV, 8000 Hz, 1 channel)\n"))
        }
    }

    @Test("A bridge that drives its PBX through the manager interface says in one line that it cannot record")
    func managerInterface() async throws {
        let program = try ProgramRunner()
        let configuration = try program.write(
            "helpbridge.yaml",
            """
            http: {port: 0}
            pbx: {driver: ami, ami: {port: 1, username: helpbridge, password: secret}}
            auth: {tokens: [program-test]}
            """)
        let child = try program.start(["serve", "--config", configuration])
        defer { child.terminate() }
        let line = await child.read { $0.contains("\n") }
        let url = try #require(line.split(whereSeparator: \.isWhitespace).last.map(String.init))
        let refused = try await record(program, url, "greeting", "101")
        #expect(refused.code == 1)
        #expect(refused.errors.count == 1)
        #expect(refused.errors.first?.contains("cannot record; set pbx.driver to ari") == true)
    }
}
