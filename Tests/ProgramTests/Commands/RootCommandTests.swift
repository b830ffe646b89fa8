import Foundation
import ProgramTestSupport
import Testing

@Suite("Commands of root over a bridge of another user", .timeLimit(.minutes(15)))
struct RootCommandTests {
    private static let nobody: uid_t = 65_534

    @Test(
        "What a command of root makes in the folder of another user belongs to that user",
        .enabled(if: getuid() == 0, "only root can give files away"))
    func owner() async throws {
        let program = try ProgramRunner()
        let data = program.directory.appendingPathComponent("data").path
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try #require(chown(data, Self.nobody, Self.nobody) == 0)
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
            #expect((owner as? NSNumber)?.uint32Value == Self.nobody, "\(name)")
        }
        // What was asked for is root's own.
        let owner = try FileManager.default.attributesOfItem(atPath: sound)[.ownerAccountID] as? NSNumber
        #expect(owner?.uint32Value == 0)
    }

    @Test(
        "Where root asks, setup and config check refuse a folder of prompts that the bridge's user cannot write to",
        .enabled(if: getuid() == 0, "only root can give files away"))
    func unwritable() async throws {
        let program = try ProgramRunner()
        let data = program.directory.appendingPathComponent("data").path
        let prompts = program.directory.appendingPathComponent("sounds").path
        for folder in [data, prompts] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try #require(chown(data, Self.nobody, Self.nobody) == 0)
        let message = "\(prompts): the directory cannot be written to by user \(Self.nobody)"
        let setup = try await program.run(
            [
                "setup", "--directory", program.directory.path, "--data", data, "--pbx", "simulated",
                "--language", "en", "--admin", "reza", "--password-stdin",
            ], input: "correct horse battery\n", environment: ["HELPBRIDGE_PROMPTS_CACHE=\(prompts)"])
        #expect(setup.code == 78, "\(setup)")
        #expect(setup.errors.count == 1 && setup.errors[0].contains(message), "\(setup)")
        let name = "helpbridge.yaml"
        #expect(!FileManager.default.fileExists(atPath: program.directory.appendingPathComponent(name).path))

        let configuration = try program.write(
            name, "pbx: {driver: simulated}\ndatabase: {path: data/x.sqlite}\nprompts: {cache: sounds}\n")
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 78, "\(checked)")
        #expect(checked.errors.count == 1 && checked.errors[0].contains(message), "\(checked)")
    }
}
