import Glibc

/// A loopback port on which nobody ever accepts a connection.
public final class SilentListener: Sendable {
    /// What becomes of a connect to it.
    public enum Queue: Sendable {
        /// Refused at once.
        case none
        /// Taken by the kernel, after which nothing is ever said.
        case empty
        /// Left waiting for ever.
        case full
    }

    /// The port it listens on.
    public let port: Int
    private let descriptors: [Int32]

    /// Why there is no listener.
    public struct Failure: Error {
        /// The call that failed and the system's reason.
        public let reason: String

        fileprivate init(_ call: String) {
            reason = "\(call): \(String(cString: strerror(errno)))"
        }
    }

    /// Takes a port.
    ///
    /// - Parameter queue: What becomes of a connect to it.
    public init(_ queue: Queue) throws {
        let listener = try Self.makeSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0
                    && (queue == .none || listen(listener, queue == .full ? 0 : 16) == 0)
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw Failure("bind") }
        port = Int(UInt16(bigEndian: address.sin_port))
        var descriptors = [listener]
        // Linux queues one connection more than it is told; the rest of these hang, which does no harm.
        for _ in 0..<(queue == .full ? 4 : 0) {
            let client = try Self.makeSocket()
            _ = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
            }
            descriptors.append(client)
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }

    private static func makeSocket() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { throw Failure("socket") }
        return descriptor
    }
}
