import Files
public import Foundation
import GRDB
public import HelpDesk

/// The reason why a storage operation failed.
public enum StorageError: Error, Sendable, Equatable {
    /// The file or its directory cannot be opened, created or written.
    case cannotOpen(path: String, reason: String)
    /// A newer HelpBridge has changed the file's tables; `program` is the one that has, and can read them, where it is
    /// known.
    case newerThanProgram(path: String, program: String? = nil)
    /// Another process has locked the database; `holder` is its own description.
    case inUse(path: String, lock: String, holder: DatabaseLockHolder?)
    /// This program needs other tables than those of a bridge that serves from the database; `holder` is what that says
    /// of itself.
    case servedByOtherVersion(path: String, holder: String?)
    /// Another bridge serves from the database; `holder` is its own description.
    case servedElsewhere(database: String, holder: String?)
    /// The disk is full; nothing of the write was stored.
    case diskFull
    /// The disk, or its protection, failed to read or write.
    case diskFailed(String)
    /// The file was moved, removed or replaced while it was in use.
    case notInPlace(path: String)
    /// The clock is implausible; nothing was removed.
    case implausibleClock(wall: Date, lastSeen: Date)
    /// The database server does not answer, or does not accept writes.
    case unreachable(String)
    /// The operator has an open request that another bridge accepted.
    case operatorHasOpenRequest(String)
    /// Another program held the database for longer than the busy timeout.
    case busy
    /// The database was closed.
    case closed
    /// A request with this ID already exists.
    case duplicateRequest(HelpRequestID)
    case unknownRequest(HelpRequestID)
    /// The key was used for another request within the last 24 hours.
    case idempotencyKeyInUse(String)
    /// A row is unreadable.
    case unreadableRow(table: String, id: String, reason: String)
    /// The key of the secrets is missing.
    case secretKey(SecretKeyFault)
    /// The backup could not be created.
    case backupFailed(path: String, reason: String)
    /// Any other error, with the database's message.
    case failed(String)
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the database \(path): \(reason); check database.path and the rights on its directory"
        case .newerThanProgram(let path, let program?):
            "the database \(path) was changed by \(program), which can read it: install that version or a later one,"
                + " or restore a backup"
        case .newerThanProgram(let path, nil):
            "the database \(path) was written by a newer HelpBridge; install that version or restore a backup"
        case .inUse(let path, let lock, let holder):
            "the database \(path) is in use by another HelpBridge (\(holder?.description ?? "unknown process")): stop it"
                + " first, or set another database.path; its lock is \(lock)"
        case .servedByOtherVersion(let path, let holder):
            "the database \(path) has to be changed for this version, and a bridge of another version serves from it"
                + " (\(holder ?? "unknown process")): stop that first, or use its own command"
        case .servedElsewhere(let database, let holder):
            "another HelpBridge serves from the database \(database) (\(holder ?? "unknown process")): stop that first, or set"
                + " another database.url"
        case .diskFull:
            "the disk that holds the database is full; nothing was stored: make room"
        case .diskFailed(let reason):
            "the database cannot be used: \(reason); check its disk and the rights on its directory"
        case .notInPlace(let path):
            "the database \(path) was moved, removed or replaced while it was in use, and nothing is stored any more: put it"
                + " back; if it was removed, its content can still be copied from /proc/\(getpid())/fd before this process"
                + " ends"
        case .implausibleClock(let wall, let lastSeen):
            "the clock says \(wall.formatted(.iso8601)), and \(lastSeen.formatted(.iso8601)) was the last time that could be"
                + " believed; nothing was removed: set the clock, or run helpbridge db prune --force if it is right"
        case .unreachable(let reason):
            "the database cannot be used: \(reason); check that its server runs, and database.url"
        case .operatorHasOpenRequest(let number):
            "the operator \(number) has an open help request already"
        case .busy:
            "another program holds the database locked; stop it or try again"
        case .closed:
            "the database is closed"
        case .duplicateRequest(let id):
            "a help request with the id \(id) is stored already"
        case .unknownRequest(let id):
            HelpDeskError.unknownRequest(id.text).description
        case .idempotencyKeyInUse(let key):
            "the idempotency key \(key) was used for another request within the last 24 hours"
        case .unreadableRow(let table, let id, let reason):
            "the row \(id) of the table \(table) cannot be read: \(reason)"
        case .secretKey(let fault):
            fault.description
        case .backupFailed(let path, let reason):
            "the backup \(path) could not be made: \(reason)"
        case .failed(let reason):
            "the database failed: \(reason)"
        }
    }
}

extension StorageError: LocalizedError {
    public var errorDescription: String? { description }
}

extension StorageError {
    /// Translates an error of SQLite; a cancellation and our own errors stay as they are.
    static func translating(_ error: any Error) -> any Error {
        // Its own text contains the whole row, possibly with a secret.
        if error is RowDecodingError { return StorageError.failed("a column holds something else than it should") }
        guard let error = error as? DatabaseError else { return error }
        return switch error.resultCode {
        case .SQLITE_FULL: StorageError.diskFull
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_CORRUPT, .SQLITE_NOTADB:
            StorageError.diskFailed(reason(of: error))
        case .SQLITE_BUSY, .SQLITE_LOCKED: StorageError.busy
        case .SQLITE_MISUSE: StorageError.closed
        default: StorageError.failed(reason(of: error))
        }
    }

    /// Whether the error concerns the disk or server rather than the operation.
    var isOfDisk: Bool {
        switch self {
        case .diskFull, .diskFailed, .notInPlace, .unreachable, .servedElsewhere, .busy: true
        default: false
        }
    }

    /// Describes a file that belongs to another user, such as root who ran a command.
    ///
    /// - Returns: a suffix for a reason; empty if all files are ours or do not exist.
    static func foreignOwner(of files: [String]) -> String {
        // Root may access the files anyway.
        guard geteuid() != 0 else { return "" }
        for file in files {
            guard let owner = FileStatus(path: file)?.owner, owner != geteuid() else { continue }
            let entry: UnsafeMutablePointer<passwd>? = getpwuid(owner)
            let name = entry?.pointee.pw_name.map { String(cString: $0) }
            return "; \(file) belongs to \(name ?? "user \(owner)")"
        }
        return ""
    }

    /// Returns SQLite's message without the statement and its arguments, which may contain a secret, or the system's
    /// message for a file.
    static func reason(of error: any Error) -> String {
        if let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code {
            return String(cString: strerror(code.rawValue))
        }
        guard let error = error as? DatabaseError else { return "\(error)" }
        return "\(error.message ?? "no message") (SQLite error \(error.extendedResultCode.rawValue))"
    }
}
