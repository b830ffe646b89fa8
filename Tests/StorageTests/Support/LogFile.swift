import Foundation

@testable import Storage

/// The write-ahead log of a database, as it lies beside it.
struct LogFile {
    private let url: URL

    init(of database: HelpDeskDatabase) {
        url = URL(fileURLWithPath: database.path + "-wal")
    }

    /// In bytes.
    var size: Int {
        get throws { try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int ?? 0 }
    }

    /// How often it has begun anew: the checkpoint sequence number of its header (https://sqlite.org/fileformat2.html,
    /// section 4.1).
    var generation: UInt32 {
        get throws {
            let file = try FileHandle(forReadingFrom: url)
            defer { try? file.close() }
            return try (file.read(upToCount: 16) ?? Data()).suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}
