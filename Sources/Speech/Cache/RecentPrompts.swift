import Files

/// Recently read prompts that are intact: most calls play the same few, and verifying a file takes longer than sending
/// it.
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

    /// - Parameter maximumBytes: the maximum total size; the least recently used are evicted first.
    init(maximumBytes: Int = 8 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// Returns a prompt whose file has not changed since it was read.
    mutating func bytes(of digest: String, as identity: FileIdentity) -> [UInt8]? {
        guard let entry = entries[digest], entry.identity.hasSameContent(as: identity) else { return nil }
        uses += 1
        entries[digest]?.lastUsed = uses
        return entry.bytes
    }

    /// - Parameter identity: the identity of the file before it was read. A file changed a moment ago is not kept:
    ///   another change could go unnoticed.
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

    /// Records that only the file's modification time was set.
    mutating func note(_ identity: FileIdentity, of digest: String) {
        entries[digest]?.identity = identity
    }

    mutating func remove(_ digest: String) {
        guard let entry = entries.removeValue(forKey: digest) else { return }
        bytes -= entry.bytes.count
    }
}
