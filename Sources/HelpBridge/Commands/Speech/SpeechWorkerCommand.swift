import ArgumentParser
import Logging
import Speech

/// The process that speaks for a bridge, started by it: `helpbridge speech-worker`. Not for people.
struct SpeechWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speech-worker", abstract: "Speaks for a running bridge.", shouldDisplay: false)

    /// This program, even when its file has been replaced by a newer one meanwhile.
    static let command = ["/proc/self/exe", "speech-worker"]

    /// What speaks for a bridge: a text that crashes libespeak-ng ends no call.
    static func synthesizer(logger: Logger) -> SpeechSynthesizer {
        SpeechSynthesizer(worker: command, logger: logger)
    }

    func run() throws {
        try SpeechWorker.run()
    }
}
