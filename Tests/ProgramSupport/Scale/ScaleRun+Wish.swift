import Foundation

extension ScaleRun {
    /// How much is to go wrong.
    public struct Wish: Sendable {
        /// How many faults.
        var count: Int
        /// Decides which, when, and at which bridge.
        var seed: UInt64

        /// `HELPBRIDGE_SCALE_FAULTS` says how many, `HELPBRIDGE_SCALE_SEED` with which seed; `nil` without the first.
        public static let current: Wish? = {
            let environment = ProcessInfo.processInfo.environment
            guard let count = environment["HELPBRIDGE_SCALE_FAULTS"].flatMap(Int.init), count > 0 else { return nil }
            let seed = environment["HELPBRIDGE_SCALE_SEED"].flatMap(UInt64.init)
            return Wish(count: count, seed: seed ?? .random(in: 0...UInt64.max))
        }()
    }
}
