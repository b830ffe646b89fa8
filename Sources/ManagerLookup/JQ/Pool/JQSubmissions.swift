import ConcurrencyPrimitives
import Foundation
import HelpDesk

/// The queue from the callers to the pool's thread, which wakes the thread.
final class JQSubmissions: Sendable {
    struct Content {
        var jobs: [JQJob] = []
        var cancelled: Set<UInt64> = []
        var isClosed = false
    }

    private struct State {
        var content = Content()
        var lastNumber: UInt64 = 0
        /// The number of unfinished jobs.
        var jobCount = 0
        var inputLength = 0
    }

    /// A socket that is readable after each submission.
    let descriptor: Int32
    private let waker: Int32
    private let maximumJobs: Int
    private let maximumInput: Int
    private let state = Locked(State())

    /// - Parameters:
    ///   - maximumJobs: the maximum number of jobs, waiting or running.
    ///   - maximumInput: the limit on the total size of their inputs, in bytes.
    /// - Throws: ``Failure`` if the process has no descriptors left.
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

    /// - Returns: `false` if there are too many jobs, or the pool is shut down.
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

    /// Records that the caller of a job no longer waits.
    func cancel(_ number: UInt64) {
        state.withLock { _ = $0.content.cancelled.insert(number) }
        wake()
    }

    /// Ends the thread.
    func shutDown() {
        state.withLock { $0.content.isClosed = true }
        wake()
    }

    /// Removes and returns all new submissions; called by the thread.
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

    /// Records that a job is finished.
    func forget(_ job: JQJob) {
        state.withLock { state in
            state.jobCount -= 1
            state.inputLength -= job.input.count
        }
    }

    private func wake() {
        // If the socket is full, the thread wakes anyway.
        _ = withUnsafeBytes(of: UInt8(1)) { send(waker, $0.baseAddress, 1, Int32(MSG_NOSIGNAL)) }
    }
}
