import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct DatabaseLockTests {
    @Test("A second bridge is refused with the name of the running process")
    func secondBridge() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let lock = try await DatabaseLock.acquire(for: path, purpose: .serving, program: "HelpBridge 7")
            let error = await #expect(throws: StorageError.self) {
                try await DatabaseLock.acquire(for: path, purpose: .serving, program: "HelpBridge 8")
            }
            let message = "\(try #require(error))"
            #expect(message.contains("(process \(getpid()), HelpBridge 7, since "))
            #expect(message.contains(lock.database))
            #expect(message.hasSuffix("its lock is \(lock.database).lock"))
            #expect(!message.contains("\n"))
            lock.release()
            try await DatabaseLock.acquire(for: path, purpose: .serving, program: "HelpBridge 8").release()
        }
    }

    @Test("A database's file is locked however its path is spelled, and whatever links lead to it")
    func spellings() async throws {
        try await withTemporaryDirectory { directory in
            let manager = FileManager.default
            let folder = directory.appending(path: "real")
            try manager.createDirectory(at: folder, withIntermediateDirectories: true)
            let path = folder.appending(path: "helpbridge.sqlite").path
            let lock = try await DatabaseLock.acquire(for: path, purpose: .serving, program: "one")
            let linkedFolder = directory.appending(path: "linked").path
            try manager.createSymbolicLink(atPath: linkedFolder, withDestinationPath: folder.path)
            let linkedFile = directory.appending(path: "other.sqlite").path
            try manager.createSymbolicLink(atPath: linkedFile, withDestinationPath: path)
            for spelling in [
                folder.path + "/../real//./helpbridge.sqlite", linkedFolder + "/helpbridge.sqlite", linkedFile,
            ] {
                await #expect(throws: StorageError.self, "\(spelling)") {
                    try await DatabaseLock.acquire(for: spelling, purpose: .serving, program: "two")
                }
            }
            lock.release()
        }
    }

    @Test("A link to a database that leads nowhere is refused")
    func danglingLink() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "missing.sqlite")
            await #expect(throws: StorageError.cannotOpen(path: path, reason: "No such file or directory")) {
                try await DatabaseLock.acquire(for: path, purpose: .serving, program: "one")
            }
        }
    }

    @Test("A bridge waits for a moment of maintenance of its database")
    func maintenance() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let lock = try await DatabaseLock.acquire(for: path, purpose: .maintenance, program: "apply")
            async let waiting = DatabaseLock.acquire(for: path, purpose: .serving, program: "serve")
            lock.release()
            try await waiting.release()
        }
    }

    @Test("The database lock's file is readable by its owner only, and no child process inherits the lock")
    func lockFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let lock = try await DatabaseLock.acquire(for: path, purpose: .serving, program: "one")
            let file = DatabaseLock.lockFile(of: lock.database)
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
                guard let descriptor = Int32(name),
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) == file
                else { continue }
                #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            }
            lock.release()
        }
    }

    @Test("A newer command does not change the tables under a bridge that serves")
    func newerCommand() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let lock = try await DatabaseLock.acquire(for: path, purpose: .serving, program: "HelpBridge 1")
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: "14 request history")
            let error = await #expect(throws: StorageError.self) { try await SQLiteDatabase.open(at: path) }
            let message = "\(try #require(error))"
            #expect(message.contains("a bridge of another version serves from it (process \(getpid()), HelpBridge 1,"))
            #expect(try await queue.read(Schema.migrator.appliedIdentifiers).contains("14 request history"))
            #expect(try await !queue.read(Schema.migrator.hasCompletedMigrations))
            try queue.close()

            // The bridge itself may, before it serves; then commands of its version need no lock.
            try await SQLiteDatabase.open(at: path, under: lock).close()
            try await SQLiteDatabase.open(at: path).close()
            lock.release()
        }
    }
}
