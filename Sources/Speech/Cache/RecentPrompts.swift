import Files

/// Prompts that were read of late and found whole: most calls hear the same few, and checking a file takes longer than
/// sending it.
struct RecentPrompts {
    private struct Entry {
        let bytes: [UInt8]
        var identity: FileIdentity
        var lastUsed: UInt64
    }

    private let maximumBytes: Int
    private var entries: [String: Entry] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    /// - Parameter maximumBytes: the least recently used go first.
    init(maximumBytes: Int = 8 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// A prompt whose file is still the one that was read.
    mutating func bytes(of digest: String, as identity: FileIdentity) -> [UInt8]? {
        guard let entry = entries[digest], entry.identity.hasSameContent(as: identity) else { return nil }
        uses += 1
        entries[digest]?.lastUsed = uses
        return entry.bytes
    }

    /// - Parameter identity: of the file before it was read. One that was changed a moment ago is not kept: it could be
    ///   changed once more without anybody noticing.
    mutating func keep(_ file: [UInt8], of digest: String, as identity: FileIdentity) {
        remove(digest)
        guard !identity.isFresh, file.count <= maximumBytes else { return }
        uses += 1
        entries[digest] = Entry(bytes: file, identity: identity, lastUsed: uses)
        bytes += file.count
        while bytes > maximumBytes, let oldest = entries.min(by: { $0.value.lastUsed < $1.value.lastUsed }) {
            remove(oldest.key)
        }
    }

    /// Its file's time was set, and nothing else.
    mutating func note(_ identity: FileIdentity, of digest: String) {
        entries[digest]?.identity = identity
    }

    mutating func remove(_ digest: String) {
        guard let entry = entries.removeValue(forKey: digest) else { return }
        bytes -= entry.bytes.count
    }
}
