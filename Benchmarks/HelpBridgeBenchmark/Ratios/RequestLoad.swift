import Foundation
import TestSupport

/// Debian's `wrk`, which requests one URL over 32 connections as fast as it is answered.
struct RequestLoad {
    static let program = "/usr/bin/wrk"

    let seconds: Int

    /// Returns the answers per second.
    func rate(_ url: String) async throws -> Double {
        let child = try ChildProcess([Self.program, "-t1", "-c32", "-d\(seconds)s", url])
        let output = await child.read()
        let label = "Requests/sec:"
        let rate = output.split(separator: "\n").first { $0.hasPrefix(label) }
            .flatMap { Double($0.dropFirst(label.count).trimmingCharacters(in: .whitespaces)) }
        guard child.waitForExit().exitCode == 0, let rate, !output.contains("Non-2xx") else {
            throw MeasuredBridge.Failure(description: "wrk \(url): \(output)")
        }
        return rate
    }
}
