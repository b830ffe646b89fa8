import Foundation

/// What the random tests are run from; others each time. `HELPBRIDGE_SEED` replays one run.
enum Seeds {
    /// Seeds that follow each other from a random one on.
    ///
    /// - Parameter count: how many where there is time for it (`make test-seeds` sets `HELPBRIDGE_ALL_SEEDS`); a tenth
    ///   of them otherwise.
    static func random(_ count: Int) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let text = environment["HELPBRIDGE_SEED"], let seed = UInt64(text) { return [seed] }
        let first = UInt64.random(in: 0...UInt64(UInt32.max))
        print("seeds from \(first) on; HELPBRIDGE_SEED replays one")
        let runs = environment["HELPBRIDGE_ALL_SEEDS"] == nil ? count / 10 : count
        return (0..<UInt64(runs)).map { first + $0 }
    }
}
