import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Speech and recordings, as a user runs the program", .timeLimit(.minutes(15)))
struct SpeechProgramTests {
    private let directory: URL

    private struct Report: Decodable {
        var output: String
        var seconds: Double
        var sampleRate: Int
        var loudness: Double
        var truePeak: Double
        var cache: String
    }

    private struct Result {
        var code: Int32
        var output: String
        var errors: String
    }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-speech-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try write("helpbridge.yaml", "pbx: {driver: simulated}\nauth: {tokens: [secret]}\n")
        try write(
            "callcenter.yaml",
            """
            departments:
              - {id: support, name: پشتیبانی, helpers: [{extension: "200", name: سارا کریمی}]}
            operators:
              - {extension: "101", name: علی, department: support}
            routes:
              - {code: "*5003", name: Help, detection: department, voice: fa, prompts: {unavailable: {recording: closed}}}
              - {code: "*5004", name: Keys, detection: department, voice: fa, acceptKey: "1",
                 prompts: {emergencyIntro: {text: "{operatorName} {manager}"}}}
            """)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(to: directory.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    private func start(_ arguments: [String], errors: String) throws -> ChildProcess {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = own.deletingLastPathComponent().appendingPathComponent("helpbridge").path
        return try ChildProcess([program] + arguments + ["--config", path("helpbridge.yaml")], errorFile: path(errors))
    }

    private func run(_ arguments: [String]) async throws -> Result {
        let errors = UUID().uuidString
        let child = try start(arguments, errors: errors)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        return Result(
            code: code, output: output,
            errors: try String(contentsOf: directory.appendingPathComponent(errors), encoding: .utf8))
    }

    /// A tone of two seconds as a WAV file at 44,100 Hz.
    private func writeTone(_ name: String) throws {
        var samples = Data()
        for index in 0..<88_200 {
            let sample = Int16(sin(2 * Double.pi * 440 * Double(index) / 44_100) * 3_000)
            withUnsafeBytes(of: sample.littleEndian) { samples.append(contentsOf: $0) }
        }
        func number(_ value: UInt32) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
        var file = Data("RIFF".utf8) + number(36 + UInt32(samples.count)) + Data("WAVEfmt ".utf8) + number(16)
        file += Data([1, 0, 1, 0]) + number(44_100) + number(88_200) + Data([2, 0, 16, 0])
        file += Data("data".utf8) + number(UInt32(samples.count)) + samples
        try file.write(to: directory.appendingPathComponent(name))
    }

    @Test("A recording is added, played by a route, shown, and stays while the route names it")
    func sounds() async throws {
        let early = try await run(["apply", path("callcenter.yaml")])
        #expect(early.code == 78)
        #expect(early.errors.contains("no sound has the id"))

        try writeTone("closed.wav")
        let added = try await run(["sounds", "add", path("closed.wav"), "--name", "We are closed"])
        #expect(added.code == 0, "\(added.errors)")
        #expect(added.output.contains("closed  We are closed  (2.0 s"))
        #expect(try await run(["sounds", "add", path("closed.wav")]).code == 1)
        for name in ["", "x\ny", String(repeating: "x", count: 101)] {
            let named = try await run(["sounds", "add", path("closed.wav"), "--id", "other", "--name", name])
            #expect(named.code == 1 && named.errors.contains("name: must have 1 to 100 characters"), "\(named.errors)")
            #expect(try await run(["sounds", "replace", "closed", "--name", name]).code == 1)
        }
        let applied = try await run(["apply", path("callcenter.yaml")])
        #expect(applied.code == 0, "\(applied.errors)")

        let heard = try await run([
            "tts", "preview", "--prompt", "unavailable", "--route", "*5003", "--operator", "101", "--json", "--output",
            path("heard.wav"),
        ])
        #expect(heard.code == 0, "\(heard.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(heard.output.utf8))
        #expect(abs(report.seconds - 2) < 0.05)
        #expect(abs(report.loudness + 19) < 0.5)

        let removal = try await run(["sounds", "remove", "closed"])
        #expect(removal.code == 1)
        #expect(removal.errors.contains("*5003"))
        #expect(try await run(["sounds", "get", "closed", "--output", path("out.wav")]).code == 0)
        #expect(FileManager.default.fileExists(atPath: path("out.wav")))
        for command in [
            ["sounds", "get", "closed", "--output", path("nowhere/out.wav")],
            ["sounds", "add", path("nowhere/in.wav"), "--id", "other"],
            ["tts", "preview", "--voice", "en", "--text", "Hello", "--output", path("nowhere/out.wav")],
        ] {
            let failed = try await run(command)
            #expect(failed.code == 1 && failed.errors.contains(path("nowhere")), "\(failed.errors)")
            #expect(failed.errors.contains("No such file or directory"), "\(failed.errors)")
        }
        let exported = try await run(["export"])
        #expect(exported.output.contains("recording: \"closed\""))
        try write("broken.mp3", "no audio")
        let refused = try await run(["sounds", "add", path("broken.mp3")])
        #expect(refused.code == 1)
        #expect(refused.errors.contains("no audio that can be read"))
        #expect(try await run(["sounds", "list", "--json"]).output.components(separatedBy: "\"id\"").count == 2)
    }

    @Test(
        "A preview of a route's prompt is what a caller would hear, measured, and comes from the cache the second time")
    func preview() async throws {
        try writeTone("closed.wav")
        #expect(try await run(["sounds", "add", path("closed.wav")]).code == 0)
        #expect(try await run(["apply", path("callcenter.yaml")]).code == 0)
        let command = [
            "tts", "preview", "--prompt", "requestSent", "--route", "*5003", "--operator", "101", "--json", "--output",
            path("heard.wav"),
        ]
        for state in ["miss", "hit"] {
            let heard = try await run(command)
            #expect(heard.code == 0, "\(heard.errors)")
            let report = try JSONDecoder().decode(Report.self, from: Data(heard.output.utf8))
            #expect(report.cache == state)
            #expect((1.5...6).contains(report.seconds))
            #expect(abs(report.loudness + 19) < 1.2)
            #expect(report.truePeak < -1)
            #expect(report.sampleRate == 8_000)
        }
        var intros: [Double] = []
        for route in ["*5003", "*5004"] {
            let heard = try await run([
                "tts", "preview", "--prompt", "managerIntro", "--route", route, "--operator", "101", "--json",
                "--output", path("heard.wav"),
            ])
            intros.append(try JSONDecoder().decode(Report.self, from: Data(heard.output.utf8)).seconds)
        }
        #expect(intros[1] > intros[0] + 2, "the keys are said where the route has one")
        for (manager, state) in [("200", "miss"), ("999", "hit")] {
            let heard = try await run([
                "tts", "preview", "--prompt", "emergencyIntro", "--route", "*5004", "--operator", "101", "--json",
                "--output", path("heard.wav"), "--manager", manager,
            ])
            let report = try JSONDecoder().decode(Report.self, from: Data(heard.output.utf8))
            #expect(report.cache == state, "who is rung is not known when it is made")
        }
        let other = try await run(command + ["--manager", "999"])
        #expect(try JSONDecoder().decode(Report.self, from: Data(other.output.utf8)).cache == "miss")
        #expect(
            try await run(["tts", "preview", "--prompt", "requestSent", "--route", "*9", "--operator", "101"]).code == 1
        )
        #expect(
            try await run(["tts", "preview", "--prompt", "nonsense", "--route", "*5003", "--operator", "1"]).code == 64)
    }

    @Test(
        "The pronunciation of a text is of what would be said: each placeholder by its name in the voice's language"
    )
    func phonemes() async throws {
        func said(_ text: String, voice: String) async throws -> String {
            let result = try await run(["tts", "preview", "--voice", voice, "--text", text, "--phonemes"])
            #expect(result.code == 0, "\(result.errors)")
            return result.output
        }
        for (voice, text, spoken) in [
            ("fa", "درخواستِ {operatorName} برای {manager}", "درخواستِ نامِ اپراتور برای نامِ مدیر"),
            ("en", "Extension {extension}", "Extension the manager's extension"),
        ] {
            let pronounced = try await said(text, voice: voice)
            #expect(pronounced == (try await said(spoken, voice: voice)))
            #expect(!pronounced.contains("{") && !pronounced.isEmpty)
        }
        let json = try await run(["tts", "preview", "--voice", "en", "--text", "One. Two.", "--phonemes", "--json"])
        let clauses = try JSONDecoder().decode([String].self, from: Data(json.output.utf8))
        #expect(clauses.joined(separator: "\n") + "\n" == (try await said("One. Two.", voice: "en")))
        let unknown = try await run(["tts", "preview", "--voice", "fa", "--text", "{nobody}", "--phonemes"])
        #expect(unknown.code == 1 && unknown.errors.contains("unknown placeholder {nobody}"))
        #expect(!FileManager.default.fileExists(atPath: path("preview.wav")))
    }

    @Test("A preview speaks also where the cache of prompts cannot be used")
    func withoutCache() async throws {
        // Nothing can be put below a file.
        try write("file", "")
        try write(
            "helpbridge.yaml", "pbx: {driver: simulated}\nprompts: {cache: \"\(path("file"))/prompts\"}\n")
        let heard = try await run(
            ["tts", "preview", "--voice", "fa", "--text", "سلام", "--json", "--output", path("heard.wav")])
        #expect(heard.code == 0, "\(heard.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(heard.output.utf8))
        #expect(report.cache == "none" && report.seconds > 0.2)
        #expect(FileManager.default.fileExists(atPath: path("heard.wav")))
    }

    @Test("A sound that is written to - goes to standard output, and what is said of it to standard error")
    func standardOutput() async throws {
        try writeTone("closed.wav")
        #expect(try await run(["sounds", "add", path("closed.wav")]).code == 0)
        for command in [["tts", "preview", "--voice", "en", "--text", "Hello"], ["sounds", "get", "closed"]] {
            let arguments = command + ["--output", "-", "--config", path("helpbridge.yaml")]
            let child = try ChildProcess(
                ["/bin/bash", "-c", "cd \"${0%/*}\" && exec \"$@\" > \"$0\"", path("piped.wav"), BuiltProgram.path]
                    + arguments, errorFile: path("said"))
            _ = await child.read()
            #expect(child.waitForExit().exitCode == 0)
            let audio = WaveAudio(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path("piped.wav")))))
            #expect(audio?.sampleRate == 8000 && audio?.samples.isEmpty == false, "\(command)")
        }
        #expect(!FileManager.default.fileExists(atPath: path("-")))
        let said = try String(contentsOfFile: path("said"), encoding: .utf8).split(separator: "\n")
        #expect(said.count == 1 && said[0].hasPrefix("standard output: ") && said[0].contains("LUFS"), "\(said)")
    }

    private static let playing = ["tts", "preview", "--voice", "fa", "--text", "سلام", "--play"]

    @Test("A preview is played to the end on an ALSA device, which gets what would have been written")
    func played() async throws {
        // ALSA's `file` device writes down what it is given; `null`, behind it, takes it at once.
        let result = try await run(Self.playing + ["--device", "file:\(path("played.wav")),wav"])
        if result.errors.contains("install alsa-utils") { try Test.cancel("there is no aplay") }
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("the sound card: "))
        let written = try await run(["tts", "preview", "--voice", "fa", "--text", "سلام", "--output", path("w.wav")])
        #expect(written.output.hasSuffix("cache: hit\n"))
        let wanted = try #require(WaveAudio(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path("w.wav"))))))
        let heard = try #require(
            WaveAudio(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path("played.wav"))))))
        #expect(heard.sampleRate == wanted.sampleRate)
        #expect(heard.samples.starts(with: wanted.samples))
    }

    @Test("Where nothing can be played one line says why, and the sound is written")
    func notPlayed() async throws {
        let cards = (try? String(contentsOfFile: "/proc/asound/cards", encoding: .utf8)) ?? ""
        if cards.contains("]:") { try Test.cancel("this machine has a sound card") }
        let result = try await run(Self.playing + ["--output", path("p.wav")])
        #expect(result.code == 1)
        #expect(result.output == "")
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(
            result.errors.contains(
                "there is no sound card on this machine; the sound is written to \(path("p.wav"))"))
        #expect(FileManager.default.fileExists(atPath: path("p.wav")))
        let unknown = try await run(Self.playing + ["--device", "no-such-device", "--output", path("q.wav")])
        #expect(unknown.code == 1)
        #expect(try await run(["tts", "preview", "--voice", "fa", "--text", "x", "--device", "null"]).code == 64)
    }

    @Test("Processes that render the same prompts into one cache at once leave whole files only")
    func processes() async throws {
        let texts = ["یک", "دو", "سه", "چهار"]
        var children: [ChildProcess] = []
        for round in 0..<3 {
            for text in texts {
                children.append(
                    try start(
                        [
                            "tts", "preview", "--voice", "fa", "--text", text, "--json", "--output",
                            path("\(text)-\(round).wav"),
                        ],
                        errors: UUID().uuidString))
            }
        }
        for child in children {
            let output = await child.read()
            #expect(child.waitForExit().exitCode == 0)
            #expect(try JSONDecoder().decode(Report.self, from: Data(output.utf8)).seconds > 0.2)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: path("var/prompts"))
        #expect(files.count == texts.count, "one file a text, and nothing half written: \(files)")
    }

    @Test("Owner and mode of the prompts are as configured, and a mistake in them is refused")
    func access() async throws {
        try write(
            "helpbridge.yaml",
            "pbx: {driver: simulated}\nprompts: {directoryMode: \"0640\", directoryOwner: \"\(getuid()):\(getgid())\"}\n"
        )
        let made = try await run(["tts", "preview", "--voice", "en", "--text", "Hello", "--output", path("x.wav")])
        #expect(made.code == 0, "\(made.errors)")
        let cache = path("var/prompts")
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: cache).first)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(cache)/\(name)")
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        let directoryAttributes = try FileManager.default.attributesOfItem(atPath: cache)
        #expect(directoryAttributes[.posixPermissions] as? Int == 0o750)
        for mistake in ["directoryMode: \"0200\"", "directoryMode: rw", "directoryOwner: nobody-of-this-name"] {
            try write("helpbridge.yaml", "pbx: {driver: simulated}\nprompts: {\(mistake)}\n")
            let refused = try await run(["tts", "voices"])
            #expect(refused.code == 78, "\(mistake)")
            #expect(refused.errors.contains("helpbridge.yaml:2"))
        }
    }
}
