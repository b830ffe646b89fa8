import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Standard output that takes nothing", .timeLimit(.minutes(15)))
struct OutputProgramTests {
    private let program: ProgramRunner
    private let configuration: String

    init() throws {
        program = try ProgramRunner()
        configuration = try program.write("helpbridge.yaml", "http: {port: 0}\npbx: {driver: simulated}\n")
    }

    /// Starts a line of Bash, in which `$0` is the program and `$1` its configuration.
    private func start(_ line: String) throws -> ChildProcess {
        try ChildProcess(
            ["/bin/bash", "-c", line, BuiltProgram.path, configuration],
            errorFile: program.directory.appendingPathComponent("errors").path)
    }

    @Test(
        "A command that cannot print ends with 1 and one line that says why",
        arguments: [("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
    func unprintable(redirection: String, reason: String) async throws {
        let export = try start("exec \"$0\" export --config \"$1\" \(redirection)")
        _ = await export.read()
        #expect(export.waitForExit().exitCode == 1)
        #expect(program.log == "helpbridge: standard output: \(reason)\n")
    }

    @Test(
        "A token that could not be printed is revoked again",
        // The second is a pipe whose reader is gone.
        arguments: [("exec 3> /dev/full", "No space left on device"), ("exec 3> >(:); wait $!", "Broken pipe")])
    func unseenToken(opening: String, reason: String) async throws {
        let create = try start("\(opening); exec \"$0\" token create --name x --config \"$1\" >&3")
        _ = await create.read()
        #expect(create.waitForExit().exitCode == 1)
        #expect(program.log == "helpbridge: standard output: \(reason); the token is revoked again\n")
        let list = try await program.run(["token", "list", "--config", configuration])
        #expect(list.code == 0 && list.output == "", "\(list)")
    }

    @Test("A setup that could not say what it has done leaves no configuration, and can be repeated")
    func unheardSetup() async throws {
        let folder = program.directory.appendingPathComponent("setup").path
        let options = [
            "setup", "--directory", folder, "--data", folder + "/data", "--pbx", "simulated", "--language", "en",
            "--admin", "sara", "--password-stdin",
        ]
        let password = "correct horse battery"
        let setup = try start("exec \"$0\" \(options.joined(separator: " ")) > /dev/full <<< '\(password)'")
        _ = await setup.read()
        #expect(setup.waitForExit().exitCode == 1)
        #expect(!FileManager.default.fileExists(atPath: folder + "/helpbridge.yaml"), "\(program.log)")
        let repeated = try await program.run(options, input: password + "\n")
        #expect(repeated.code == 0, "\(repeated)")
    }

    @Test("A bridge that is started with its standard output closed serves, and logs its address")
    func closedOutput() async throws {
        let bridge = try start("exec \"$0\" serve --config \"$1\" 2>&1 >&-")
        defer { bridge.terminate() }
        let log = await bridge.read { $0.contains("nobody can read where the bridge listens\n") }
        let word = log.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("address=http") }
        let address = try #require(word, "\(log)").dropFirst("address=".count)
        try await BridgeAPI.with(String(address)) { api in
            let status = try await api.send(.get, "/livez").status
            #expect(status == 200)
        }
    }
}
