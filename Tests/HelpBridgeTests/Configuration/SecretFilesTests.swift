import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite("The file of a secret")
struct SecretFilesTests {
    /// Runs over a file that was last changed an hour ago.
    private func withFile(_ text: String, run: (URL) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // A left-over temporary folder is no reason to fail a test.
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("token")
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await run(file)
    }

    @Test("The file of a secret is not read again while it could not have changed, and read when it has")
    func cache() async throws {
        try await withFile("first\n") { file in
            let files = SecretFiles(isFresh: { _ in false })
            #expect(files.text(at: file.path) == "first\n")
            #expect(files.text(at: file.path) == "first\n")
            #expect(files.readCount == 1)
            // Another file of the same length in its place, as a renewed secret comes.
            try "other\n".write(to: file, atomically: true, encoding: .utf8)
            #expect(files.text(at: file.path) == "other\n")
            #expect(files.readCount == 2)
            try FileManager.default.removeItem(at: file)
            #expect(files.text(at: file.path) == nil)
        }
    }

    @Test("A secret's file that was changed this moment is not remembered: it may change in the same tick of the clock")
    func fresh() async throws {
        try await withFile("first") { file in
            let files = SecretFiles(isFresh: { _ in true })
            #expect(files.text(at: file.path) == "first")
            let handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: Data("other".utf8))
            try handle.close()
            #expect(files.text(at: file.path) == "other")
        }
    }

    @Test(
        "The file of a secret is no pipe, no device, no folder and nothing without end",
        arguments: ["pipe", "folder", "large", "/dev/zero"])
    func unfit(kind: String) async throws {
        try await withFile("s") { file in
            var path = file.deletingLastPathComponent().appendingPathComponent(kind).path
            switch kind {
            case "pipe": #expect(mkfifo(path, 0o600) == 0)
            case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case "large":
                try Data(repeating: 0x61, count: SecretFiles.maximumBytes + 1).write(to: URL(fileURLWithPath: path))
            default: path = kind
            }
            let reader = SecretReader(environment: [:], directory: file.deletingLastPathComponent())
            await #expect(throws: HelpBridgeError.self) {
                try await reader.readAside(SecretReference("file:\(path)"))
            }
        }
    }

    @Test("The file of a secret is read without the white space around it, and relative to the configuration")
    func reading() async throws {
        try await withFile("  s3cret \n") { file in
            let reader = SecretReader(environment: [:], directory: file.deletingLastPathComponent())
            let secret = try await reader.readAside(SecretReference("file:token"))
            #expect(secret == "s3cret")
            #expect(try await reader.readAside(SecretReference("literal")) == "literal")
        }
    }
}
