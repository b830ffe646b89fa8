import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk
public import Logging

/// An on-disk cache of rendered prompts, named by digest and bounded in bytes; the least recently used are evicted
/// first.
///
/// Several processes may share a directory: files appear in it atomically, their use is recorded in their modification
/// times, and a file that another process removed or replaced is noticed when it is requested. Prompts that a full or
/// read-only disk does not accept are kept in memory and served from there.
public final class PromptCache: Sendable {
    /// 256 MiB, about nine hours of prompts at 8 kHz.
    public static let defaultMaximumBytes = 256 << 20

    private let directory: CacheDirectory
    private let maximumBytes: Int
    private let logger: Logger
    /// For work that may block on the disk and must not do so on the cooperative pool.
    private let thread = ThreadPool(count: 1, name: "prompts")
    private let index: Locked<PromptIndex>

    /// Opens a cache, and creates its directory if necessary.
    ///
    /// - Parameters:
    ///   - directory: the path; nothing else should be stored there.
    ///   - maximumBytes: the maximum total size of the files. It can be exceeded briefly by a sixteenth.
    ///   - access: the owner and mode of the files.
    ///   - logger: logs damaged files and evictions.
    /// - Throws: `SpeechError.cacheFailed`.
    public init(
        directory: String, maximumBytes: Int = PromptCache.defaultMaximumBytes, access: FileAccess = FileAccess(),
        logger: Logger = Logger(label: "speech.cache")
    ) throws {
        self.directory = try CacheDirectory(path: directory, access: access)
        self.maximumBytes = maximumBytes
        index = Locked(PromptIndex(maximumBytes: maximumBytes))
        self.logger = logger
        scanSoon()
    }

    /// Checks whether a directory could hold prompts, without creating it.
    ///
    /// - Throws: `SpeechError.cacheFailed`.
    public static func check(directory: String) throws {
        try CacheDirectory.check(path: directory)
    }

    /// Returns a prompt's file, for the web server.
    ///
    /// - Parameter digest: the digest from a URL.
    /// - Returns: `nil` if there is no such prompt, or its file is damaged.
    public func read(digest: String) async -> [UInt8]? {
        guard let digest = PromptDigest(hex: digest) else { return nil }
        if let current = FileIdentity(path: directory.file(digest.hex)),
            let bytes = index.withLock({ $0.recent.bytes(of: digest.hex, as: current) })
        {
            noteUse(of: digest, as: current)
            return bytes
        }
        return await thread.complete { [self] in load(digest)?.bytes }
    }

    /// Returns a prompt that this process knows to be intact. Reads the file's status, not its content.
    func lookup(_ digest: PromptDigest) -> RenderedPrompt? {
        guard let current = FileIdentity(path: directory.file(digest.hex)) else {
            guard let unstored = index.withLock({ $0.noteMissing(digest.hex) }) else { return nil }
            storeWaitingSoon()
            return prompt(digest, duration: unstored.duration, wasCached: true)
        }
        return noteUse(of: digest, as: current).map { prompt(digest, duration: $0, wasCached: true) }
    }

    /// - Returns: the prompt's duration; `nil` if the current file is not known to be intact.
    @discardableResult
    private func noteUse(of digest: PromptDigest, as current: FileIdentity) -> Duration? {
        let hit = index.withLock { $0.noteUse(of: digest.hex, as: current, at: FileIdentity.now()) }
        guard let hit else { return nil }
        if hit.isTouchDue { touchSoon(digest) }
        return hit.duration
    }

    /// Returns a stored prompt after reading its file and checking that it is intact. Blocks on the disk.
    func verify(_ digest: PromptDigest) -> RenderedPrompt? {
        load(digest).map { prompt(digest, duration: $0.duration, wasCached: true) }
    }

    /// Stores a prompt, or keeps it in memory if the disk does not accept it. Blocks on the disk.
    func store(_ file: WAVFile, as digest: PromptDigest) -> RenderedPrompt {
        do {
            try write(file, as: digest)
        } catch {
            let isFirst = index.withLock { $0.keepUnstored(file, as: digest.hex, because: "\(error)") }
            if isFirst {
                logger.error(
                    "prompts cannot be stored; they are kept in memory", metadata: ["error": "\(error)"])
            }
        }
        return prompt(digest, duration: file.duration, wasCached: false)
    }

    /// Returns the reason why prompts are kept in memory only, after trying to store them again; `nil` if they are
    /// stored.
    public func fault() async -> String? {
        guard index.withLock({ $0.fault }) != nil else { return nil }
        return await thread.complete { [self] in
            storeWaiting()
            return index.withLock { $0.fault }
        }
    }

    /// A PBX that plays prompts from the disk does not hear those in memory, and nothing else stores them again.
    private func storeWaitingSoon() {
        if index.withLock({ $0.beginRetry(at: FileIdentity.now()) }) { thread.start { [self] in storeWaiting() } }
    }

    /// Stores what waits in memory, as far as the disk takes it. Blocks on the disk.
    private func storeWaiting() {
        // What writing says is kept; the directory may have been removed.
        try? directory.make()
        for (digest, file) in index.withLock({ $0.unstored.all }) {
            guard let digest = PromptDigest(hex: digest), (try? write(file, as: digest)) != nil else { break }
        }
    }

    /// - Throws: `SpeechError.cacheFailed`.
    private func write(_ file: WAVFile, as digest: PromptDigest) throws {
        let identity = try AtomicFile.write(
            StoredPrompt.bytes(of: file), to: directory.file(digest.hex), access: directory.access)
        let scanIsDue = index.withLock {
            $0.noteStored(digest.hex, as: identity, file.duration, at: FileIdentity.now())
        }
        if scanIsDue { scanSoon() }
    }

    /// Waits until all pending disk work is done.
    func settle() async {
        await thread.complete {}
    }

    private func prompt(_ digest: PromptDigest, duration: Duration, wasCached: Bool) -> RenderedPrompt {
        RenderedPrompt(
            digest: digest.hex, duration: duration, path: directory.file(digest.hex), wasCached: wasCached)
    }

    private func load(_ digest: PromptDigest) -> (bytes: [UInt8], duration: Duration)? {
        let path = directory.file(digest.hex)
        // Status first: if the file is replaced in between, the status does not match and the new file is read again.
        guard let identity = FileIdentity(path: path), let data = FileManager.default.contents(atPath: path) else {
            return forget(digest)
        }
        let bytes = [UInt8](data)
        guard let file = StoredPrompt.file(from: bytes), file.audio.samples.contains(where: { $0 != 0 }) else {
            logger.warning(
                "a prompt's file is damaged and will be made again",
                metadata: ["path": "\(path)", "bytes": "\(bytes.count)"])
            return forget(digest)
        }
        let content = file.bytes
        index.withLock {
            $0.remember(digest.hex, as: identity, file.duration, at: FileIdentity.now())
            $0.recent.keep(content, of: digest.hex, as: identity)
        }
        return (content, file.duration)
    }

    /// Forgets a damaged file: its status may be that of the intact file, so that it would never be rendered again.
    ///
    /// - Returns: the prompt if it is kept in memory because the disk did not accept it.
    private func forget(_ digest: PromptDigest) -> (bytes: [UInt8], duration: Duration)? {
        index.withLock { $0.noteMissing(digest.hex) }.map { ($0.bytes, $0.duration) }
    }

    private func touchSoon(_ digest: PromptDigest) {
        thread.start { [self] in
            guard let identity = directory.touch(digest.hex) else { return }
            index.withLock { $0.noteTouch(of: digest.hex, as: identity) }
        }
    }

    private func scanSoon() {
        if index.withLock({ $0.beginScan() }) { thread.start { [self] in evict() } }
    }

    /// Counts all files, including those of other processes, and evicts the least recently used.
    private func evict() {
        let started = FileIdentity.now()
        index.withLock { $0.beginCount() }
        let files = directory.scan()
        var total = files.reduce(0) { $0 + $1.size }
        if total > maximumBytes {
            var removed = 0
            // Keep the newest whatever its size: it is about to be played.
            for file in leastRecentlyUsedFirst(files).dropLast() where total > maximumBytes - maximumBytes / 8 {
                if index.withLock({ $0.forget(file.digest, unusedSince: started) }), directory.remove(file.digest) {
                    total -= file.size
                    removed += 1
                }
            }
            logger.debug("prompts removed from the cache", metadata: ["count": "\(removed)", "bytes": "\(total)"])
        }
        if index.withLock({ $0.endScan(total: total) }) { scanSoon() }
    }

    /// Use by other processes counts as much as use by this process.
    private func leastRecentlyUsedFirst(_ files: [CacheDirectory.File]) -> [CacheDirectory.File] {
        let lastUses = index.withLock { $0.lastUses }
        return files.map { file in
            var file = file
            file.modified = max(file.modified, lastUses[file.digest] ?? 0)
            return file
        }.sorted { $0.modified < $1.modified }
    }
}
