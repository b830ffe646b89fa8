import Foundation
import TestSupport
import Testing

@testable import Speech

@Suite("The voices of a directory", .timeLimit(.minutes(15)))
struct VoiceLibraryTests {
    @Test("An engine that does not answer at the start makes no voice wrong, and is asked again until it does")
    func silentEngine() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let worker = WorkerProgram.command.joined(separator: " ")
            let synthesizer = SpeechSynthesizer(
                worker: ["/bin/sh", "-c", "[ -e \(directory)/turn ] || exit 1; exec \(worker)"], logger: log.logger)
            let voices = try await VoiceCatalogue(directory: ShippedVoices.directory, synthesizer: synthesizer)
            #expect(voices.names.contains("fa"))
            #expect(!voices.isChecked)
            let library = VoiceLibrary(
                voices, directory: ShippedVoices.directory, synthesizer: synthesizer, pause: .zero, logger: log.logger)
            #expect(!library.isChecked)
            // Still not: nothing is in use that was not before.
            #expect(await !library.reload())
            #expect(!library.isChecked)
            #expect(library.current.names == voices.names)
            try Data().write(to: URL(fileURLWithPath: "\(directory)/turn"))
            #expect(await library.reload())
            #expect(library.isChecked)
            #expect(await !library.reload())
        }
    }

    @Test("A speech engine that does not answer is left alone for a while")
    func pause() async throws {
        let log = LogRecorder()
        let synthesizer = SpeechSynthesizer(worker: ["/bin/false"], logger: log.logger)
        let voices = try await VoiceCatalogue(directory: ShippedVoices.directory, synthesizer: synthesizer)
        let library = VoiceLibrary(
            voices, directory: ShippedVoices.directory, synthesizer: synthesizer, pause: .seconds(3600),
            logger: log.logger)
        let before = log.count("the speech worker is gone; another one is started")
        #expect(before == 1)
        #expect(await !library.reload())
        #expect(log.count("the speech worker is gone; another one is started") == before)
    }

    @Test(
        "A voice that the engine, once it answers, turns out not to have is told of once, and the engine is not silent")
    func unknownVoice() async throws {
        try await withTemporaryDirectory { directory in
            let log = LogRecorder()
            let path = "\(ShippedVoices.directory)/fa.yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let voice = try #require(text.firstMatch(of: /(?m)^espeak: .*$/))
            try text.replacing(voice.output, with: "espeak: xx").write(
                toFile: "\(directory)/fa.yaml", atomically: true, encoding: .utf8)
            let worker = WorkerProgram.command.joined(separator: " ")
            let synthesizer = SpeechSynthesizer(
                worker: ["/bin/sh", "-c", "[ -e \(directory)/turn ] || exit 1; exec \(worker)"], logger: log.logger)
            let voices = try await VoiceCatalogue(directory: directory, synthesizer: synthesizer)
            let library = VoiceLibrary(
                voices, directory: directory, synthesizer: synthesizer, pause: .zero, logger: log.logger)
            try Data().write(to: URL(fileURLWithPath: "\(directory)/turn"))
            for _ in 0..<2 { #expect(await !library.reload()) }
            #expect(log.count("the voices stay as they were") == 1)
            #expect(library.isChecked)
        }
    }

    @Test("A voice file that changes is read again while the voices are watched, whether or not prompts are rendered")
    func watched() async throws {
        try await withTemporaryDirectory { directory in
            let text = try String(contentsOfFile: "\(ShippedVoices.directory)/en.yaml", encoding: .utf8)
            let file = "\(directory)/en.yaml"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let library = VoiceLibrary(try await VoiceCatalogue(directory: directory), directory: directory)
            let revision = library.revision
            try await withThrowingTaskGroup { group in
                group.addTask { try await VoiceWatch(library, interval: .milliseconds(10)).run() }
                try text.replacing(/(?m)^title: .*$/, with: "title: Another")
                    .write(toFile: file, atomically: true, encoding: .utf8)
                while library.revision == revision { await Task.yield() }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try library.current.voice(named: "en").title == "Another")
        }
    }
}
