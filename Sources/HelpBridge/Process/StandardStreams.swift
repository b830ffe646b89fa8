import Foundation

/// Standard input, output and error, in the state in which the program's starter left them.
enum StandardStreams {
    /// Opens closed streams: otherwise later descriptors would get their numbers, and the streams' data.
    static func openMissing() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // Gets the lowest free number. Read-only, so that printing fails rather than being discarded.
            _ = Glibc.open("/dev/null", O_RDONLY)
        }
    }

    /// Writes a text, waiting for room if necessary.
    ///
    /// - Returns: 0, or the system's error number.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Writes bytes that need not be text.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // The inherited descriptor is non-blocking, but the caller may wait.
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
