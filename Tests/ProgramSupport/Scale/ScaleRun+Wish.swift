import Foundation

extension ScaleRun {
    /// How much is to go wrong.
    public struct Wish: Sendable {
        /// How many faults.
        var count: Int
        /// Of which kinds.
        var kinds: [ScaleFault]
        /// Decides which, when, and at which bridge.
        var seed: UInt64

        /// `HELPBRIDGE_SCALE_FAULTS` says how many, `HELPBRIDGE_SCALE_KIND` of which kind, `HELPBRIDGE_SCALE_SEED` with
        /// which seed; `nil` without the first.
        public static let current: Wish? = {
            let environment = ProcessInfo.processInfo.environment
            guard let count = environment["HELPBRIDGE_SCALE_FAULTS"].flatMap(Int.init), count > 0 else { return nil }
            let seed = environment["HELPBRIDGE_SCALE_SEED"].flatMap(UInt64.init)
            let kind = environment["HELPBRIDGE_SCALE_KIND"].flatMap(ScaleFault.init)
            return Wish(
                count: count, kinds: kind.map { [$0] } ?? ScaleFault.allCases,
                seed: seed ?? .random(in: 0...UInt64.max))
        }()
    }
}
