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

    /// Starts a line of the shell, in which `$0` is the program and `$1` its configuration.
    private func start(_ line: String) throws -> ChildProcess {
        try ChildProcess(
            ["/bin/sh", "-c", line, BuiltProgram.path, configuration],
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

    @Test("A token that could not be printed is revoked again")
    func unseenToken() async throws {
        let create = try start("exec \"$0\" token create --name x --config \"$1\" > /dev/full")
        _ = await create.read()
        #expect(create.waitForExit().exitCode == 1)
        #expect(program.log == "helpbridge: standard output: No space left on device; the token is revoked again\n")
        let list = try await program.run(["token", "list", "--config", configuration])
        #expect(list.code == 0 && list.output == "", "\(list)")
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
