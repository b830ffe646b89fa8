import Foundation

/// A file system of a few megabytes that can be filled to the last block and emptied again.
struct SmallDisk: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Whether this process may mount one.
    static let isPossible: Bool = {
        guard let disk = try? SmallDisk(megabytes: 1) else { return false }
        disk.unmount()
        return true
    }()

    let path: String
    private var filler: String { path + "/filler" }

    private init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("hb-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", UInt(MS_NOSUID | MS_NODEV), "size=\(megabytes)m,mode=700") == 0 else {
            let reason = String(cString: strerror(errno))
            rmdir(path)
            throw Failure(description: "a tmpfs cannot be mounted: \(reason)")
        }
    }

    /// Mounts one for the length of a closure.
    static func with<Value>(megabytes: Int = 8, _ body: (SmallDisk) async throws -> Value) async throws -> Value {
        let disk = try SmallDisk(megabytes: megabytes)
        defer { disk.unmount() }
        return try await body(disk)
    }

    /// Leaves not one free block.
    func fill() throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "the filler: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0x55, count: 65_536)
        var size = block.count
        while size > 0 {
            if write(descriptor, block, size) < 0 { size /= 2 }
        }
        guard errno == ENOSPC else { throw Failure(description: "the filler: \(String(cString: strerror(errno)))") }
    }

    func empty() {
        unlink(filler)
    }

    private func unmount() {
        // Lazily: a program that is being ended may still have a file open.
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
