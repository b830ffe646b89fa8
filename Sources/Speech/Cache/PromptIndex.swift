import Files

/// A cache's knowledge of its files, and the prompts kept in memory; makes decisions without disk access.
///
/// Times are nanoseconds since 1970, as in `FileIdentity.now()`.
struct PromptIndex {
    private struct Entry {
        var identity: FileIdentity
        var duration: Duration
        var lastUsed: Int64
        var lastTouched: Int64
    }

    /// The granularity with which use is recorded on disk.
    static let touchInterval: Int64 = 60 * 1_000_000_000
    /// How often a disk that took nothing is tried, however many prompts are asked for.
    private static let retryInterval: Int64 = 5 * 1_000_000_000

    private let maximumBytes: Int
    private var entries: [String: Entry] = [:]
    /// The bytes on disk at the last scan, and those stored since.
    private var bytes = 0
    private var bytesSinceScan = 0
    private var isScanning = false
    private var lastRetry: Int64?
    private(set) var unstored = UnstoredPrompts()
    var recent = RecentPrompts()
    /// The reason why the last prompt could not be stored.
    private(set) var fault: String?

    /// - Parameter maximumBytes: the maximum total size of the files.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// - Returns: the prompt's duration, and whether its use must be recorded on disk; `nil` if the current file is not
    ///   known to be intact.
    mutating func noteUse(
        of digest: String, as current: FileIdentity, at now: Int64
    ) -> (duration: Duration, isTouchDue: Bool)? {
        guard var entry = entries[digest], entry.identity.hasSameContent(as: current) else { return nil }
        let isTouchDue = now - entry.lastTouched > Self.touchInterval
        entry.lastUsed = now
        if isTouchDue { entry.lastTouched = now }
        entries[digest] = entry
        return (entry.duration, isTouchDue)
    }

    /// Records that the file's modification time was set.
    mutating func noteTouch(of digest: String, as identity: FileIdentity) {
        // Touching changes the modification time only; another inode or size means another file.
        guard let entry = entries[digest], entry.identity.inode == identity.inode, entry.identity.size == identity.size
        else { return }
        entries[digest]?.identity = identity
        recent.note(identity, of: digest)
    }

    /// Records that the file is missing or damaged.
    ///
    /// - Returns: the prompt if it is kept in memory because the disk did not accept it.
    mutating func noteMissing(_ digest: String) -> WAVFile? {
        entries[digest] = nil
        recent.remove(digest)
        return unstored[digest]
    }

    /// Records a file that was read or written and is intact.
    mutating func remember(_ digest: String, as identity: FileIdentity, _ duration: Duration, at now: Int64) {
        entries[digest] = Entry(identity: identity, duration: duration, lastUsed: now, lastTouched: identity.modified)
    }

    /// - Returns: whether a scan of the disk is due.
    mutating func noteStored(
        _ digest: String, as identity: FileIdentity, _ duration: Duration, at now: Int64
    ) -> Bool {
        remember(digest, as: identity, duration, at: now)
        unstored.remove(digest)
        if unstored.isEmpty { fault = nil }
        bytes += identity.size
        bytesSinceScan += identity.size
        return bytes > maximumBytes || bytesSinceScan > maximumBytes / 16
    }

    /// - Returns: whether this is the first prompt that the disk does not accept.
    mutating func keepUnstored(_ file: WAVFile, as digest: String, because fault: String) -> Bool {
        defer { self.fault = fault }
        unstored.keep(file, as: digest)
        return self.fault == nil
    }

    /// - Returns: whether it is time to store again what the disk has not taken.
    mutating func beginRetry(at now: Int64) -> Bool {
        // Of a clock that was set back, the last time may lie far ahead.
        if let lastRetry, abs(now - lastRetry) < Self.retryInterval { return false }
        lastRetry = now
        return true
    }

    /// - Returns: `false` while one is under way.
    mutating func beginScan() -> Bool {
        defer { isScanning = true }
        return !isScanning
    }

    /// Files stored from now on are not part of the count in progress.
    mutating func beginCount() {
        bytesSinceScan = 0
    }

    /// The time at which this process last used each file.
    var lastUses: [String: Int64] { entries.mapValues(\.lastUsed) }

    /// - Returns: `false` if the file was used since, and must stay.
    mutating func forget(_ digest: String, unusedSince time: Int64) -> Bool {
        guard entries[digest]?.lastUsed ?? 0 < time else { return false }
        entries[digest] = nil
        return true
    }

    /// - Parameter total: the bytes on disk.
    /// - Returns: whether enough was stored during the scan that another is due.
    mutating func endScan(total: Int) -> Bool {
        bytes = total + bytesSinceScan
        isScanning = false
        return bytes > maximumBytes && bytesSinceScan > 0
    }
}
