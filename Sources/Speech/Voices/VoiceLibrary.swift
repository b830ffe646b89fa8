import ConcurrencyPrimitives
import Files
import Foundation
public import Logging

/// The voices of a directory, read again when a file in it changes.
public final class VoiceLibrary: Sendable {
    private struct State {
        var voices: VoiceCatalogue
        var files: [String: FileIdentity]
    }

    private let directory: String?
    private let synthesizer: SpeechSynthesizer
    private let logger: Logger

    private let state: Locked<State>

    /// - Parameters:
    ///   - voices: as they were read at start.
    ///   - directory: where they came from; `nil` when they never change.
    ///   - synthesizer: knows which espeak-ng voices there are.
    ///   - logger: hears of what was read again, and of files with a mistake.
    public init(
        _ voices: VoiceCatalogue, directory: String? = nil, synthesizer: SpeechSynthesizer = .shared,
        logger: Logger = Logger(label: "speech.voices")
    ) {
        self.directory = directory
        self.synthesizer = synthesizer
        self.logger = logger
        state = Locked(State(voices: voices, files: Self.files(of: directory)))
    }

    /// The voices as they were last read without a mistake.
    public var current: VoiceCatalogue { state.withLock { $0.voices } }

    /// Reads the files again if one has changed since the last time. A mistake is reported to the log once, and the voices
    /// that were read before stay in use. What is said in another way now has another digest, so that no prompt of before
    /// is played.
    ///
    /// - Returns: whether other voices are in use now; `false` when the task is cancelled.
    public func reload() async -> Bool {
        guard let directory else { return false }
        // Fails only when the task is cancelled.
        guard let files = try? await VoiceCatalogue.files.run({ Self.files(of: directory) }),
            files != state.withLock({ $0.files })
        else { return false }
        do {
            let read = try await VoiceCatalogue(directory: directory, synthesizer: synthesizer)
            let before = state.withLock { state in
                defer { state = State(voices: read, files: files) }
                return state.voices
            }
            for name in before.names where !read.names.contains(name) {
                logger.warning(
                    "A voice is gone; routes that name it play tones until it is back",
                    metadata: ["voice": "\(name)", "directory": "\(directory)"])
            }
            logger.info("Voices read again", metadata: ["voices": "\(read.names.joined(separator: ", "))"])
            return true
        } catch is CancellationError {
            return false
        } catch {
            state.withLock { $0.files = files }
            logger.error("The voices stay as they were", metadata: ["error": "\(error)"])
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
