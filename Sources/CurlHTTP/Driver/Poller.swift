import CCurl
import Glibc

/// The watched sockets, in an epoll set.
///
/// epoll rather than `curl_multi_poll`, which passes every socket to the kernel, and has libcurl check every transfer,
/// at each wake-up. With 2,000 transfers in flight that cost 6 ms per request (libcurl 7.88).
final class Poller {
    struct Event {
        let descriptor: Int32
        let events: UInt32

        /// The events as libcurl's flags, for `curl_multi_socket_action`.
        var curlEvents: Int32 {
            var result: Int32 = 0
            if events & EPOLLIN.rawValue != 0 { result |= CURL_CSELECT_IN }
            if events & EPOLLOUT.rawValue != 0 { result |= CURL_CSELECT_OUT }
            if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { result |= CURL_CSELECT_ERR }
            return result
        }
    }

    private let descriptor: Int32
    private var buffer = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(CurlHTTPError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            throw .unavailable("epoll: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Watches a descriptor for reading.
    func watch(_ descriptor: Int32) {
        control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue)
    }

    /// Watches a socket for the events that libcurl wants (`CURL_POLL_IN` and so on).
    func follow(_ wish: Int32, for socket: Int32) {
        switch wish {
        case CURL_POLL_IN: replace(socket, EPOLLIN.rawValue)
        case CURL_POLL_OUT: replace(socket, EPOLLOUT.rawValue)
        case CURL_POLL_INOUT: replace(socket, EPOLLIN.rawValue | EPOLLOUT.rawValue)
        default: control(EPOLL_CTL_DEL, socket, 0)
        }
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: The longest wait; a negative value waits forever.
    /// - Returns: The events; none after a timeout or a signal.
    func wait(milliseconds: Int) -> [Event] {
        let count = epoll_wait(descriptor, &buffer, Int32(buffer.count), Int32(clamping: milliseconds))
        guard count > 0 else { return [] }
        return buffer[..<Int(count)].map { Event(descriptor: $0.data.fd, events: $0.events) }
    }

    /// libcurl does not say whether a socket is new, and a descriptor may be reused for another socket.
    private func replace(_ socket: Int32, _ events: UInt32) {
        if control(EPOLL_CTL_MOD, socket, events) != 0, errno == ENOENT {
            control(EPOLL_CTL_ADD, socket, events)
        }
    }

    /// Ignores failures: the transfer on that socket then ends by its timeout, and all others continue.
    @discardableResult
    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Int32 {
        ccurl_epoll_control(self.descriptor, operation, descriptor, events)
    }
}
