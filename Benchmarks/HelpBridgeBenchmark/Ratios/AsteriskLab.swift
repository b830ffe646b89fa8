import Foundation
import TestSupport

/// A real Asterisk 22 in a folder, if `Scripts/pbx-lab` built one.
struct AsteriskLab: Decodable {
    let ari: String
    let username: String
    let password: String

    private static let version = "22"

    /// - Parameters:
    ///   - directory: a directory of its own, whose name must be short.
    ///   - dialplan: the extensions in addition to the usual ones.
    /// - Throws: ``MissingProgram`` if Asterisk was not built: that takes minutes.
    static func with<Value>(
        _ directory: URL, dialplan: String, _ body: (AsteriskLab) async throws -> Value
    ) async throws -> Value {
        let folder =
            ProcessInfo.processInfo.environment["PBX_LAB"].map { URL(fileURLWithPath: $0) }
            ?? RepositoryScript.repository.appendingPathComponent(".lab")
        guard
            FileManager.default.fileExists(
                atPath: folder.appendingPathComponent("asterisk-\(version)/etc/pbx-lab/ready").path)
        else { throw MissingProgram(description: "there is none; Scripts/pbx-lab make \(version) makes it") }
        do {
            // The dialplan's extensions must not be phones, which would not be registered.
            let text = try await RepositoryScript.run("pbx-lab", ["start", version, directory.path, "--phones", "101"])
            let lab = try JSONDecoder().decode(AsteriskLab.self, from: Data(text.utf8))
            try dialplan.write(
                to: directory.appendingPathComponent("asterisk/etc/extensions_test.conf"), atomically: true,
                encoding: .utf8)
            try await RepositoryScript.run("pbx-lab", ["cli", directory.path, "dialplan", "reload"])
            let value = try await body(lab)
            try await RepositoryScript.run("pbx-lab", ["stop", directory.path])
            return value
        } catch let error as RepositoryScript.Unavailable {
            throw MissingProgram(description: error.description)
        } catch {
            try await RepositoryScript.run("pbx-lab", ["stop", directory.path])
            throw error
        }
    }
}
