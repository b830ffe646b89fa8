import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Users of the running program", .timeLimit(.minutes(15)))
struct UserProgramTests {
    @Test("A password from standard input is taken as text without a byte order mark, or refused where it is no text")
    func passwordBytes() async throws {
        let program = try ProgramRunner()
        let configuration = try program.write("helpbridge.yaml", "pbx: {driver: simulated}")
        func create(_ login: String, _ password: [UInt8]) async throws -> (code: Int32, errors: [String]) {
            let file = program.directory.appendingPathComponent("password")
            try Data(password).write(to: file)
            let errors = UUID().uuidString
            let child = try program.start(
                ["user", "create", login, "--role", "admin", "--password-stdin", "--config", configuration],
                inputFile: file.path, errors: errors)
            _ = await child.read()
            let code = child.waitForExit().exitCode
            let text = try String(contentsOf: program.directory.appendingPathComponent(errors), encoding: .utf8)
            return (code, text.split(separator: "\n").map(String.init))
        }
        let good = Array("correct horse battery".utf8)
        let windows = try await create("a", [0xCF, 0xC7] + good)
        #expect(windows.code == 1 && windows.errors == ["helpbridge: standard input is not UTF-8"], "\(windows)")
        let zero = try await create("b", good + [0] + good)
        #expect(zero.code == 1 && zero.errors.first?.contains("control characters") == true, "\(zero)")
        // Too short without the mark, which nobody would type.
        let marked = try await create("c", [0xEF, 0xBB, 0xBF] + Array("123456789\r\n".utf8))
        #expect(marked.code == 1 && marked.errors.first?.contains("must have 10") == true, "\(marked)")
        #expect(try await create("d", [0xEF, 0xBB, 0xBF] + good).code == 0)
    }

    @Test("Users are made, listed, disabled and removed on the command line, and the last admin stays")
    func commands() async throws {
        let program = try ProgramRunner()
        try await program.serve(ProgramRunner.smallCallCenter) { bridge in
            func user(_ arguments: String..., input: String? = nil) async throws -> ProgramRunner.Result {
                try await program.run(["user"] + arguments + ["--config", bridge.configuration], input: input)
            }
            let password = "correct horse battery"
            #expect(try await user("create", "Root", "--role", "admin", "--password-stdin", input: password).code == 0)
            let ali = try await user(
                "create", "ali", "--role", "operator", "--extension", "101", "--name", "علی رضایی", "--password-stdin",
                input: password)
            #expect(ali.code == 0, "\(ali.errors)")

            let refused: [([String], String, String)] = [
                (["root2", "--role", "admin"], "short", "password: must have 10"),
                (["longlogin10", "--role", "admin"], "longlogin10", "password: must not be the login"),
                (["x", "--role", "operator"], password, "extension: is missing"),
                (["x", "--role", "operator", "--extension", "999"], password, "no operator has the extension 999"),
                (["x", "--role", "operator", "--extension", "101,999"], password, "no operator has the extension 999"),
                (["x", "--role", "supervisor"], password, "departments: are missing"),
                (["x", "--role", "supervisor", "--departments", "nowhere"], password, "no department has the id"),
                (["ALI", "--role", "admin"], password, "belongs to another user"),
            ]
            for (arguments, secret, message) in refused {
                let result = try await program.run(
                    ["user", "create"] + arguments + ["--password-stdin", "--config", bridge.configuration],
                    input: secret)
                #expect(result.code == 1)
                #expect(result.errors.first?.contains(message) == true, "\(result.errors)")
            }
            #expect(try await user("create", "x", "--role", "king", "--password-stdin", input: password).code == 64)
            let silent = try await user("create", "x", "--role", "admin")
            #expect(silent.code == 1 && silent.errors.first?.contains("--password-stdin") == true)

            let list = try await user("list", "--json").output
            let users = try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
            #expect(users.compactMap { $0["login"] as? String } == ["ali", "root"])
            #expect(users.first?["name"] as? String == "علی رضایی")
            #expect(!list.contains("scrypt"))

            #expect(try await user("disable", "ali").code == 0)
            #expect(try await user("list").output.contains("disabled"))
            #expect(try await user("enable", "ali").code == 0)
            #expect(try await user("disable", "root").errors.first?.contains("last admin") == true)
            #expect(try await user("remove", "root").code == 1)
            #expect(try await user("password", "ali", "--password-stdin", input: "another password").code == 0)
            #expect(try await user("remove", "ali").code == 0)
            #expect(try await user("remove", "ali").code == 1)
        }
    }
}
