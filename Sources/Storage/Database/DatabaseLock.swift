import ConcurrencyPrimitives
import Files
import Foundation

/// Keeps a database to one bridge: a lock on a file beside it, held until ``release()`` or the end of the process.
///
/// The kernel gives the lock back when its holder dies, however that comes about; the file stays, since removing it
/// would let a third process lock a file that nobody else sees. It says who holds it.
///
/// Not on the database itself: closing a descriptor of that would release SQLite's own locks
/// (https://sqlite.org/howtocorrupt.html, section 2.2).
public final class DatabaseLock: Sendable {
    /// What a process holds it for.
    public enum Purpose: String, Sendable {
        /// For as long as it serves.
        case serving
        /// For the moment in which it changes the database's tables, or something else that no bridge may see half
        /// done.
        case maintenance
    }

    /// How long a moment of maintenance is waited for.
    private static let timeout: TimeInterval = 10
    private static let pause: TimeInterval = 0.01

    /// The database's path without symbolic links: however it is spelled, it is one file.
    let database: String
    private let descriptor: Descriptor

    private init(database: String, descriptor: Descriptor) {
        self.database = database
        self.descriptor = descriptor
    }

    /// Takes the lock; waits a few seconds while another process is at maintenance, and not at all while one serves.
    ///
    /// - Parameters:
    ///   - path: the database's; it and its directory are made where they are missing.
    ///   - purpose: what for.
    ///   - program: what others are told of this program, such as its name and version.
    /// - Throws: ``StorageError/inUse(path:lock:holder:)`` naming the process that has it, and
    ///   ``StorageError/cannotOpen(path:reason:)``.
    public static func acquire(for path: String, purpose: Purpose, program: String) async throws -> DatabaseLock {
        try await ThreadPool.database.complete {
            try acquireBlocking(for: path, purpose: purpose, program: program)
        }
    }

    /// The same on a thread that may wait.
    static func acquireBlocking(for path: String, purpose: Purpose, program: String) throws -> DatabaseLock {
        try SQLiteDatabase.makeFile(at: path)
        let database = try canonicalPath(of: path)
        let file = lockFile(of: database)
        let descriptor = try Descriptor(file: file, database: path)
        let deadline = Date(timeIntervalSinceNow: timeout)
        while try !descriptor.lock(database: path) {
            let holder = DatabaseLockHolder(file: file)
            // One that has taken it this very moment has not written its name yet.
            let isBrief = holder.map { $0.purpose == Purpose.maintenance.rawValue } ?? true
            guard isBrief, Date() < deadline else {
                throw StorageError.inUse(path: database, lock: file, holder: holder)
            }
            // flock(2) waits without a limit or not at all, so it is asked again.
            Thread.sleep(forTimeInterval: pause)
        }
        descriptor.write(DatabaseLockHolder(purpose: purpose, program: program).text)
        return DatabaseLock(database: database, descriptor: descriptor)
    }

    /// Lets others have it.
    public func release() {
        descriptor.close()
    }

    /// The path of the lock's file.
    public static func lockFile(of database: String) -> String { database + ".lock" }

    private static func canonicalPath(of path: String) throws -> String {
        guard let resolved = FileIdentity.canonicalPath(path) else {
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        return resolved
    }
}
