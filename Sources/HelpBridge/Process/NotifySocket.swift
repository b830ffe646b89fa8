import Glibc

/// The socket for reporting a service's status to systemd: sd_notify(3).
struct NotifySocket: Sendable {
    /// The reason why a report failed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The value of `NOTIFY_SOCKET`: a path, or a name in the abstract namespace after `@`.
    let name: String

    /// Sends lines such as `READY=1`, without waiting for a reader.
    ///
    /// - Throws: ``Failure`` if the name is not a valid address, the socket has no reader, or its buffer is full.
    func send(_ state: String) throws(Failure) {
        var (address, length) = try address()
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("socket") }
        defer { close(descriptor) }
        let bytes = Array(state.utf8)
        let sent = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), address,
                    length)
            }
        }
        guard sent == bytes.count else { throw failure("sendto") }
    }

    private func address() throws(Failure) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        guard let first = name.first, first == "/" || first == "@",
            bytes.count < MemoryLayout.size(ofValue: address.sun_path)
        else { throw Failure(description: "NOTIFY_SOCKET is no address of a socket: \(name)") }
        // unix(7): an abstract name begins with a zero byte, and its length is that of the address.
        if first == "@" { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        return (address, socklen_t(start + bytes.count))
    }

    private func failure(_ call: String) -> Failure {
        Failure(description: "NOTIFY_SOCKET \(name): \(call): \(String(cString: strerror(errno)))")
    }
}
