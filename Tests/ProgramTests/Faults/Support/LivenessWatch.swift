import CurlHTTP
import Foundation
import ProgramTestSupport

/// Asks `/livez` again and again, and remembers the longest that it has waited.
struct LivenessWatch: Sendable {
    struct Overdue: Error, CustomStringConvertible {
        var description: String
    }

    /// What is promised on an idle machine is measured where `HELPBRIDGE_LIVENESS_MILLISECONDS` says it (100). A
    /// machine that is busy with something else may hold anything up for a moment; what this looks for held it up for
    /// twenty seconds.
    private static let least =
        ProcessInfo.processInfo.environment["HELPBRIDGE_LIVENESS_MILLISECONDS"]
        .flatMap(Int.init).map { Duration.milliseconds($0) } ?? .seconds(3)
    /// How much longer than before the fault an answer may take.
    private static let factor = 20.0

    let api: BridgeAPI

    /// Watches while something goes wrong.
    ///
    /// - Throws: ``Overdue`` when an answer took longer than it may, and also much longer than the longest of those
    ///   before the fault.
    func during<Value>(_ fault: () async throws -> Value) async throws -> Value {
        var usual = Duration.zero
        for _ in 0..<50 { usual = max(usual, try await ask()) }
        let limit = max(Self.least, usual * Self.factor)
        return try await withThrowingTaskGroup(of: Duration.self) { group in
            group.addTask {
                var longest = Duration.zero
                while !Task.isCancelled {
                    longest = max(longest, try await ask())
                    // The machine is not to be busy with this alone.
                    try? await Task.sleep(for: .milliseconds(10))
                }
                return longest
            }
            let value = try await fault()
            group.cancelAll()
            for try await longest in group where longest > limit {
                throw Overdue(description: "/livez took \(longest), before the fault \(usual)")
            }
            return value
        }
    }

    /// How long one answer takes.
    private func ask() async throws -> Duration {
        let start = ContinuousClock.now
        let status: Int
        do {
            status = try await api.send(.get, "/livez").status
        } catch {
            // Cancelled while it was asked.
            if Task.isCancelled { return .zero }
            throw error
        }
        guard status == 200 else { throw Overdue(description: "/livez: \(status)") }
        return start.duration(to: .now)
    }
}
