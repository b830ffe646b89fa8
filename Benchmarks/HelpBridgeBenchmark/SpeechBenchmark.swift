import ArgumentParser
import Foundation
import HelpDesk
import Logging
import Speech

/// The speech benchmark: the speed of rendering relative to playing, the comparison with the usual tools, the time for
/// a cached prompt, the cost of a separate process, and whether memory stays flat over an hour of prompts.
struct SpeechBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speech", abstract: "Measures how fast prompts are made.")

    @Option(help: "How often each prompt is made.")
    var rounds = 200

    /// A text short enough that tools which start for each prompt spend most of their time starting.
    private static let shortText = "لطفاً صبر کنید."
    private static let text = "درخواستِ کمکِ شما برای سارا کریمی ارسال شد."

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let voice = try await VoiceCatalogue(directory: "Voices").voice(named: "fa")
        let worker = SpeechSynthesizer(
            worker: [Self.program(), "speech-worker"], logger: Logger(label: "benchmark"))

        let inProcess = try await making(voice, .shared)
        report("text to WAV, in this process", inProcess)
        report("text to WAV, in a worker", try await making(voice, worker))
        for (name, text) in [("the same text", Self.text), ("a short prompt", Self.shortText)] {
            let own = try await making(voice, .shared, text).milliseconds
            let tools = try usualTools(text, directory)
            print(
                String(
                    format: "%@: espeak-ng | sox %.2f ms, here %.2f ms, %.1f times as fast", name, tools, own,
                    tools / own))
        }
        try await cached(voice, worker, directory)
        try await hour(worker, directory)
    }

    private struct Figure {
        var milliseconds: Double
        var audioMilliseconds: Double
    }

    private func report(_ name: String, _ figure: Figure) {
        let faster = figure.audioMilliseconds / figure.milliseconds
        print(
            String(
                format: "%@: %.2f ms for %.0f ms of sound, %.0f times faster than it plays",
                name, figure.milliseconds, figure.audioMilliseconds, faster))
    }

    /// Returns the path of the release build of `helpbridge` next to this program.
    static func program() -> String {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("helpbridge").path
    }

    /// Returns the median over all rounds.
    private func making(
        _ voice: Voice, _ synthesizer: SpeechSynthesizer, _ text: String = SpeechBenchmark.text
    ) async throws -> Figure {
        var times: [Double] = []
        var seconds = 0.0
        for _ in 0..<rounds + 5 {
            let started = ContinuousClock.now
            let wav = try await PromptRenderer.preview(text: text, voice: voice, synthesizer: synthesizer)
            times.append((.now - started) / .milliseconds(1))
            seconds = wav.duration / .seconds(1)
        }
        // The first rounds pay for loading the voice.
        return Figure(milliseconds: Self.median(times.dropFirst(5)), audioMilliseconds: seconds * 1_000)
    }

    private func usualTools(_ text: String, _ directory: URL) throws -> Double {
        let output = directory.appendingPathComponent("out.wav").path
        let command = """
            espeak-ng -v fa+f2 -s 150 --stdout '\(text)' | sox -t wav - -r 8000 -b 16 -c 1 \(output)
            """
        var times: [Double] = []
        for _ in 0..<20 {
            let started = ContinuousClock.now
            let status = Self.shell(command)
            guard status == 0 else { throw ValidationError("espeak-ng and sox must be installed") }
            times.append((.now - started) / .milliseconds(1))
        }
        return Self.median(times[...])
    }

    private func cached(_ voice: Voice, _ synthesizer: SpeechSynthesizer, _ directory: URL) async throws {
        let cache = try PromptCache(directory: directory.appendingPathComponent("cached").path)
        let renderer = PromptRenderer(cache: cache, synthesizer: synthesizer)
        let values = PromptValues(operator: "101", manager: "سارا کریمی", department: "پشتیبانی")
        _ = try await renderer.render(kind: .requestSent, values: values, voice: voice)
        var times: [Double] = []
        for _ in 0..<5_000 {
            let started = ContinuousClock.now
            _ = try await renderer.render(kind: .requestSent, values: values, voice: voice)
            times.append((.now - started) / .milliseconds(1))
        }
        times.sort()
        print(String(format: "a cached prompt: %.4f ms, p99 %.4f ms", Self.median(times[...]), times[4_950]))
    }

    /// Renders an hour of prompts, one after another, all different, in all voices.
    private func hour(_ synthesizer: SpeechSynthesizer, _ directory: URL) async throws {
        let catalogue = try await VoiceCatalogue(directory: "Voices")
        let cache = try PromptCache(
            directory: directory.appendingPathComponent("hour").path, maximumBytes: 8 << 20)
        let renderer = PromptRenderer(cache: cache, synthesizer: synthesizer)
        var played = Duration.zero
        var count = 0
        var early: ProcessMemory?
        while played < .seconds(3_600) {
            let voice = try catalogue.voice(named: catalogue.names[count % catalogue.names.count])
            let values = PromptValues(
                operator: "\(100 + count)", operatorName: "Ali", manager: "Sara \(count)", department: "CRM")
            let kind = PromptKind.ofRoutes[count % PromptKind.ofRoutes.count]
            played += try await renderer.render(kind: kind, values: values, voice: voice).duration
            count += 1
            // By then every voice is loaded and the allocator has settled.
            if early == nil, played > .seconds(600) { early = .now() }
        }
        let late = ProcessMemory.now()
        print(
            "an hour of sound, \(count) texts: resident memory \(early?.own ?? 0) kB after ten minutes, \(late.own) kB at the"
                + " end; in the worker \(early?.children ?? 0) kB and \(late.children) kB")
    }

    private static func median(_ times: ArraySlice<Double>) -> Double {
        times.sorted()[times.count / 2]
    }

    private static func shell(_ command: String) -> Int32 {
        let words: [String] = ["/bin/sh", "-c", command]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        guard posix_spawn(&identifier, "/bin/sh", nil, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
