import Foundation
import Testing

@testable import HelpBridge

@Suite("The disk's metrics")
struct DiskSpaceTests {
    @Test("A file's disk has a size, of which no more than the whole is free")
    func disk() throws {
        let disk = try #require(
            DiskSpace(of: FileManager.default.temporaryDirectory.appendingPathComponent("new.sqlite").path))
        #expect(disk.size > 1_000_000)
        #expect((0...disk.size).contains(disk.free))
        let values = try FileManager.default.attributesOfFileSystem(
            forPath: FileManager.default.temporaryDirectory.path)
        #expect((values[.systemSize] as? NSNumber)?.doubleValue == disk.size)
    }

    @Test("A folder that is not there has no disk")
    func missing() {
        #expect(DiskSpace(of: "/nowhere/at/all/helpbridge.sqlite") == nil)
    }
}
