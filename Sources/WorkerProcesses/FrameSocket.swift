import Foundation

/// A socket for frames between the bridge and one of its workers; every call blocks.
package struct FrameSocket<Kind: RawRepresentable & Sendable> where Kind.RawValue == UInt8 {
    /// The peer is gone, says nothing, or talks nonsense.
    package struct Broken: Error {
        /// Whether it is gone.
        package let isGone: Bool

        package init(isGone: Bool = false) {
            self.isGone = isGone
        }
    }

    package let descriptor: Int32
    private let maximumLength: Int

    /// - Parameter maximumLength: the longest payload accepted, far longer than any that is sent.
    package init(descriptor: Int32, maximumLength: Int) {
        self.descriptor = descriptor
        self.maximumLength = maximumLength
    }

    /// Sets the interval at which a blocked call asks whether to keep waiting for a peer that neither reads nor writes,
    /// even in the middle of a frame.
    package func ask(every interval: Duration) {
        let (seconds, attoseconds) = interval.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// - Parameter isWaiting: whether to keep waiting.
    package func send(
        _ kind: Kind, _ payload: UnsafeRawBufferPointer = .init(start: nil, count: 0),
        while isWaiting: () -> Bool = { false }
    ) throws {
        try Framing.header(kind.rawValue, length: payload.count).withUnsafeBytes { try write($0, isWaiting) }
        if !payload.isEmpty { try write(payload, isWaiting) }
    }

    /// Blocks until a whole frame has arrived.
    ///
    /// - Parameter isWaiting: whether to keep waiting.
    package func receive(while isWaiting: () -> Bool = { false }) throws -> (kind: Kind, payload: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: Framing.headerLength)
        try bytes.withUnsafeMutableBytes { try read(into: $0, isWaiting) }
        let header = Framing.parse(bytes[...])
        guard let kind = Kind(rawValue: header.kind), header.length <= maximumLength else { throw Broken() }
        var payload = [UInt8](repeating: 0, count: header.length)
        try payload.withUnsafeMutableBytes { try read(into: $0, isWaiting) }
        return (kind, payload)
    }

    /// - Returns: whether data can be read, or the peer is gone, within the time.
    package func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    private func write(_ buffer: UnsafeRawBufferPointer, _ isWaiting: () -> Bool) throws {
        var rest = buffer[...]
        while !rest.isEmpty {
            // Without the flag, a peer that is gone would raise a signal that ends the process.
            let count = Foundation.send(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL)
            )
            if count < 0, errno == EINTR || errno == EAGAIN && isWaiting() { continue }
            guard count > 0 else { throw Broken(isGone: errno == EPIPE || errno == ECONNRESET) }
            rest = rest.dropFirst(count)
        }
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, _ isWaiting: () -> Bool) throws {
        var offset = 0
        while offset < buffer.count {
            let count = recv(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset, 0)
            if count < 0, errno == EINTR || errno == EAGAIN && isWaiting() { continue }
            guard count > 0 else { throw Broken(isGone: count == 0 || errno == ECONNRESET) }
            offset += count
        }
    }
}
