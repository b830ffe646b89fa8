import Foundation
import Logging
import TestSupport
import Testing
import WorkerProcesses

@testable import Speech

/// The engine in a process of its own, which is the program's `speech-worker`.
@Suite(.timeLimit(.minutes(15))) struct SupervisedEngineTests {
    private static let worker = WorkerProgram.command
    private let settings = SpeechSettings(espeakVoice: "fa+f2")

    private func engine(
        _ command: [String] = worker, timeout: Duration = .seconds(300), log: LogRecorder = LogRecorder()
    ) -> SupervisedEngine {
        SupervisedEngine(command: command, timeout: timeout, logger: log.logger)
    }

    @Test("A supervised engine speaks as the engine in this process does")
    func speaks() async throws {
        let engine = engine()
        let text = try SpeechText("درخواست کمک شما ارسال شد")
        let audio = try engine.speak(text, settings: settings) { nil }
        let own = try await SpeechSynthesizer.shared.synthesize(text.string, settings: settings)
        #expect(audio.sampleRate == own.sampleRate)
        #expect(abs(audio.seconds - own.seconds) < 0.1)
        #expect(abs(audio.loudness - own.loudness) < 0.02)
        let voice = try ShippedVoices.voice("fa")
        let phonemes = try await SpeechSynthesizer.shared.phonemes(of: text.string, voice: voice)
        #expect(try engine.phonemes(of: text, voice: "fa+f2") == phonemes)
        try engine.check(voice: "en+f2")
    }

    @Test("A supervised engine refuses what the engine refuses, and goes on")
    func refuses() throws {
        let engine = engine()
        #expect(throws: SpeechError.unknownEspeakVoice("xx")) { try engine.check(voice: "xx") }
        #expect(throws: SpeechError.unknownEspeakVoice("fa+nope")) {
            try engine.speak(SpeechText("a"), settings: SpeechSettings(espeakVoice: "fa+nope")) { nil }
        }
        let audio = try engine.speak(SpeechText("سلام"), settings: settings) { nil }
        #expect(audio.seconds > 0.2)
    }

    @Test("A supervised engine stops in the middle of a text, and the next text is whole")
    func stops() throws {
        let log = LogRecorder()
        let engine = engine(log: log)
        let long = try SpeechText(String(repeating: "one two three four ", count: 50))
        #expect(throws: CancellationError.self) {
            _ = try engine.speak(long, settings: settings) { CancellationError() }
        }
        let audio = try engine.speak(SpeechText("سلام"), settings: settings) { nil }
        #expect((0.2...3).contains(audio.seconds))
        #expect(log.count("the speech worker is gone; another one is started") == 0)
    }

    @Test("A speech worker that has died is started again, and the text is spoken")
    func restart() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let script = "if mkdir \(directory)/once; then exit 1; fi; exec \(Self.worker.joined(separator: " "))"
            let engine = engine(["/bin/sh", "-c", script], log: log)
            let audio = try engine.speak(SpeechText("سلام"), settings: settings) { nil }
            #expect(audio.seconds > 0.2)
            #expect(log.count("the speech worker is gone; another one is started") == 1)
        }
    }

    @Test(
        "A speech worker that always dies, talks nonsense or hangs is an error of this text, in time",
        arguments: [["/bin/false"], ["/bin/cat"], ["/bin/sleep", "3600"]])
    func crashes(command: [String]) throws {
        let engine = engine(command, timeout: .milliseconds(200))
        #expect {
            try engine.speak(SpeechText("سلام"), settings: settings) { nil }
        } throws: { error in
            guard case SpeechError.synthesisFailed = error else { return false }
            return true
        }
        // There is no text that it could be an error of.
        #expect(throws: SpeechError.engineNotAnswering) { try engine.check(voice: "fa") }
    }

    @Test("A speech worker that only waits for its turn is waited for; where it never has one, no text is to blame")
    func busyMachine() throws {
        let log = LogRecorder()
        func engine(_ script: String, timeout: Duration) -> SupervisedEngine {
            SupervisedEngine(
                command: ["/bin/sh", "-c", script], timeout: timeout,
                activity: { _ in WorkerActivity(isAsleep: false, processorTime: .zero) }, logger: log.logger)
        }
        let late = engine("sleep 3; exec \(Self.worker.joined(separator: " "))", timeout: .seconds(2))
        let audio = try late.speak(SpeechText("سلام"), settings: settings) { nil }
        #expect(audio.seconds > 0.2)
        #expect(throws: SpeechError.engineNotAnswering) {
            try engine("exec sleep 1000", timeout: .milliseconds(20)).speak(SpeechText("سلام"), settings: settings) {
                nil
            }
        }
        #expect(log.count("the speech worker is gone; another one is started") == 0)
    }

    @Test("A speech worker that is stopped or killed between two texts is replaced, and the next text is spoken")
    func stopped() throws {
        let log = LogRecorder()
        let engine = engine(timeout: .seconds(600), log: log)
        for signal in [SIGSTOP, SIGKILL] {
            try engine.check(voice: "fa")
            let worker = try #require(engine.workerIdentifier)
            stop(child: worker, with: signal)
            let audio = try engine.speak(SpeechText("سلام"), settings: settings) { nil }
            #expect(audio.seconds > 0.2)
            #expect(engine.workerIdentifier != worker)
        }
        #expect(log.count("the speech worker is gone; another one is started") == 2)
    }

    @Test(
        "What tells all processes of a service to end or to read anew ends no worker",
        arguments: [SIGHUP, SIGTERM, SIGINT])
    func group(signal: Int32) throws {
        let engine = engine()
        try engine.check(voice: "fa")
        let worker = try #require(engine.workerIdentifier)
        kill(worker, signal)
        try engine.check(voice: "fa")
        #expect(engine.workerIdentifier == worker)
    }

    @Test("A speech worker that stops in the middle of a frame hangs as one that says nothing does")
    func halfAFrame() {
        let engine = engine(["/bin/sh", "-c", "printf AAA; exec sleep 100"], timeout: .milliseconds(200))
        #expect(throws: SpeechError.self) { try engine.check(voice: "fa") }
    }

    @Test("A speech worker sees nothing of the bridge's environment, where secrets are")
    func environment() throws {
        setenv("HELPBRIDGE_TEST_SECRET", "s3cret", 1)
        defer { unsetenv("HELPBRIDGE_TEST_SECRET") }
        let engine = engine()
        try engine.check(voice: "fa")
        let worker = try #require(engine.workerIdentifier)
        let environment = try String(contentsOfFile: "/proc/\(worker)/environ", encoding: .utf8)
        #expect(!environment.contains("s3cret"))
    }

    @Test("Where memory runs out, the system ends a speech worker before the bridge")
    func memory() throws {
        let engine = engine()
        try engine.check(voice: "fa")
        let worker = try #require(engine.workerIdentifier)
        let score = try String(contentsOfFile: "/proc/\(worker)/oom_score_adj", encoding: .utf8)
        #expect(try #require(Int(score.trimmingCharacters(in: .whitespacesAndNewlines))) >= 500)
    }

    @Test("A language whose dictionary is missing is a fault of the installation, and not of the text")
    func dictionary() async throws {
        try await SpeechSynthesizer.shared.check(espeakVoice: "en")
        let data = try #require(EspeakEngine.dataDirectory)
        try await withTemporaryDirectory { directory in
            let copy = "\(directory)/espeak-ng-data"
            let manager = FileManager.default
            try manager.createDirectory(atPath: copy, withIntermediateDirectories: false)
            for name in try manager.contentsOfDirectory(atPath: data) where name != "fa_dict" {
                try manager.createSymbolicLink(atPath: "\(copy)/\(name)", withDestinationPath: "\(data)/\(name)")
            }
            let engine = engine(["/usr/bin/env", "ESPEAK_DATA_PATH=\(directory)"] + Self.worker)
            for isCheck in [true, false] {
                #expect {
                    if isCheck { return try engine.check(voice: "fa+f2") }
                    _ = try engine.speak(SpeechText("سلام"), settings: settings) { nil }
                } throws: { error in
                    "\(error)".contains("fa_dict") && "\(error)".contains("install the package espeak-ng-data")
                }
            }
            try engine.check(voice: "en+f2")
        }
    }

    @Test("A speech worker's program that is not there is an error")
    func missing() {
        #expect {
            try engine(["/no/such/program"]).check(voice: "fa")
        } throws: { error in
            guard case SpeechError.engineUnavailable = error else { return false }
            return true
        }
    }

    @Test("A synthesizer with a worker renders prompts")
    func synthesizer() async throws {
        let synthesizer = SpeechSynthesizer(worker: Self.worker, logger: LogRecorder().logger)
        let voice = try ShippedVoices.voice("fa")
        try await withTemporaryDirectory { directory in
            let renderer = PromptRenderer(cache: try PromptCache(directory: directory), synthesizer: synthesizer)
            let prompt = try await renderer.render(text: "سلام", voice: voice)
            #expect(try WAVFile(contentsOfFile: prompt.path).audio.seconds > 0.2)
        }
    }
}
