import Foundation

/// Sends a child process a signal that stops or ends it, and waits until it has.
///
/// `kill` alone returns earlier: of several threads, only the first is stopped at once.
public func stop(child identifier: Int32, with signal: Int32) {
    kill(identifier, signal)
    var info = siginfo_t()
    // Whoever started it still has to learn of its end.
    waitid(P_PID, id_t(identifier), &info, WSTOPPED | WEXITED | WNOWAIT)
}
