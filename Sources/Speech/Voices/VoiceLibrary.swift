import ConcurrencyPrimitives
import Files
import Foundation
public import Logging

/// The voices of a directory, reloaded when a file changes, and checked again while the engine does not answer.
public final class VoiceLibrary: Sendable {
    private struct State {
        var voices: VoiceCatalogue
        var files: [String: FileIdentity]
        /// The time at which the engine is asked again about unchecked voices; `nil` if all are checked.
        var nextCheck: ContinuousClock.Instant?
        /// The number of times that other voices came into use.
        var revision = 0
    }

    /// The delay before an engine that does not answer is asked again.
    static let pause = Duration.seconds(10)

    private let directory: String?
    private let synthesizer: SpeechSynthesizer
    private let pause: Duration
    private let logger: Logger

    private let state: Locked<State>

    /// - Parameters:
    ///   - voices: the voices as read at start.
    ///   - directory: the directory they came from; `nil` if they never change.
    ///   - synthesizer: the synthesizer that knows the espeak-ng voices.
    ///   - logger: logs reloads, and files with a mistake.
    public convenience init(
        _ voices: VoiceCatalogue, directory: String? = nil, synthesizer: SpeechSynthesizer = .shared,
        logger: Logger = Logger(label: "speech.voices")
    ) {
        self.init(voices, directory: directory, synthesizer: synthesizer, pause: Self.pause, logger: logger)
    }

    /// - Parameter pause: the delay before an engine that does not answer is asked again.
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

    /// Whether the engine answered when it was asked about the voices.
    var isChecked: Bool { state.withLock { $0.nextCheck == nil } }

    /// The voices as last read without a mistake.
    public var current: VoiceCatalogue { state.withLock { $0.voices } }

    /// A number that increases whenever other voices come into use.
    var revision: Int { state.withLock { $0.revision } }

    /// Reads the files again if one changed since the last time, or if the engine did not answer then. A mistake is
    /// logged once, and the previous voices stay in use. A prompt that is now spoken differently has another digest, so
    /// no outdated prompt is played.
    ///
    /// - Returns: whether other voices are in use now; `false` if the task is cancelled.
    public func reload() async -> Bool {
        guard let directory else { return false }
        // Fails only if the task is cancelled.
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
