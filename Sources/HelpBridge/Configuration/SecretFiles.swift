import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk

/// Reads the files of secrets, each again only when it has changed: lookups ask for them without end.
final class SecretFiles: Sendable {
    /// A secret is a line; nobody means to read a disk.
    static let maximumBytes = 65_536
    private static let maximumFiles = 256

    private let known = Locked<[String: (identity: FileIdentity, text: String)]>([:])
    private let reads = Locked(0)

    private let isFresh: @Sendable (FileIdentity) -> Bool

    init(isFresh: @escaping @Sendable (FileIdentity) -> Bool = { $0.isFresh }) {
        self.isFresh = isFresh
    }

    /// How often a file was opened.
    var readCount: Int { reads.withLock { $0 } }

    /// The text of a file.
    ///
    /// - Returns: `nil` when it cannot be read, is no UTF-8, is no regular file or larger than 64 KiB.
    func text(at path: String) -> String? {
        guard let identity = FileIdentity(path: path) else { return nil }
        if let entry = known.withLock({ $0[path] }), entry.identity == identity { return entry.text }
        reads.withLock { $0 += 1 }
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Self.maximumBytes + 1),
            data.count <= Self.maximumBytes, let text = String(validating: data, as: UTF8.self)
        else { return nil }
        known.withLock { known in
            if known.count >= Self.maximumFiles { known = [:] }
            known[path] = isFresh(identity) ? nil : (identity, text)
        }
        return text
    }
}
