import Foundation

/// A worker's standard error, kept until it is read; what exceeds the pipe's capacity is lost.
package final class WorkerErrorOutput {
    private let reading: Int32
    /// The worker's end of the pipe.
    let writing: Int32

    /// - Throws: ``WorkerStartFailure`` if no descriptors are left.
    package init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw WorkerStartFailure(description: "a worker's standard error: \(String(cString: strerror(errno)))")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // The pipe is not read while the worker works, so writing must fail rather than block.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Returns the output since the last call, at most `limit` bytes of it.
    package func text(limit: Int = 2_048) -> String {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = read(reading, &bytes, limit)
        guard count > 0 else { return "" }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
