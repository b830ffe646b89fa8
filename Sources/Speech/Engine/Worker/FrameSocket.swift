import Foundation

/// A socket between the bridge and its speech worker, on which frames go: a letter, a length, and so many bytes.
struct FrameSocket {
    enum Kind: UInt8 {
        /// A `WorkerRequest` as JSON.
        case request = 0x52
        /// Stop the request under way.
        case stop = 0x53
        /// Samples.
        case audio = 0x41
        /// A `WorkerAnswer` as JSON.
        case answer = 0x45
    }

    /// The peer is gone, or talks nonsense.
    struct Broken: Error {}

    /// Far above any frame that is ever sent.
    private static let maximumLength = 1 << 22

    let descriptor: Int32

    func send(_ kind: Kind, _ payload: UnsafeRawBufferPointer = .init(start: nil, count: 0)) throws {
        var bytes = [kind.rawValue]
        withUnsafeBytes(of: UInt32(payload.count).littleEndian) { bytes.append(contentsOf: $0) }
        try bytes.withUnsafeBytes { try write($0) }
        if !payload.isEmpty { try write(payload) }
    }

    /// Blocks until a whole frame is there.
    func receive() throws -> (kind: Kind, payload: [UInt8]) {
        var header = [UInt8](repeating: 0, count: 5)
        try header.withUnsafeMutableBytes { try read(into: $0) }
        let length = header.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        }
        guard let kind = Kind(rawValue: header[0]), length <= Self.maximumLength else { throw Broken() }
        var payload = [UInt8](repeating: 0, count: length)
        try payload.withUnsafeMutableBytes { try read(into: $0) }
        return (kind, payload)
    }

    /// - Returns: whether something can be read, or the peer is gone, within the time.
    func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    private func write(_ buffer: UnsafeRawBufferPointer) throws {
        var rest = buffer[...]
        while !rest.isEmpty {
            // A peer that is gone is an error here, not a signal that ends the process.
            let count = Foundation.send(
                descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL)
            )
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Broken() }
            rest = rest.dropFirst(count)
        }
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        var position = 0
        while position < buffer.count {
            let count = recv(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Broken() }
            position += count
        }
    }
}
