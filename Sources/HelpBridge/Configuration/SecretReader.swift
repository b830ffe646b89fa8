import ConcurrencyPrimitives
import Foundation
import HelpDesk
import ManagerLookup

/// Resolves secrets that are written as a literal, `env:NAME` or `file:PATH`.
struct SecretReader: Sendable {
    let environment: [String: String]
    /// Relative paths start here.
    let directory: URL
    let files = SecretFiles()
    /// Beside all other threads: a file may lie where nobody answers.
    var threads = Self.threads
    private static let threads = ThreadPool(count: 2)

    /// Reads a secret; a file on a thread of its own, so that no task that is served meanwhile waits for a disk.
    ///
    /// - Throws: `HelpBridgeError.unreadableSecret` as ``read(_:)``, `CancellationError`.
    func readAside(_ reference: SecretReference) async throws -> String {
        guard case .file = reference.location else { return try read(reference) }
        return try await threads.run { try read(reference) }
    }

    /// - Throws: `HelpBridgeError.unreadableSecret` when the variable or file is missing or empty.
    func read(_ reference: SecretReference) throws(HelpBridgeError) -> String {
        let secret: String
        switch reference.location {
        case .literal(let text):
            secret = text
        case .unreadable(let reason):
            throw HelpBridgeError.unreadableSecret(reason)
        case .environment(let name):
            guard let value = environment[name] else {
                throw HelpBridgeError.unreadableSecret(
                    "expected the environment variable \(name) to hold a secret, found it unset")
            }
            secret = value
        case .file(let path):
            let file = URL(fileURLWithPath: path, relativeTo: directory).standardizedFileURL
            guard let text = files.text(at: file.path) else {
                throw HelpBridgeError.unreadableSecret(
                    "expected a readable secret file at \(file.path), of at most \(SecretFiles.maximumBytes) bytes")
            }
            secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard !secret.isEmpty else {
            throw HelpBridgeError.unreadableSecret("expected a secret, found \(reference) to be empty")
        }
        return secret
    }
}
