import Foundation

/// Standard input, output and error, as whoever starts the program leaves them.
enum StandardStreams {
    /// Opens those that are closed: what is opened later would have their numbers, and get what is meant for them.
    static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // It gets the lowest number that is free. Not for writing: whoever prints is to notice that nobody reads.
            _ = Glibc.open("/dev/null", O_RDONLY)
        }
    }

    /// Writes a text, and waits where there is no room for it.
    ///
    /// - Returns: 0, or the system's number of what went wrong.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// The same with what is no text.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // Whoever gave us the descriptor does not wait on it; the caller may.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
                continue
            }
            guard count > 0 else { return count < 0 ? errno : EIO }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        return 0
    }
}
