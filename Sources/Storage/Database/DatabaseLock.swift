import ConcurrencyPrimitives
import Files
import Foundation

/// A lock that reserves a database for one bridge: on a file next to it, until ``release()`` or the end of the process.
///
/// The kernel gives the lock back when its holder dies, however that comes about; the file stays, since removing it
/// would let a third process lock a file that nobody else sees. It says who holds it.
///
/// The database file itself is not locked: closing a descriptor of it would release SQLite's own locks
/// (https://sqlite.org/howtocorrupt.html, section 2.2).
public final class DatabaseLock: Sendable {
    /// The purpose of holding the lock.
    public enum Purpose: String, Sendable {
        /// Held while the bridge serves.
        case serving
        /// For the moment in which it changes the database's tables, or something else that no bridge may see half
        /// done.
        case maintenance
    }

    /// The maximum wait while another process is at maintenance, in seconds.
    private static let timeout: TimeInterval = 10
    private static let pause: TimeInterval = 0.01

    /// The database's path without symbolic links, so that it is the same however the path is spelled.
    let database: String
    private let descriptor: Descriptor

    private init(database: String, descriptor: Descriptor) {
        self.database = database
        self.descriptor = descriptor
    }

    /// Acquires the lock; waits a few seconds while another process is at maintenance, and not at all while one serves.
    ///
    /// - Parameters:
    ///   - path: the database's path; the file and its directory are created if they are missing.
    ///   - purpose: the purpose of holding the lock.
    ///   - program: this program's description for other processes, such as its name and version.
    /// - Throws: ``StorageError/inUse(path:lock:holder:)`` naming the process that holds the lock, and
    ///   ``StorageError/cannotOpen(path:reason:)``.
    public static func acquire(for path: String, purpose: Purpose, program: String) async throws -> DatabaseLock {
        try await ThreadPool.database.complete {
            try acquireBlocking(for: path, purpose: purpose, program: program)
        }
    }

    /// Like ``acquire(for:purpose:program:)``, on a thread that may block.
    static func acquireBlocking(for path: String, purpose: Purpose, program: String) throws -> DatabaseLock {
        try SQLiteDatabase.makeFile(at: path)
        let database = try canonicalPath(of: path)
        let file = lockFile(of: database)
        let descriptor = try Descriptor(file: file, database: path)
        let deadline = Date(timeIntervalSinceNow: timeout)
        while try !descriptor.lock(database: path) {
            let holder = DatabaseLockHolder(file: file)
            // A process that just acquired the lock has not written its entry yet.
            let isBrief = holder.map { $0.purpose == Purpose.maintenance.rawValue } ?? true
            guard isBrief, Date() < deadline else {
                throw StorageError.inUse(path: database, lock: file, holder: holder)
            }
            // flock(2) waits without a limit or not at all, so it is polled.
            Thread.sleep(forTimeInterval: pause)
        }
        descriptor.write(DatabaseLockHolder(purpose: purpose, program: program).text)
        return DatabaseLock(database: database, descriptor: descriptor)
    }

    /// Releases the lock.
    public func release() {
        descriptor.close()
    }

    /// Returns the path of the lock file.
    public static func lockFile(of database: String) -> String { database + ".lock" }

    private static func canonicalPath(of path: String) throws -> String {
        guard let resolved = FileIdentity.canonicalPath(path) else {
            throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        return resolved
    }
}
