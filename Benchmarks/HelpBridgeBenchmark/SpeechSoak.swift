import ArgumentParser
import Foundation
import HelpDesk
import Logging
import Speech
import TestSupport

/// A soak test that renders mixed texts in all voices at full speed, each one new, and watches the memory.
struct SpeechSoak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "Renders mixed texts for a while, and measures whether memory stays flat.",
        discussion: "Exits with 1 when the last minute needs a tenth more than the second one did.")

    @Option(help: "Minutes of wall time.")
    var minutes = 10

    @Option(help: "Decides the texts (default: another one each time).")
    var seed = UInt64.random(in: 0...UInt64(UInt32.max))

    private static let names = [
        "سارا کریمی", "Sara Karimi", "علی رضایی", "Мария", "Jürgen Weiß", "محمد", "Ayşe", "VIP",
    ]
    private static let departments = ["پشتیبانی", "CRM", "فروش VoIP", "Support", "Отдел 7", "1403/05/03"]
    private static let reasons = [
        "مشتری از فاکتور 12345 شکایت دارد", "refund of 1,250.75", "تماس دوباره ساعت 14:30", "router AX-3000 offline",
        "жалоба", "+989121234567", "Rückruf am 3.5.2024",
    ]
    /// The tolerated growth: a tenth.
    private static let tolerance = 1.1

    func validate() throws {
        guard (3...1_440).contains(minutes) else { throw ValidationError("--minutes takes 3 to 1440") }
    }

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-soak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let catalogue = try await VoiceCatalogue(directory: "Voices")
        let worker = SpeechSynthesizer(
            worker: [SpeechBenchmark.program(), "speech-worker"], logger: Logger(label: "benchmark"))
        // Small enough to be full after a minute, so that it evicts constantly.
        let cache = try PromptCache(directory: directory.path, maximumBytes: 16 << 20)
        let renderer = PromptRenderer(cache: cache, synthesizer: worker)
        var generator = SeededGenerator(seed: seed)
        var texts = 0
        var played = Duration.zero
        var second: ProcessMemory?
        print("seed \(seed)")
        let started = ContinuousClock.now
        for minute in 1...minutes {
            while .now - started < .seconds(60 * minute) {
                let voice = try catalogue.voice(named: catalogue.names[texts % catalogue.names.count])
                let kind = Self.pick([PromptKind.requestSent, .managerIntro, .emergencyIntro, .waiting], &generator)
                let text = Self.values(number: texts, &generator)
                let prompt = try await renderer.render(kind: kind, values: text, voice: voice)
                played += prompt.duration
                texts += 1
            }
            let memory = ProcessMemory.now()
            if minute == 2 { second = memory }
            print(
                String(
                    format: "minute %d: %d texts, %.1f h of sound, resident %d kB here, %d kB in the worker", minute,
                    texts, played / .seconds(3_600), memory.own, memory.children))
        }
        let last = ProcessMemory.now()
        guard let second, Self.isFlat(from: second.own, to: last.own),
            Self.isFlat(from: second.children, to: last.children)
        else { throw ExitCode.failure }
    }

    /// Returns values with a unique number, so that no text comes from the cache.
    private static func values(number: Int, _ generator: inout SeededGenerator) -> PromptValues {
        PromptValues(
            operator: "\(100 + number % 900)", operatorName: pick(names, &generator),
            manager: "\(pick(names, &generator)) \(number)", department: pick(departments, &generator),
            extension: "\(number)", position: "\(number)", reason: "\(pick(reasons, &generator)) \(number)",
            key: "1")
    }

    private static func pick<Element>(_ choices: [Element], _ generator: inout SeededGenerator) -> Element {
        choices[Int.random(in: choices.indices, using: &generator)]
    }

    private static func isFlat(from early: Int, to late: Int) -> Bool {
        early > 0 && Double(late) <= Double(early) * tolerance
    }
}
