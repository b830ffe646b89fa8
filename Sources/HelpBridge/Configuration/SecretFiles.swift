import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk

/// Reads secret files, each again only when it has changed, because lookups use them constantly.
final class SecretFiles: Sendable {
    /// A secret is one line; larger files are a mistake.
    static let maximumBytes = 65_536
    private static let maximumFiles = 256

    private let known = Locked<[String: (identity: FileIdentity, text: String)]>([:])
    private let reads = Locked(0)

    private let isFresh: @Sendable (FileIdentity) -> Bool

    init(isFresh: @escaping @Sendable (FileIdentity) -> Bool = { $0.isFresh }) {
        self.isFresh = isFresh
    }

    /// The number of times that a file was opened.
    var readCount: Int { reads.withLock { $0 } }

    /// Returns the text of a file.
    ///
    /// - Returns: `nil` if the file is unreadable, not UTF-8, not a regular file, or larger than 64 KiB.
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
