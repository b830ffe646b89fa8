/// The amount of work per figure. A debug build, used by the smoke test, is about ten times slower than the installed
/// program, so it does less.
struct MeasurementScale: Sendable {
    #if DEBUG
        static let build = "debug"
        static let target = "make bench-smoke-table"
        /// The addition to a table's heading.
        static let note = ": what `make bench-smoke` compares with, and no measure of how fast it is"
        /// The maximum number of operators who ask per second, each once.
        let operatorsASecond = 1_000
        /// The help calls per second.
        let calls = 8
        /// The number of requests that ended long ago.
        let history = 20_000
        /// The number of concurrent lookups.
        let lookups = 200
        /// The number of concurrent help calls on a real Asterisk.
        let burst = 10
        /// The help calls per second that supervisors watch.
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
    /// The seconds per figure.
    let seconds: Int

    var duration: Duration { .seconds(seconds) }
    /// The number of operators, enough for all who ask while accepts are counted.
    var operators: Int { operatorsASecond * seconds }
}
