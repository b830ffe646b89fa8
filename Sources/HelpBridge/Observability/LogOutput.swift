import ConcurrencyPrimitives
import Foundation
import Logging

/// Writes lines to a descriptor on a separate thread, so that calls do not wait for readers of the log.
///
/// Lines are queued up to a limit if the reader is slow; those beyond it are dropped, and a line reports how many.
final class LogOutput: Sendable {
    private struct State {
        var waiting: [LogLine] = []
        /// The number of lines taken from the queue but not written yet.
        var underWay = 0
        var lost = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let format: LogFormat
    private let limit: Int
    private let thread = ThreadPool(count: 1, name: "log")
    private let state = Locked(State())

    /// - Parameters:
    ///   - descriptor: the descriptor to write to.
    ///   - limit: the number of lines that may be queued.
    init(_ descriptor: Int32, format: LogFormat, limit: Int = 20_000) {
        self.descriptor = descriptor
        self.format = format
        self.limit = limit
    }

    /// Queues a line.
    func write(_ line: LogLine) {
        let isFirst = state.withLock { state in
            guard state.waiting.count + state.underWay < limit else {
                state.lost += 1
                return false
            }
            state.waiting.append(line)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if isFirst { thread.start { self.writeWaiting() } }
    }

    /// Waits until everything is written, before the process ends.
    ///
    /// - Parameter seconds: the time limit, since the log may have no reader.
    /// - Returns: whether everything was written.
    func flush(within seconds: TimeInterval) -> Bool {
        let isWritten = DispatchSemaphore(value: 0)
        thread.start {
            // Includes lines for which the thread has not been started yet.
            self.writeWaiting()
            isWritten.signal()
        }
        return isWritten.wait(timeout: .now() + seconds) == .success
    }

    /// Writes each line separately, since others may write to the same descriptor.
    private func writeWaiting() {
        // After a failure, the next line tries again, and reports the lines lost until then.
        var canWrite = true
        while let (lines, lost) = takeWaiting(evenNone: canWrite) {
            for line in lines {
                canWrite = put(format.text(of: line))
                state.withLock { state in
                    state.underWay -= 1
                    if !canWrite { state.lost += 1 }
                }
            }
            guard lost > 0 else { continue }
            canWrite = put(format.text(of: Self.notice(of: lost)))
            if !canWrite { state.withLock { $0.lost += lost } }
        }
    }

    /// - Parameter evenNone: whether to report lost lines even if no line is queued, since none may follow.
    private func takeWaiting(evenNone: Bool) -> (lines: [LogLine], lost: Int)? {
        state.withLock { state in
            state.isWriting = !state.waiting.isEmpty || evenNone && state.lost > 0
            guard state.isWriting else { return nil }
            defer { (state.waiting, state.underWay, state.lost) = ([], state.waiting.count, 0) }
            return (state.waiting, state.lost)
        }
    }

    private static func notice(of lost: Int) -> LogLine {
        LogLine(
            message: "log lines were dropped because the reader is too slow", level: .warning, logger: "helpbridge",
            source: "HelpBridge", metadata: ["count": "\(lost)"], time: Date())
    }

    /// - Returns: whether the text was written; there is nowhere to report a failure.
    private func put(_ text: String) -> Bool {
        StandardStreams.write(text, to: descriptor) == 0
    }
}
