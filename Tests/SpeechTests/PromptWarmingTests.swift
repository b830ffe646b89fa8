import Foundation
import HelpDesk
import ServiceLifecycle
import TestSupport
import Testing

@testable import Speech

@Suite struct PromptWarmingTests {
    /// Settings that a test changes while the service runs.
    private final class Settings: CallCenterSource, @unchecked Sendable {  // `value` is only touched under `lock`.
        private let lock = NSLock()
        private var value: CallCenter

        init(_ value: CallCenter) {
            self.value = value
        }

        var current: CallCenter {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }

    private static let department = Department(
        id: "support", name: "پشتیبانی", helpers: [.init(extension: "200", name: "سارا"), .init(extension: "201")])

    private static func route(_ prompts: [PromptKind: PromptSource] = [:], voice: String = "fa") -> Route {
        Route(code: "*5003", name: "Help", detection: .department, voice: voice, prompts: prompts)
    }

    /// Runs the service with a copy of the shipped voices, and hands over what each pass rendered.
    private func withWarming(
        _ settings: Settings,
        _ body: (VoiceStudio, String, AsyncStream<Int>.Iterator, LogRecorder) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let voices = directory + "/voices"
            try FileManager.default.createDirectory(atPath: voices, withIntermediateDirectories: true)
            for name in ["fa", "en"] {
                try FileManager.default.copyItem(
                    atPath: "\(ShippedVoices.directory)/\(name).yaml", toPath: "\(voices)/\(name).yaml")
            }
            let log = LogRecorder()
            let cache = try PromptCache(directory: directory + "/cache", logger: log.logger)
            let studio = VoiceStudio(
                voices: VoiceLibrary(
                    try await VoiceCatalogue(directory: voices), directory: voices, logger: log.logger),
                cache: cache, renderer: PromptRenderer(cache: cache, logger: log.logger), sampleRate: 8_000,
                logger: log.logger)
            let (passes, continuation) = AsyncStream<Int>.makeStream()
            let warming = PromptWarming(studio: studio, callCenter: settings, interval: .milliseconds(10)) {
                continuation.yield($0)
            }
            try await withThrowingTaskGroup { group in
                group.addTask { try await warming.run() }
                group.addTask { try await VoiceWatch(studio.voices, interval: .milliseconds(10)).run() }
                try await body(studio, voices, passes.makeAsyncIterator(), log)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    /// One plain text each.
    private static let kinds = PromptKind.allCases.count

    @Test("Prompts that depend on the settings alone are there before anybody calls, and again when a route is saved")
    func routes() async throws {
        let settings = Settings(CallCenter(departments: [Self.department], routes: [Self.route()]))
        try await withWarming(settings) { studio, _, passes, log in
            var passes = passes
            // The plain texts; two kinds for the department and its two helpers.
            let renderedAll = await passes.next()
            #expect(renderedAll == Self.kinds + 2 * 3)
            func expectReady(_ kind: PromptKind, _ values: PromptValues) async throws {
                let source = settings.current.routes["*5003"]?.prompts[kind]
                let prompt = try await studio.prompt(kind, source: source, voice: "fa", values: values)
                #expect(prompt.wasCached, "\(kind)")
            }
            for kind in PromptKind.allCases { try await expectReady(kind, PromptValues()) }
            let named = PromptValues(
                operator: "101", operatorName: "علی", manager: "سارا", department: "پشتیبانی", extension: "200")
            try await expectReady(.requestSent, named)
            try await expectReady(.unavailable, named)

            let text = PromptSource.text("درخواست شما رسید.")
            settings.current = CallCenter(
                departments: [Self.department], routes: [Self.route([.requestSent: text])])
            let rendered1 = await passes.next()
            #expect(rendered1 == 1)
            try await expectReady(.requestSent, named)
            #expect(log.count("a prompt cannot be rendered ahead; at the call another text will be spoken") == 0)
        }
    }

    @Test("A voice file that changes is read again and its prompts are rendered anew; a mistake in it changes nothing")
    func voices() async throws {
        let settings = Settings(CallCenter(routes: [Self.route()]))
        try await withWarming(settings) { studio, voices, passes, log in
            var passes = passes
            let renderedFirst = await passes.next()
            #expect(renderedFirst == Self.kinds)
            let file = voices + "/fa.yaml"
            let before = try String(contentsOfFile: file, encoding: .utf8)
            try before.replacingOccurrences(of: "rate: 160", with: "rate: 900")
                .write(toFile: file, atomically: true, encoding: .utf8)
            while log.count("the voices stay as they were") == 0 { await Task.yield() }
            #expect(try studio.voices.current.voice(named: "fa").settings.rate == 160)
            let plain = try await studio.prompt(.unavailable, source: nil, voice: "fa", values: PromptValues())
            #expect(plain.wasCached)

            try before.replacingOccurrences(of: "rate: 160", with: "rate: 180")
                .write(toFile: file, atomically: true, encoding: .utf8)
            let renderedAgain = await passes.next()
            #expect(renderedAgain == Self.kinds)
            let faster = try await studio.prompt(.unavailable, source: nil, voice: "fa", values: PromptValues())
            #expect(faster.wasCached)
            #expect(faster.digest != plain.digest)
            #expect(faster.duration < plain.duration)
        }
    }

    @Test("A route's text that cannot be spoken is reported, and the rest is rendered")
    func unspeakable() async throws {
        let settings = Settings(CallCenter(routes: [Self.route([.unavailable: .text("...")])]))
        try await withWarming(settings) { _, _, passes, log in
            var passes = passes
            let renderedRest = await passes.next()
            #expect(renderedRest == Self.kinds - 1)
            #expect(log.count("a prompt cannot be rendered ahead; at the call another text will be spoken") == 1)
        }
    }
}
