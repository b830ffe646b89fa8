import Foundation
public import Logging

/// The voices of a directory, read again when a file in it changes.
///
/// `@unchecked Sendable`: the voices in use and the state of the files are guarded by `lock`.
public final class VoiceLibrary: @unchecked Sendable {
    private let directory: String?
    private let synthesizer: SpeechSynthesizer
    private let logger: Logger

    private let lock = NSLock()
    private var catalogue: VoiceCatalogue
    private var files: [String: FileIdentity]

    /// - Parameters:
    ///   - voices: as they were read at start.
    ///   - directory: where they came from; `nil` when they never change.
    ///   - synthesizer: knows which espeak-ng voices there are.
    ///   - logger: hears of what was read again, and of files with a mistake.
    public init(
        _ voices: VoiceCatalogue, directory: String? = nil, synthesizer: SpeechSynthesizer = .shared,
        logger: Logger = Logger(label: "speech.voices")
    ) {
        catalogue = voices
        self.directory = directory
        self.synthesizer = synthesizer
        self.logger = logger
        files = Self.state(of: directory)
    }

    /// The voices as they were last read without a mistake.
    public var current: VoiceCatalogue { lock.withLock { catalogue } }

    /// Reads the files again if one has changed since the last time. A mistake is reported to the log once, and the voices
    /// that were read before stay in use. What is said in another way now has another digest, so that no prompt of before
    /// is played.
    ///
    /// - Returns: whether other voices are in use now.
    public func reload() async -> Bool {
        guard let directory else { return false }
        let state = Self.state(of: directory)
        let isNew = lock.withLock {
            defer { files = state }
            return files != state
        }
        guard isNew else { return false }
        do {
            let read = try await VoiceCatalogue(directory: directory, synthesizer: synthesizer)
            lock.withLock { catalogue = read }
            logger.info("Voices read again", metadata: ["voices": "\(read.names.joined(separator: ", "))"])
            return true
        } catch {
            logger.error("The voices stay as they were", metadata: ["error": "\(error)"])
            return false
        }
    }

    private static func state(of directory: String?) -> [String: FileIdentity] {
        guard let directory, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            return [:]
        }
        let pairs = names.filter { $0.hasSuffix(".yaml") }.compactMap { name in
            FileIdentity(path: "\(directory)/\(name)").map { (name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
