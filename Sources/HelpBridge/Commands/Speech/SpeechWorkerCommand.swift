import ArgumentParser
import Logging
import Speech

/// `helpbridge speech-worker`: the process, started by a bridge, that speaks for it.
///
/// Not for people.
struct SpeechWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speech-worker", abstract: "Speaks for a running bridge.", shouldDisplay: false)

    /// The command of this same program, even if its file has been replaced by a newer one.
    static let command = ["/proc/self/exe", "speech-worker"]

    /// Creates a synthesizer that speaks in a worker, so that a text that crashes libespeak-ng does not end any call.
    static func synthesizer(logger: Logger) -> SpeechSynthesizer {
        SpeechSynthesizer(worker: command, logger: logger)
    }

    func run() throws {
        try SpeechWorker.run()
    }
}
