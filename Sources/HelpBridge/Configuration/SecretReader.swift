import Foundation
import HelpDesk

/// Resolves secrets that are written as a literal, `env:NAME` or `file:PATH`.
struct SecretReader: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    let environment: [String: String]
    /// Relative paths start here.
    let directory: URL

    /// - Throws: `Failure` when the variable or file is missing or empty.
    func read(_ reference: SecretReference) throws(Failure) -> String {
        let secret: String
        switch reference.location {
        case .literal(let text):
            secret = text
        case .environment(let name):
            guard let value = environment[name] else {
                throw Failure(reason: "expected the environment variable \(name) to hold a secret, found it unset")
            }
            secret = value
        case .file(let path):
            let file = URL(fileURLWithPath: path, relativeTo: directory).standardizedFileURL
            guard let text = try? String(contentsOf: file, encoding: .utf8) else {
                throw Failure(reason: "expected a readable secret file at \(file.path)")
            }
            secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard !secret.isEmpty else { throw Failure(reason: "expected a secret, found \(reference) to be empty") }
        return secret
    }
}
