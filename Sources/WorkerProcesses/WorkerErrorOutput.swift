import Foundation

/// What a worker writes to its standard error, kept until somebody reads it; what is more than a pipe holds is lost.
package final class WorkerErrorOutput {
    private let reading: Int32
    /// What the worker gets.
    let writing: Int32

    /// - Throws: ``WorkerStartFailure`` when there are no more descriptors.
    package init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw WorkerStartFailure(description: "a worker's standard error: \(String(cString: strerror(errno)))")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // Nobody reads while the worker works: it must not wait for that, but do without.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// What has come since the last time, at most so many bytes of it.
    package func text(limit: Int = 2_048) -> String {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = read(reading, &bytes, limit)
        guard count > 0 else { return "" }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
