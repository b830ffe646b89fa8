import Foundation
import ProgramTestSupport
import Testing

@Suite("Commands of root over a bridge of another user", .timeLimit(.minutes(15)))
struct RootCommandTests {
    @Test(
        "What a command of root makes in the folder of another user belongs to that user",
        .enabled(if: getuid() == 0, "only root can give files away"))
    func owner() async throws {
        let program = try ProgramRunner()
        let nobody: uid_t = 65_534
        let data = program.directory.appendingPathComponent("data").path
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try #require(chown(data, nobody, nobody) == 0)
        let configuration = try program.write(
            "helpbridge.yaml",
            """
            pbx: {driver: simulated}
            database: {path: data/helpbridge.sqlite}
            prompts: {cache: data/prompts}
            """)
        let list = try await program.run(["token", "list", "--config", configuration])
        #expect(list.code == 0, "\(list)")
        let sound = program.directory.appendingPathComponent("x.wav").path
        let preview = try await program.run([
            "tts", "preview", "--voice", "en", "--text", "hello", "--output", sound, "--config", configuration,
        ])
        #expect(preview.code == 0, "\(preview)")

        let made = try FileManager.default.subpathsOfDirectory(atPath: data)
        for name in ["helpbridge.sqlite", "prompts"] { #expect(made.contains(name), "\(made)") }
        for name in made {
            let owner = try FileManager.default.attributesOfItem(atPath: data + "/" + name)[.ownerAccountID]
            #expect((owner as? NSNumber)?.uint32Value == nobody, "\(name)")
        }
        // What was asked for is root's own.
        let owner = try FileManager.default.attributesOfItem(atPath: sound)[.ownerAccountID] as? NSNumber
        #expect(owner?.uint32Value == 0)
    }
}
