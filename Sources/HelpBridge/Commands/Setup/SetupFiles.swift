import Foundation
import Glibc
import LocatedYAML

/// The files that `helpbridge setup` writes, with their directory and owner.
struct SetupFiles {
    let directory: String
    /// The account that runs the bridge, if it is another user; it may read the files.
    let account: ServiceAccount?

    /// - Throws: `HelpBridgeError` if a file exists and contains more than comments.
    func checkFree(_ names: [String]) throws {
        for path in names.map(path) where FileManager.default.fileExists(atPath: path) {
            guard Self.isEmpty(path) else {
                throw HelpBridgeError.failed(
                    "\(path) is there and is left as it is; move it away, or name a --directory")
            }
        }
    }

    /// Whether a file contains nothing but comments; an unreadable file is not empty.
    private static func isEmpty(_ path: String) -> Bool {
        do {
            let root = try LocatedValue.yaml(String(contentsOfFile: path, encoding: .utf8))
            return root.map { $0.content == .null } ?? true
        } catch {
            return false
        }
    }

    func path(_ name: String) -> String { directory + "/" + name }

    /// The option with which commands find the configuration; empty if they find it by default.
    var option: String {
        guard directory != "/etc/helpbridge", directory != FileManager.default.currentDirectoryPath else { return "" }
        return " --config '\(path("helpbridge.yaml"))'"
    }

    /// Writes a file atomically, unreadable to others.
    ///
    /// - Returns: the file's path.
    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var isDone = Glibc.write(descriptor, bytes, bytes.count) == bytes.count
        if let account {
            isDone = isDone && fchown(descriptor, 0, account.group) == 0 && fchmod(descriptor, 0o640) == 0
        }
        guard isDone, fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = Self.failure(path)
            unlink(temporary)
            throw failure
        }
        return path
    }

    private static func failure(_ path: String) -> HelpBridgeError {
        .failed("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
