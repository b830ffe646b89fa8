import Foundation
import HelpDesk
import NIOHTTP1

/// Finds out which lines the dialplan has for a bridge that is away.
///
/// ARI cannot read the dialplan, so a call without a phone runs through one extension, which does not answer.
struct ARIFallbackTrial: Sendable {
    /// The number of checks whether the call has got there, and their interval.
    private static let attempts = 20
    private static let pause: Duration = .milliseconds(50)

    let client: ARIClient
    /// Our own Stasis application, which does nothing with the call.
    let application: String

    func run(_ fallback: FallbackDialplan) async -> PBXFinding {
        do throws(PBXError) {
            // A value left from an earlier trial would be taken for an answer.
            try await client.order(
                .POST, ["asterisk", "variable"],
                query: [("variable", FallbackDialplan.versionVariable), ("value", "none")])
            let place = "Local/\(FallbackDialplan.versionExtension)@\(FallbackDialplan.context)"
            // If there is no such extension, Asterisk may report that at once.
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
