import Foundation
import Storage
import Testing

@testable import HelpBridge

@Suite("The database of a command")
struct DatabaseClosingTests {
    private struct Failure: Error {}

    @Test(
        "A command's database is closed when the work is done, and when that fails, whose reason is told",
        arguments: [false, true])
    func closed(fails: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hb-closing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await SQLiteDatabase.open(at: folder.appendingPathComponent("x.sqlite").path)
        do {
            try await database.closing {
                try await database.checkAccess()
                if fails { throw Failure() }
            }
            #expect(!fails)
        } catch is Failure {
            #expect(fails)
        }
        await #expect(throws: (any Error).self) { try await database.checkAccess() }
    }
}
