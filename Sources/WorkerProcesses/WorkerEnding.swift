import Foundation

/// The way in which a worker ended.
package enum WorkerEnding: Sendable, Equatable {
    case exited(code: Int32)
    case killed(signal: Int32)

    /// Whether somebody else has ended it, such as a system without memory, and no fault of its own. It says so too of
    /// one that we have killed.
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
