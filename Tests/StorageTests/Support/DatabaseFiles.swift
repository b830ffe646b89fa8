import Foundation

/// The bytes of a database as they lie on the disk, the log beside it included.
enum DatabaseFiles {
    static func hold(_ text: String, at path: String) throws -> Bool {
        try ["", "-wal", "-shm"].contains { suffix in
            guard FileManager.default.fileExists(atPath: path + suffix) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path + suffix)).range(of: Data(text.utf8)) != nil
        }
    }
}
