import Foundation

/// How a worker ended.
package enum WorkerEnding: Sendable, Equatable {
    case exited(code: Int32)
    case killed(signal: Int32)

    /// Whether the worker was killed from outside, such as by a system out of memory, rather than by its own fault.
    ///
    /// Also `true` if HelpBridge killed it.
    package var isKilledFromOutside: Bool {
        guard case .killed(let signal) = self else { return false }
        return [SIGKILL, SIGTERM, SIGINT, SIGHUP].contains(signal)
    }

    /// - Parameter status: of `waitpid`. Its macros are not for Swift: the low seven bits are the signal.
    init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .killed(signal: signal)
    }
}
