import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("helpbridge setup, and request show", .timeLimit(.minutes(15)))
struct SetupProgramTests {
    private let program: ProgramRunner

    init() throws {
        program = try ProgramRunner()
    }

    private func setUp(_ more: [String], input: String = "correct horse battery\n") async throws -> ProgramRunner.Result
    {
        try await program.run(
            [
                "setup", "--directory", program.directory.path, "--data", program.directory.path + "/data",
                "--pbx", "simulated", "--language", "fa", "--admin", "reza", "--password-stdin",
            ] + more, input: input)
    }

    @Test("An empty folder becomes a bridge that starts, with an administrator, a route and the lines for the dialplan")
    func fromNothing() async throws {
        let result = try await setUp([
            "--crm", "payamgostar", "--crm-url", "https://crm.example.com", "--crm-credential", "username=bridge",
            "--crm-credential", "password=secret",
        ])
        #expect(result.errors == [])
        #expect(result.code == 0)
        for part in [
            "reza may sign in as admin", "added    route *5003", "exten => *5003,1,Stasis", "What to do next:",
            "helpbridge serve --config '\(program.directory.path)/helpbridge.yaml'",
        ] {
            #expect(result.output.contains(part), "\(part)")
        }
        let configuration = program.directory.path + "/helpbridge.yaml"
        #expect(try await program.run(["config", "check", "--config", configuration]).code == 0)
        #expect(try await program.run(["user", "list", "--config", configuration]).output.contains("reza"))
        let export = try await program.run(["export", "--config", configuration])
        #expect(export.output.contains("payamgostar") && !export.output.contains("secret\""))
        let again = try await setUp([])
        #expect(again.code == 1)
        #expect(again.errors.count == 1 && again.errors[0].contains("helpbridge.yaml is there"))
    }

    @Test("A password that is too short, an unknown credential and a missing answer write nothing")
    func refused() async throws {
        #expect(try await setUp([], input: "short\n").code == 1)
        #expect(try await setUp(["--crm", "payamgostar", "--crm-credential", "nonsense=1"]).code == 1)
        let missing = try await setUp(["--crm", "payamgostar", "--crm-credential", "username=1"])
        #expect(missing.errors.count == 1 && missing.errors[0].contains("--crm-url"))
        #expect(try await setUp(["--pbx", "other"]).code == 64)
        #expect(!FileManager.default.fileExists(atPath: program.directory.path + "/helpbridge.yaml"))
    }

    @Test(
        "helpbridge setup ends with 64 where an option goes with a choice that was not made, is unknown, or is missing",
        arguments: [
            (["--crm-url", "https://crm.example.com"], "--crm-url goes with --crm"),
            (["--crm", "none", "--crm-credential", "a=b"], "--crm-credential goes with --crm"),
            (["--pbx-url", "http://127.0.0.1:8088/ari"], "--pbx-url goes with --pbx ari"),
            (["--pbx", "ari", "--pbx-host", "h"], "--pbx-host goes with --pbx ami"),
            (["--pbx-password", "x"], "--pbx-password goes with --pbx ari or ami"),
            (["--language", "xx"], "there is no voice xx"), (["--crm", "xx"], "there is no mapping xx"),
            (["--pbx", "ari"], "give --pbx-password"),
        ])
    func wrongUsage(options: [String], message: String) async throws {
        let result = try await setUp(options)
        #expect(result.code == 64, "\(result)")
        #expect(result.errors.count == 1 && result.errors[0].contains(message), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: program.directory.path + "/helpbridge.yaml"))
    }

    @Test(
        "What the bridge would not take is refused before anything is written, and the next run is served",
        arguments: [
            (["--admin", "a b"], 1, "login"),
            (["--crm", "generic", "--crm-url", "crm.example.com"], 78, "crm.example.com"),
            (["--pbx", "ari", "--pbx-url", "https://pbx:8089/ari", "--pbx-password", "x"], 78, "pbx.ari.url"),
            (["--pbx", "ari", "--pbx-password", "env:HB_NO_SUCH_VARIABLE"], 78, "HB_NO_SUCH_VARIABLE"),
            (["--endpoint", "PJSIP"], 78, "pbx.endpoint"),
            (["--public-url", "help.example.com"], 78, "http.publicURL"),
        ])
    func unusable(options: [String], code: Int32, name: String) async throws {
        let result = try await setUp(options)
        #expect(result.code == code)
        #expect(result.errors.count == 1 && result.errors[0].contains(name), "\(result.errors)")
        #expect(result.output == "")
        for name in ["helpbridge.yaml", "callcenter.yaml", "data"] {
            #expect(!FileManager.default.fileExists(atPath: program.directory.path + "/" + name), "\(name)")
        }
        #expect(try await setUp([]).code == 0)
    }

    @Test("A setup over the database of another folder leaves the call centre in it as it is, and says so")
    func existingCallCenter() async throws {
        #expect(try await setUp([]).code == 0)
        let configuration = program.directory.path + "/helpbridge.yaml"
        let callCenter = try program.write("mine.yaml", ProgramRunner.smallCallCenter)
        #expect(try await program.run(["apply", callCenter, "--config", configuration]).code == 0)
        let before = try await program.run(["export", "--config", configuration]).output
        #expect(before.contains("200"))

        let other = program.directory.path + "/other"
        let again = try await setUp(["--directory", other, "--admin", "sara"])
        #expect(again.code == 0, "\(again)")
        #expect(again.output.contains("helpbridge.sqlite is left as it is"), "\(again)")
        #expect(try await program.run(["export", "--config", other + "/helpbridge.yaml"]).output == before)
        #expect(!FileManager.default.fileExists(atPath: other + "/callcenter.yaml"))
        #expect(try await program.run(["user", "list", "--config", configuration]).output.contains("sara"))
    }

    @Test("A setup whose login is taken writes nothing, and the next one with another login succeeds")
    func takenLogin() async throws {
        #expect(try await setUp([]).code == 0)
        let other = program.directory.path + "/other"
        let taken = try await setUp(["--directory", other, "--admin", "Reza"])
        #expect(taken.code == 1)
        #expect(taken.errors.count == 1 && taken.errors[0].contains("--admin"), "\(taken.errors)")
        #expect(!FileManager.default.fileExists(atPath: other))
        #expect(try await setUp(["--directory", other, "--admin", "sara"]).code == 0)
    }

    @Test("request show tells what became of a request: its states, its phones, and its outcome in words")
    func show() async throws {
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            let server = ["--url", bridge.url, "--token", "program-test"]
            let asked = try await program.run(
                ["request", "--operator", "101", "--route", "*5003", "--watch", "--json"] + server)
            let first = try #require(asked.output.split(separator: "\n").first)
            let request = try RequestPrinter.decode(Data(first.utf8))
            let shown = try await program.run(["request", "show", "\(request.id)"] + server)
            #expect(shown.errors == [])
            #expect(shown.code == 0)
            for part in [
                "operator 101, route *5003", "ringing_operator", "department:support: found", "200: ", "helped: ",
            ] {
                #expect(shown.output.contains(part), "\(part)")
            }
            let json = try await program.run(["request", "show", "\(request.id)", "--json"] + server)
            #expect(try RequestPrinter.decode(Data(json.output.utf8)).id == request.id)
            let unknown = try await program.run(["request", "show", "01a210f8-74b6-7fed-850b-ca668adfbe86"] + server)
            #expect(unknown.code == 1)
            #expect(unknown.errors.count == 1 && unknown.errors[0].contains("404"))
            #expect(try await program.run(["request", "show", "nonsense"] + server).code == 64)
        }
    }
}
