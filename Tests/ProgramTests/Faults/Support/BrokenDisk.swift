import Foundation
import Testing

/// A folder whose disk takes nothing more when a test says so.
struct BrokenDisk: Sendable {
    enum Fault: CaseIterable {
        /// A small file system that is filled to its last block.
        case full
        /// Every change is refused.
        case readOnly
    }

    let path: String
    /// What the program needs to see it so.
    let environment: [String]
    private let change: @Sendable (_ isBroken: Bool) throws -> Void

    /// Makes one for the length of a closure.
    ///
    /// - Throws: a cancellation of the test, with the reason, on a machine that cannot have it.
    static func with(_ fault: Fault, _ body: (BrokenDisk) async throws -> Void) async throws {
        switch fault {
        case .full:
            guard SmallDisk.isPossible else { try Test.cancel("a small disk cannot be mounted: root may") }
            try await SmallDisk.with { disk in
                try await body(
                    BrokenDisk(path: disk.path, environment: []) { if $0 { try disk.fill() } else { disk.empty() } })
            }
        case .readOnly:
            guard PreloadedLibrary.isPossible else { try Test.cancel("no C compiler is installed") }
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
                "hb-disk-\(UUID().uuidString)")
            let folder = directory.appendingPathComponent("data")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let disk = try await ReadOnlyDisk.make(folder.path, in: directory)
            try await body(
                BrokenDisk(path: folder.path, environment: disk.environment) { try disk.set(isReadOnly: $0) })
        }
    }

    private init(
        path: String, environment: [String], change: @escaping @Sendable (_ isBroken: Bool) throws -> Void
    ) {
        self.path = path
        self.environment = environment
        self.change = change
    }

    func set(isBroken: Bool) throws {
        try change(isBroken)
    }
}
