import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk
public import Logging

/// Rendered prompts on the disk, named by digest, bounded in bytes: the least recently used go first.
///
/// Several processes may share a directory: files appear in it whole, their use is recorded in their times, and a file
/// that another process has removed or replaced is noticed when it is asked for. What a full or unwritable disk does not
/// take is kept in memory, and served from there.
public final class PromptCache: Sendable {
    /// 256 MiB, which is some nine hours of prompts at 8 kHz.
    public static let defaultMaximumBytes = 256 << 20

    private struct Entry {
        var identity: FileIdentity
        var duration: Duration
        var lastUsed: Int64
        var lastTouched: Int64
    }

    private struct State {
        var index: [String: Entry] = [:]
        /// Bytes on the disk at the last scan, and those stored since.
        var bytes = 0
        var bytesSinceScan = 0
        var isScanning = false
        var unstored = UnstoredPrompts()
        var recent = RecentPrompts()
        /// Why the last prompt could not be stored.
        var fault: String?
    }

    /// How precisely use is recorded on the disk.
    private static let touchInterval: Int64 = 60 * 1_000_000_000

    private let directory: CacheDirectory
    private let maximumBytes: Int
    private let logger: Logger
    /// For what may wait on the disk and must not do so on the cooperative pool.
    private let thread = ThreadPool(count: 1, name: "prompts")
    private let state = Locked(State())

    /// Opens a cache, and creates its directory if need be.
    ///
    /// - Parameters:
    ///   - directory: its path; nothing else should be kept there.
    ///   - maximumBytes: how much the files may take up together. It can be exceeded by a sixteenth for a moment.
    ///   - access: owner and mode of the files.
    ///   - logger: hears of damaged files and of what was removed.
    /// - Throws: `SpeechError.cacheFailed`.
    public init(
        directory: String, maximumBytes: Int = PromptCache.defaultMaximumBytes, access: FileAccess = FileAccess(),
        logger: Logger = Logger(label: "speech.cache")
    ) throws {
        self.directory = try CacheDirectory(path: directory, access: access)
        self.maximumBytes = maximumBytes
        self.logger = logger
        scanSoon()
    }

    /// Looks whether prompts could be kept in a directory, without making it.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    public static func check(directory: String) throws {
        try CacheDirectory.check(path: directory)
    }

    /// Where a prompt's file is, or would be.
    ///
    /// - Parameter digest: as it came in a URL.
    /// - Returns: `nil` unless the digest is 64 lower-case hexadecimal digits.
    func path(digest: String) -> String? {
        PromptDigest(hex: digest).map { directory.file($0.hex) }
    }

    /// A prompt's file, for the web server.
    ///
    /// - Parameter digest: as it came in a URL.
    /// - Returns: `nil` if there is no such prompt, or its file is damaged.
    public func read(digest: String) async -> [UInt8]? {
        guard let digest = PromptDigest(hex: digest) else { return nil }
        if let current = FileIdentity(path: directory.file(digest.hex)),
            let bytes = state.withLock({ $0.recent.bytes(of: digest.hex, as: current) })
        {
            noteUse(of: digest, as: current)
            return bytes
        }
        return await withCheckedContinuation { continuation in
            thread.start { [self] in continuation.resume(returning: load(digest)?.bytes) }
        }
    }

    /// A prompt that this process knows to be whole. Looks at the file's status, not at its content.
    func lookup(_ digest: PromptDigest) -> RenderedPrompt? {
        guard let current = FileIdentity(path: directory.file(digest.hex)) else {
            let unstored = state.withLock { state in
                state.index[digest.hex] = nil
                state.recent.remove(digest.hex)
                return state.unstored[digest.hex]
            }
            return unstored.map { prompt(digest, duration: $0.duration, wasCached: true) }
        }
        return noteUse(of: digest, as: current).map { prompt(digest, duration: $0, wasCached: true) }
    }

    /// - Returns: how long a prompt is; `nil` when it is not known to be whole as it lies there now.
    @discardableResult
    private func noteUse(of digest: PromptDigest, as current: FileIdentity) -> Duration? {
        let now = FileIdentity.now()
        let hit: (duration: Duration, touch: Bool)? = state.withLock { state in
            guard var entry = state.index[digest.hex], entry.identity.hasSameContent(as: current) else { return nil }
            let touch = now - entry.lastTouched > Self.touchInterval
            entry.lastUsed = now
            if touch { entry.lastTouched = now }
            state.index[digest.hex] = entry
            return (entry.duration, touch)
        }
        guard let hit else { return nil }
        if hit.touch { touchSoon(digest) }
        return hit.duration
    }

    /// A prompt that lies on the disk, after its file was read and found whole. Blocks on the disk.
    func verify(_ digest: PromptDigest) -> RenderedPrompt? {
        load(digest).map { prompt(digest, duration: $0.duration, wasCached: true) }
    }

    /// Stores a prompt, or keeps it in memory where the disk does not take it. Blocks on the disk.
    func store(_ file: WAVFile, as digest: PromptDigest) -> RenderedPrompt {
        do {
            try write(file, as: digest)
        } catch {
            let isFirst = state.withLock { state in
                defer { state.fault = "\(error)" }
                state.unstored.keep(file, as: digest.hex)
                return state.fault == nil
            }
            if isFirst {
                logger.error(
                    "prompts cannot be stored; they are kept in memory", metadata: ["error": "\(error)"])
            }
        }
        return prompt(digest, duration: file.duration, wasCached: false)
    }

    /// Why prompts are kept in memory alone; `nil` when they are stored. What waits in memory is tried again first.
    public func fault() async -> String? {
        guard state.withLock({ $0.fault }) != nil else { return nil }
        return await withCheckedContinuation { continuation in
            thread.start { [self] in
                for (digest, file) in state.withLock({ $0.unstored.all }) {
                    guard let digest = PromptDigest(hex: digest), (try? write(file, as: digest)) != nil else { break }
                }
                continuation.resume(returning: state.withLock { $0.fault })
            }
        }
    }

    /// - Throws: `SpeechError.cacheFailed`.
    private func write(_ file: WAVFile, as digest: PromptDigest) throws {
        let identity = try AtomicFile.write(
            StoredPrompt.bytes(of: file), to: directory.file(digest.hex), access: directory.access)
        remember(digest, identity, file.duration)
        state.withLock { state in
            state.unstored.remove(digest.hex)
            if state.unstored.isEmpty { state.fault = nil }
        }
        let scanIsDue = state.withLock { state in
            state.bytes += identity.size
            state.bytesSinceScan += identity.size
            return state.bytes > maximumBytes || state.bytesSinceScan > maximumBytes / 16
        }
        if scanIsDue { scanSoon() }
    }

    /// Waits until nothing is left to be done on the disk.
    func settle() async {
        await withCheckedContinuation { continuation in thread.start { continuation.resume() } }
    }

    private func prompt(_ digest: PromptDigest, duration: Duration, wasCached: Bool) -> RenderedPrompt {
        RenderedPrompt(
            digest: digest.hex, duration: duration, path: directory.file(digest.hex), wasCached: wasCached)
    }

    private func remember(_ digest: PromptDigest, _ identity: FileIdentity, _ duration: Duration) {
        let now = FileIdentity.now()
        state.withLock {
            $0.index[digest.hex] = Entry(
                identity: identity, duration: duration, lastUsed: now, lastTouched: identity.modified)
        }
    }

    private func load(_ digest: PromptDigest) -> (bytes: [UInt8], duration: Duration)? {
        let path = directory.file(digest.hex)
        // The status first: if the file is replaced meanwhile, it will not match and the new one is read again.
        guard let identity = FileIdentity(path: path), let data = FileManager.default.contents(atPath: path) else {
            return state.withLock { $0.unstored[digest.hex] }.map { ($0.bytes, $0.duration) }
        }
        let bytes = [UInt8](data)
        guard let file = StoredPrompt.file(from: bytes), file.audio.samples.contains(where: { $0 != 0 }) else {
            logger.warning(
                "a prompt's file is damaged and will be made again",
                metadata: ["path": "\(path)", "bytes": "\(bytes.count)"])
            return nil
        }
        remember(digest, identity, file.duration)
        let content = file.bytes
        state.withLock { $0.recent.keep(content, of: digest.hex, as: identity) }
        return (content, file.duration)
    }

    private func touchSoon(_ digest: PromptDigest) {
        thread.start { [self] in
            guard let identity = directory.touch(digest.hex) else { return }
            state.withLock { state in
                // Touching changes the time of change, but a changed inode or size is another file.
                guard let entry = state.index[digest.hex], entry.identity.inode == identity.inode,
                    entry.identity.size == identity.size
                else { return }
                state.index[digest.hex]?.identity = identity
                state.recent.note(identity, of: digest.hex)
            }
        }
    }

    private func scanSoon() {
        let isDue = state.withLock { state in
            defer { state.isScanning = true }
            return !state.isScanning
        }
        if isDue { thread.start { [self] in evict() } }
    }

    /// Counts what is there, other processes' files too, and removes what has not been used for longest.
    private func evict() {
        let started = FileIdentity.now()
        state.withLock { $0.bytesSinceScan = 0 }
        var files = directory.scan()
        var total = files.reduce(0) { $0 + $1.size }
        var removed = 0
        if total > maximumBytes {
            let lastUsed = state.withLock { $0.index.mapValues(\.lastUsed) }
            for place in files.indices {
                files[place].modified = max(files[place].modified, lastUsed[files[place].digest] ?? 0)
            }
            files.sort { $0.modified < $1.modified }
            // The newest stays, whatever its size: somebody is about to play it.
            for file in files.dropLast() where total > maximumBytes - maximumBytes / 8 {
                let isFree = state.withLock { state in
                    guard state.index[file.digest]?.lastUsed ?? 0 < started else { return false }
                    state.index[file.digest] = nil
                    return true
                }
                if isFree, directory.remove(file.digest) {
                    total -= file.size
                    removed += 1
                }
            }
            logger.debug("prompts removed from the cache", metadata: ["count": "\(removed)", "bytes": "\(total)"])
        }
        let isStillFull = state.withLock { state in
            state.bytes = total + state.bytesSinceScan
            state.isScanning = false
            return state.bytes > maximumBytes && state.bytesSinceScan > 0
        }
        if isStillFull { scanSoon() }
    }
}
