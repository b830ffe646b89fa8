import Foundation
import Testing

@testable import HelpBridge

@Suite("Backups of a server")
struct ServerBackupTests {
    @Test("A server's backup makes its folder, removes what a killed one has left, and leaves an older one as it is")
    func write() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let backups = folder.appending(path: "backups")
        try FileManager.default.createDirectory(at: backups, withIntermediateDirectories: true)
        let program = folder.appending(path: "pg_dump").path
        try Data("#!/bin/sh\necho a dump\n".utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let killed = backups.appending(path: "today.unfinished-1").path
        try Data("half".utf8).write(to: URL(fileURLWithPath: killed))
        try FileManager.default.setAttributes(
            [.modificationDate: Date().addingTimeInterval(-2 * 3600)], ofItemAtPath: killed)

        let server = BridgeConfiguration.DatabaseServer(url: "postgresql://db1/helpbridge")
        let backup = ServerBackup(server: server, searchPath: folder.path)
        for name in ["backups/today", "new/today"] {
            let file = folder.appending(path: name)
            try await backup.write(to: file.path)
            #expect(try String(contentsOf: file, encoding: .utf8) == "a dump\n")
            let directory = file.deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["today"])
        }
        await #expect(throws: (any Error).self) { try await backup.write(to: backups.appending(path: "today").path) }
    }
}
