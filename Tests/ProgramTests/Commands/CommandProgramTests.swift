import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("The program, as a user runs it", .timeLimit(.minutes(15)))
struct CommandProgramTests {
    private let program: ProgramRunner

    init() throws {
        program = try ProgramRunner()
    }

    @Test("The program ends with 64 on wrong usage, and with 0 when asked for help")
    func usage() async throws {
        for (arguments, help) in [
            (["request"], ""), (["no-such-command"], ""),
            (["request", "--operator", "101"], "helpbridge request ask --help"),
            (["request", "show", "nonsense"], "helpbridge request show"), (["tts", "preview", "--rate", "x"], ""),
            (["token", "create", "--name", "x", "--scope", "zz"], "helpbridge token create"),
            (["token", "create", "--name", "x\ny"], "helpbridge token create"),
            (["token", "create", "--name", "x", "--days", "36501"], "helpbridge token create"),
            (["mapping", "report", "--source", "main", "--request", "x"], "helpbridge mapping report"),
            (["db", "backup", "-"], "helpbridge db backup"),
            (["db", "migrate", "--to", "mysql://x"], "helpbridge db migrate"),
            (["request", "--operator", "101", "--route", "*5003", "--urgency", "bogus"], "helpbridge request ask"),
            (["sounds", "add", "x.wav", "--id", "two words"], "helpbridge sounds add"),
            (["demo", "--port", "70000"], "helpbridge demo"), (["demo", "--port=-1"], "helpbridge demo"),
        ] {
            let wrong = try await program.run(arguments)
            #expect(wrong.code == 64 && wrong.output.isEmpty, "\(arguments) \(wrong)")
            #expect(wrong.errors.count == 1, "\(arguments) \(wrong)")
            #expect(wrong.errors.first?.hasPrefix("helpbridge: ") == true, "\(arguments) \(wrong)")
            #expect(wrong.errors.first?.contains("; see \(help)") == true, "\(arguments) \(wrong)")
        }
        let help = try await program.run(["--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("serve"))
    }

    private static let mappings = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Mappings")

    private static let answer = "answer: .steps.manager.body | if . == null then null else required(\"manager\") end\n"

    @Test("The program plays the examples of every shipped mapping over HTTP")
    func shippedMappings() async throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.mappings.path)
            .filter { $0.hasSuffix(".yaml") }.map { Self.mappings.appendingPathComponent($0).path }
        let check = try await program.run(["mapping", "check"] + files)
        #expect(check.errors == [])
        #expect(check.code == 0)
        let result = try await program.run(["mapping", "test"] + files)
        #expect(result.errors == [])
        #expect(result.code == 0)
        #expect(result.output.split(separator: "\n").count { $0.hasSuffix(": good") } >= 4 * files.count)
    }

    @Test("The program says what is wrong with a mapping, and in what its examples differ")
    func badMapping() async throws {
        let good = try String(contentsOf: Self.mappings.appendingPathComponent("generic.yaml"), encoding: .utf8)
        let broken = try program.write("generic.yaml", good.replacing(Self.answer, with: "answer: .steps | nonsense\n"))
        let check = try await program.run(["mapping", "check", broken])
        #expect(check.code == 78)
        #expect(check.errors.count == 1)
        #expect(check.errors[0].contains("generic.yaml:") && check.errors[0].contains("nonsense"))

        let misspelt = try program.write(
            "other.yaml", good.replacing("'\\(.operator.extension)'", with: ".operator.extension"))
        let faults = try await program.run(["mapping", "check", misspelt])
        #expect(faults.code == 78 && !faults.output.contains("good"))
        #expect(faults.errors.count == 2)
        #expect(faults.errors[0].contains("a mapping named generic belongs in generic.yaml"))
        #expect(faults.errors[1].contains("looks like a program, and is sent as it is"))

        let other = try program.write("other.yaml", good.replacing("path: managers\n", with: "path: people\n"))
        let test = try await program.run(["mapping", "test", other])
        #expect(test.code == 1)
        #expect(test.output.contains("generic: unknown operator: FAILED"))
    }

    @Test("A check or a test of a mapping ends where a program of it does not, and names it")
    func loopingMapping() async throws {
        let good = try String(contentsOf: Self.mappings.appendingPathComponent("generic.yaml"), encoding: .utf8)
        func looping(_ answer: String) throws -> String {
            try program.write("generic.yaml", good.replacing(Self.answer, with: "answer: \(answer)\n"))
        }
        let endless = "last(range(1e12))"
        let always = try looping(endless)
        let check = try await program.run(["mapping", "check", always])
        #expect(check.code == 78)
        #expect(check.errors.count == 1)
        #expect(check.errors[0].contains("generic.yaml:") && check.errors[0].contains("took more than 200 ms"))

        // What a CRM says makes it loop.
        let sometimes = "last(range(.steps.manager.body.manager.extension | tonumber | . * 1e12))"
        for answer in [endless, sometimes] {
            let file = try looping(answer)
            let test = try await program.run(["mapping", "test", file])
            #expect(test.code == 1)
            #expect(test.output.contains("manager.answer: jq: took more than 200 ms"), "\(test.output)")
        }
    }

    @Test("The program ends with 78 and one line a fault on a bad configuration")
    func badConfiguration() async throws {
        let file = try program.write("helpbridge.yaml", "http: {port: x}\npbx: {driver: simulated, nonsense: 1}\n")
        let result = try await program.run(["serve", "--config", file])
        #expect(result.code == 78)
        #expect(result.errors.count == 1)
        #expect(result.errors.first?.contains("pbx.nonsense") == true)
        let missing = try await program.run(["serve", "--config", program.directory.path + "/none.yaml"])
        #expect(missing.code == 78)
    }

    @Test("A call centre is applied once; the second time nothing is changed, and with a bad file nothing at all")
    func apply() async throws {
        let configuration = try program.write("helpbridge.yaml", "pbx: {driver: simulated}\n")
        let good = try program.write(
            "good.yaml",
            """
            departments:
              - {id: support, name: پشتیبانی, helpers: [{extension: "200", name: سارا}]}
            operators:
              - {extension: "101", name: علی, department: support}
            routes:
              - {code: "*5003", name: Help, detection: department, voice: fa}
            """)
        let first = try await program.run(["apply", good, "--config", configuration])
        #expect(first.code == 0, "\(first.errors)")
        #expect(first.output.contains("added    route *5003"))
        let second = try await program.run(["apply", good, "--config", configuration])
        #expect(second.code == 0)
        #expect(second.output.contains("Nothing changes"))

        let exported = try await program.run(["export", "--config", configuration]).output
        let bad = try program.write("bad.yaml", "operators:\n  - {extension: \"102\", name: x, department: nowhere}\n")
        let third = try await program.run(["apply", bad, "--config", configuration])
        #expect(third.code == 78)
        #expect(third.errors.first?.contains("bad.yaml:2: operators[0].department") == true, "\(third.errors)")
        let misspelt = try program.write(
            "bad.yaml",
            """
            sources:
              - {id: a, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {tokn: x}}
              - id: b
                mapping: generic
                baseURL: http://127.0.0.1:9
                credentials:
                  tokn: x
            """)
        let fourth = try await program.run(["apply", misspelt, "--config", configuration])
        #expect(fourth.code == 78 && fourth.errors.count == 2, "\(fourth.errors)")
        for place in ["bad.yaml:2: sources[0].credentials.tokn: ", "bad.yaml:7: sources[1].credentials.tokn: "] {
            #expect(fourth.errors.contains { $0.contains(place) }, "\(fourth.errors)")
        }
        #expect(try await program.run(["export", "--config", configuration]).output == exported)
    }

    @Test("The demo shows the main job done, and a request finds the demo by itself")
    func demo() async throws {
        let demo = try program.start(["demo", "--port", "0"])
        let welcome = await demo.read { $0.contains("ends the demo") }
        #expect(welcome.contains("curl -H"))
        let request = try await program.run(["request", "--operator", "101", "--route", "*5003", "--watch"])
        let ending = demo.terminate()
        #expect(request.code == 0, "\(request.errors)")
        for word in ["accepted", "ringing_operator", "ringing_manager", "connected", "completed", "outcome: helped"] {
            #expect(request.output.contains(word))
        }
        #expect(ending.exitCode == 0)
    }

    @Test("The program speaks a text into a file, and lists the voices")
    func speech() async throws {
        let file = program.directory.appendingPathComponent("x.wav").path
        let preview = try await program.run(["tts", "preview", "--voice", "fa", "--text", "سلام", "--output", file])
        #expect(preview.code == 0, "\(preview.errors)")
        let audio = try #require(WaveAudio(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: file)))))
        #expect(audio.sampleRate == 8000)
        #expect((2000...16_000).contains(audio.samples.count))
        let voices = try await program.run(["tts", "voices"]).output
        #expect(voices.contains("fa") && voices.contains("en"))
        #expect(try await program.run(["tts", "preview", "--voice", "xx", "--text", "a", "--output", file]).code == 1)
    }
}
