import ConcurrencyPrimitives
import Foundation
import HelpDesk
import ManagerLookup

/// Resolves secrets given as a literal, `env:NAME` or `file:PATH`.
struct SecretReader: Sendable {
    let environment: [String: String]
    /// The base of relative paths.
    let directory: URL
    let files = SecretFiles()
    /// Dedicated threads, because a file may be on a file system that does not respond.
    var threads = Self.threads
    private static let threads = ThreadPool(count: 2)

    /// Reads a secret; reads a file on a separate thread, so that other tasks do not wait for a disk.
    ///
    /// - Throws: `HelpBridgeError.unreadableSecret`, as in ``read(_:)``, and `CancellationError`.
    func readAside(_ reference: SecretReference) async throws -> String {
        guard case .file = reference.location else { return try read(reference) }
        return try await threads.run { try read(reference) }
    }

    /// - Throws: `HelpBridgeError.unreadableSecret` if the variable or file is missing or empty.
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
