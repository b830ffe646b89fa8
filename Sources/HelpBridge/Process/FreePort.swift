import Glibc

/// Finds a free port.
///
/// The bridge's public address is part of every prompt's URL, so it must be known before the server listens.
enum FreePort {
    /// Whether a server can listen on this port of the loopback address.
    static func isFree(_ port: Int) -> Bool {
        (try? find(host: "127.0.0.1", port: port)) == port
    }

    /// - Parameter port: the wanted port; 0 picks any.
    static func find(host: String, port wanted: Int = 0) throws -> Int {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(wanted), &hints, &found) == 0, let address = found else {
            throw HelpBridgeError.failed("http.host: \(host) is not an address of this machine")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        guard descriptor >= 0 else {
            throw HelpBridgeError.failed("no socket could be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        // As servers do, so that connections of an earlier server that are still closing do not count.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var bound = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port: UInt16? = withUnsafeMutableBytes(of: &bound) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0,
                getsockname(descriptor, pointer, &length) == 0
            else { return nil }
            // The port follows the family in IPv4 and IPv6 alike, in network order.
            return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
        guard let port else {
            throw HelpBridgeError.failed("http.host: cannot listen on \(host): \(String(cString: strerror(errno)))")
        }
        return Int(port)
    }
}
