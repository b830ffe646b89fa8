import Foundation
import HelpDesk
import NIOHTTP1

/// Lets the dialplan tell which lines it has for a bridge that is away. A call of nobody runs through one extension, which
/// answers to nothing: ARI cannot look into the dialplan.
struct ARIFallbackTrial: Sendable {
    /// How often, and how far apart, it is asked whether the call has got there.
    private static let attempts = 20
    private static let pause: Duration = .milliseconds(50)

    let client: ARIClient
    /// One of our own, which gets nothing to do.
    let application: String

    func run(_ fallback: FallbackDialplan) async -> PBXFinding {
        do throws(PBXError) {
            // What is left there from before would be taken for an answer.
            try await client.order(
                .POST, ["asterisk", "variable"],
                query: [("variable", FallbackDialplan.versionVariable), ("value", "none")])
            let place = "Local/\(FallbackDialplan.versionExtension)@\(FallbackDialplan.context)"
            // Where there is no such place Asterisk may say so at once.
            _ = try await client.send(.POST, ["channels"], query: [("endpoint", place), ("app", application)])
            for _ in 0..<Self.attempts {
                let loaded = try await loaded()
                if loaded != "none" { return fallback.finding(loaded: loaded) }
                do { try await Task.sleep(for: Self.pause) } catch { break }
            }
            return fallback.finding(loaded: nil)
        } catch {
            return PBXFinding(.note, "it cannot be seen what the dialplan does while the bridge is away: \(error)")
        }
    }

    private func loaded() async throws(PBXError) -> String {
        let answer = try await client.send(
            .GET, ["asterisk", "variable"], query: [("variable", FallbackDialplan.versionVariable)])
        guard answer.isSuccess else { throw answer.pbxError }
        return try client.decode(ARIAnswer.Variable.self, from: answer, of: "asterisk/variable").value
    }
}
