import ConcurrencyPrimitives
import Foundation
import Glibc
import Storage

/// Backs up a PostgreSQL database with the server's own program: one consistent file in pg_dump's own format, while
/// bridges keep working (https://www.postgresql.org/docs/15/app-pgdump.html).
struct ServerBackup: Sendable {
    let server: BridgeConfiguration.DatabaseServer
    /// The search path for pg_dump.
    var searchPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    /// Writes a new file, readable by its owner only; never overwrites an existing one.
    ///
    /// - Throws: `HelpBridgeError` if pg_dump is missing, `StorageError.backupFailed`.
    func write(to path: String) async throws {
        guard let program = Self.program("pg_dump", in: searchPath) else {
            throw HelpBridgeError.failed(
                "pg_dump, which backs up PostgreSQL, was not found; install postgresql-client for the server's version"
            )
        }
        do {
            try await ThreadPool(count: 1, name: "pg_dump").complete { [server] in
                try BackupFile(path).write { try Self.run(program, to: $0, server) }
            }
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError.backupFailed(path: path, reason: error.localizedDescription)
        }
    }

    private static func program(_ name: String, in searchPath: String) -> String? {
        searchPath.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static func run(_ program: String, to file: String, _ server: BridgeConfiguration.DatabaseServer) throws {
        // Created here, so that it is private to its owner from the first byte.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError.backupFailed(path: file, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let (url, password) = server.withoutPassword
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--dbname=\(url)"]
        // Other processes can see arguments, but not environment variables.
        process.environment = ProcessInfo.processInfo.environment.merging(
            password.map { ["PGPASSWORD": $0] } ?? [:]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let complaints = Pipe()
        process.standardError = complaints
        do {
            try process.run()
        } catch {
            throw StorageError.backupFailed(path: file, reason: "\(program) cannot be started: \(error)")
        }
        let said = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let lines = said.split(separator: "\n").joined(separator: " ")
            throw StorageError.backupFailed(
                path: file, reason: lines.isEmpty ? "pg_dump ended with \(process.terminationStatus)" : lines)
        }
        guard fsync(descriptor) == 0 else {
            throw StorageError.backupFailed(path: file, reason: String(cString: strerror(errno)))
        }
    }
}

extension BridgeConfiguration.DatabaseServer {
    /// The address without its password, and the password.
    var withoutPassword: (url: String, password: String?) {
        guard let scheme = url.range(of: "://") else { return (url, password) }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        var authority = String(rest[..<end])
        var tail = String(rest[end...])
        var found: String?
        if let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") {
            found = String(authority[authority.index(after: colon)..<at]).removingPercentEncoding
            authority.removeSubrange(colon..<at)
        }
        if let question = tail.firstIndex(of: "?") {
            let items = tail[tail.index(after: question)...].split(separator: "&")
            let secret = items.last { $0.hasPrefix("password=") }
            found = secret.flatMap { String($0.dropFirst("password=".count)).removingPercentEncoding } ?? found
            let others = items.filter { !$0.hasPrefix("password=") }.joined(separator: "&")
            tail = tail[..<question] + (others.isEmpty ? "" : "?\(others)")
        }
        return ("\(url[..<scheme.upperBound])\(authority)\(tail)", password ?? found)
    }
}
