import Foundation

/// The way in which a worker ended.
package enum WorkerEnding: Sendable, Equatable {
    case exited(code: Int32)
    case killed(signal: Int32)

    /// - Parameter status: the status from `waitpid`. Swift does not import its macros: the low seven bits are the
    ///   signal.
    init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .killed(signal: signal)
    }
}
