import ConcurrencyPrimitives
import Foundation
import Logging

/// Writes lines to a descriptor, on a thread of its own: no call waits for whoever reads the log.
///
/// Where nobody reads, lines wait, up to a limit; those beyond it are lost, and a line says how many.
final class LogOutput: Sendable {
    private struct State {
        var waiting: [LogLine] = []
        /// How many were taken to be written, and are not written yet.
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
    ///   - descriptor: where lines go.
    ///   - limit: how many may wait.
    init(_ descriptor: Int32, format: LogFormat, limit: Int = 20_000) {
        self.descriptor = descriptor
        self.format = format
        self.limit = limit
    }

    /// Has a line written, after all those before it.
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

    /// Waits until everything is written; for the process's end.
    ///
    /// - Parameter seconds: how long, at most: perhaps nobody reads.
    /// - Returns: whether it is written.
    func flush(within seconds: TimeInterval) -> Bool {
        let isWritten = DispatchSemaphore(value: 0)
        thread.start {
            // Also what somebody is about to start the thread for.
            self.writeWaiting()
            isWritten.signal()
        }
        return isWritten.wait(timeout: .now() + seconds) == .success
    }

    /// Writes each line by itself: others may write to the same place.
    private func writeWaiting() {
        // Where nothing can be written, the next line tries again, and tells of those that were lost until then.
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

    /// - Parameter evenNone: whether those that are lost are told where no line waits: perhaps none comes after them.
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

    /// - Returns: whether it could be written; where it could not, there is nowhere to say why.
    private func put(_ text: String) -> Bool {
        StandardStreams.write(text, to: descriptor) == 0
    }
}
