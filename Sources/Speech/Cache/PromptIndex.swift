import Files

/// What a cache knows of its files, and what it keeps in memory; it decides, and touches no disk.
///
/// Times are nanoseconds since 1970, as `FileIdentity.now()` has them.
struct PromptIndex {
    private struct Entry {
        var identity: FileIdentity
        var duration: Duration
        var lastUsed: Int64
        var lastTouched: Int64
    }

    /// How precisely use is recorded on the disk.
    static let touchInterval: Int64 = 60 * 1_000_000_000
    /// How often a disk that took nothing is tried, however many prompts are asked for.
    private static let retryInterval: Int64 = 5 * 1_000_000_000

    private let maximumBytes: Int
    private var entries: [String: Entry] = [:]
    /// Bytes on the disk at the last scan, and those stored since.
    private var bytes = 0
    private var bytesSinceScan = 0
    private var isScanning = false
    private var lastRetry: Int64?
    private(set) var unstored = UnstoredPrompts()
    var recent = RecentPrompts()
    /// Why the last prompt could not be stored.
    private(set) var fault: String?

    /// - Parameter maximumBytes: how much the files may take up together.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// - Returns: how long a prompt is, and whether its use is to be recorded on the disk; `nil` when it is not known to be
    ///   whole as it lies there now.
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

    /// Its file's time was set.
    mutating func noteTouch(of digest: String, as identity: FileIdentity) {
        // Touching changes the time of change, but a changed inode or size is another file.
        guard let entry = entries[digest], entry.identity.inode == identity.inode, entry.identity.size == identity.size
        else { return }
        entries[digest]?.identity = identity
        recent.note(identity, of: digest)
    }

    /// Its file is gone, or of no use.
    ///
    /// - Returns: what the disk has not taken.
    mutating func noteMissing(_ digest: String) -> WAVFile? {
        entries[digest] = nil
        recent.remove(digest)
        return unstored[digest]
    }

    /// A file that was read or written, and is whole.
    mutating func remember(_ digest: String, as identity: FileIdentity, _ duration: Duration, at now: Int64) {
        entries[digest] = Entry(identity: identity, duration: duration, lastUsed: now, lastTouched: identity.modified)
    }

    /// - Returns: whether it is time to count what is on the disk.
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

    /// - Returns: whether it is the first that the disk does not take.
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

    /// What is stored from now on is not part of the count that is under way.
    mutating func beginCount() {
        bytesSinceScan = 0
    }

    /// When this process used each file.
    var lastUses: [String: Int64] { entries.mapValues(\.lastUsed) }

    /// - Returns: `false` for a file that has been used since, and stays.
    mutating func forget(_ digest: String, unusedSince time: Int64) -> Bool {
        guard entries[digest]?.lastUsed ?? 0 < time else { return false }
        entries[digest] = nil
        return true
    }

    /// - Parameter total: the bytes on the disk.
    /// - Returns: whether so much has been stored meanwhile that another scan is due.
    mutating func endScan(total: Int) -> Bool {
        bytes = total + bytesSinceScan
        isScanning = false
        return bytes > maximumBytes && bytesSinceScan > 0
    }
}
