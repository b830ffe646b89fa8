/// How much is done for one figure. A debug build, in which the smoke test measures, is some ten times slower than what is
/// installed, so that less has to do there.
struct MeasurementScale: Sendable {
    #if DEBUG
        static let build = "debug"
        static let target = "make bench-smoke-table"
        /// What the head of a table says besides.
        static let note = ": what `make bench-smoke` compares with, and no measure of how fast it is"
        /// As many as ask in a second at the most, each once.
        let operatorsASecond = 1_000
        /// Help calls a second.
        let calls = 8
        /// Requests that have ended long ago.
        let history = 20_000
        /// Lookups at once.
        let lookups = 200
        /// Help calls at once on a real Asterisk.
        let burst = 10
        /// Help calls a second that supervisors look at.
        let watchedCalls = 1
    #else
        static let build = "release"
        static let target = "make bench"
        static let note = ""
        let operatorsASecond = 8_000
        let calls = 50
        let history = 1_000_000
        let lookups = 2_000
        let burst = 100
        let watchedCalls = 5
    #endif

    let supervisors = 200
    /// For each figure.
    let seconds: Int

    var duration: Duration { .seconds(seconds) }
    /// Enough for all who ask while accepts are counted.
    var operators: Int { operatorsASecond * seconds }
}
