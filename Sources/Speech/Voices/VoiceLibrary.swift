import ConcurrencyPrimitives
import Files
import Foundation
public import Logging

/// The voices of a directory, read again when a file in it changes, and checked again while the engine does not answer.
public final class VoiceLibrary: Sendable {
    private struct State {
        var voices: VoiceCatalogue
        var files: [String: FileIdentity]
        /// When the engine is asked again for voices that it has not checked; `nil` when it has.
        var nextCheck: ContinuousClock.Instant?
        /// How often other voices have come into use.
        var revision = 0
    }

    /// How long an engine that does not answer is left alone.
    static let pause = Duration.seconds(10)

    private let directory: String?
    private let synthesizer: SpeechSynthesizer
    private let pause: Duration
    private let logger: Logger

    private let state: Locked<State>

    /// - Parameters:
    ///   - voices: as they were read at start.
    ///   - directory: where they came from; `nil` when they never change.
    ///   - synthesizer: knows which espeak-ng voices there are.
    ///   - logger: hears of what was read again, and of files with a mistake.
    public convenience init(
        _ voices: VoiceCatalogue, directory: String? = nil, synthesizer: SpeechSynthesizer = .shared,
        logger: Logger = Logger(label: "speech.voices")
    ) {
        self.init(voices, directory: directory, synthesizer: synthesizer, pause: Self.pause, logger: logger)
    }

    /// - Parameter pause: how long an engine that does not answer is left alone.
    init(
        _ voices: VoiceCatalogue, directory: String?, synthesizer: SpeechSynthesizer, pause: Duration, logger: Logger
    ) {
        self.directory = directory
        self.synthesizer = synthesizer
        self.pause = pause
        self.logger = logger
        state = Locked(
            State(
                voices: voices, files: Self.files(of: directory), nextCheck: voices.isChecked ? nil : .now + pause))
        if !voices.isChecked {
            logger.warning(
                "the speech engine does not respond; uncached prompts are replaced by tones until it does",
                metadata: ["error": "\(SpeechError.engineNotAnswering)"])
        }
    }

    /// Whether the engine has answered when it was asked for the voices.
    var isChecked: Bool { state.withLock { $0.nextCheck == nil } }

    /// The voices as they were last read without a mistake.
    public var current: VoiceCatalogue { state.withLock { $0.voices } }

    /// Grows whenever other voices come into use.
    var revision: Int { state.withLock { $0.revision } }

    /// Reads the files again if one has changed since the last time, or if the engine has not answered then. A mistake is
    /// reported to the log once, and the voices that were read before stay in use. What is said in another way now has
    /// another digest, so that no prompt of before is played.
    ///
    /// - Returns: whether other voices are in use now; `false` when the task is cancelled.
    public func reload() async -> Bool {
        guard let directory else { return false }
        // Fails only when the task is cancelled.
        guard let files = try? await VoiceCatalogue.files.run({ Self.files(of: directory) }),
            state.withLock({ $0.files != files || $0.nextCheck.map { $0 <= .now } ?? false })
        else { return false }
        do {
            let read = try await VoiceCatalogue(directory: directory, synthesizer: synthesizer)
            let (before, hasChanged) = state.withLock { state in
                let hasChanged = state.files != files || read.isChecked
                let before = state.voices
                state.voices = read
                state.files = files
                state.nextCheck = read.isChecked ? nil : .now + pause
                if hasChanged { state.revision += 1 }
                return (before, hasChanged)
            }
            guard hasChanged else { return false }
            for name in before.names where !read.names.contains(name) {
                logger.warning(
                    "a voice is gone; routes that name it play tones until it is back",
                    metadata: ["voice": "\(name)", "directory": "\(directory)"])
            }
            logger.info("voices read again", metadata: ["voices": "\(read.names.joined(separator: ", "))"])
            return true
        } catch is CancellationError {
            return false
        } catch {
            state.withLock { state in
                state.files = files
                state.nextCheck = nil
            }
            logger.error("the voices stay as they were", metadata: ["error": "\(error)"])
            return false
        }
    }

    private static func files(of directory: String?) -> [String: FileIdentity] {
        guard let directory, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            return [:]
        }
        let pairs = names.filter { $0.hasSuffix(".yaml") }.compactMap { name in
            FileIdentity(path: "\(directory)/\(name)").map { (name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
