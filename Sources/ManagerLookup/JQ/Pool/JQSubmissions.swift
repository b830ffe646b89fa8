import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// What goes from those who ask to the pool's thread, and wakes it.
final class JQSubmissions: Sendable {
    struct Content {
        var jobs: [JQJob] = []
        var cancelled: Set<UInt64> = []
        var isClosed = false
    }

    private struct State {
        var content = Content()
        var lastNumber: UInt64 = 0
        /// Of all jobs that are not over.
        var jobCount = 0
        var inputLength = 0
    }

    /// A socket that can be read when there is something new.
    let descriptor: Int32
    private let waker: Int32
    private let maximumJobs: Int
    private let maximumInput: Int
    private let state = Locked(State())

    /// - Parameters:
    ///   - maximumJobs: how many may wait, those that are being run included.
    ///   - maximumInput: how many bytes their inputs may have together.
    /// - Throws: ``Failure`` when the process has no descriptors left.
    init(maximumJobs: Int, maximumInput: Int) throws {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw Failure(description: "no socket for the jq workers: \(String(cString: strerror(errno)))")
        }
        (descriptor, waker) = (ends[0], ends[1])
        self.maximumJobs = maximumJobs
        self.maximumInput = maximumInput
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    deinit {
        close(descriptor)
        close(waker)
    }

    func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// - Returns: `false` when there are too many, or the pool is closed.
    func put(_ job: JQJob) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.content.isClosed, state.jobCount < maximumJobs,
                state.inputLength + job.input.count <= maximumInput
            else { return false }
            state.content.jobs.append(job)
            state.jobCount += 1
            state.inputLength += job.input.count
            return true
        }
        if isTaken { wake() }
        return isTaken
    }

    /// Nobody waits for a job any more.
    func cancel(_ number: UInt64) {
        state.withLock { _ = $0.content.cancelled.insert(number) }
        wake()
    }

    /// Ends the thread.
    func shutDown() {
        state.withLock { $0.content.isClosed = true }
        wake()
    }

    /// What is new. For the thread.
    func drain() -> Content {
        var bytes = [UInt8](repeating: 0, count: 256)
        while bytes.withUnsafeMutableBytes({ recv(descriptor, $0.baseAddress, $0.count, 0) }) > 0 {}
        return state.withLock { state in
            let content = state.content
            state.content.jobs = []
            state.content.cancelled = []
            return content
        }
    }

    /// A job has left the thread.
    func forget(_ job: JQJob) {
        state.withLock { state in
            state.jobCount -= 1
            state.inputLength -= job.input.count
        }
    }

    private func wake() {
        // A full socket wakes as well.
        _ = withUnsafeBytes(of: UInt8(1)) { send(waker, $0.baseAddress, 1, Int32(MSG_NOSIGNAL)) }
    }
}
