import CPQ
import Foundation
import Glibc

/// Messages to the driver: any thread puts them in, the driver's thread takes them out.
final class MessageQueue: @unchecked Sendable {  // `messages` and `descriptor` are used only under the lock
    enum Message: Sendable {
        case submit(Exchange)
        case cancel(Exchange.ID)
        /// A connection that was lent goes back.
        case giveBack(Session.ID)
        case connected(Result<SessionHandle, PostgreSQLError>)
        case stop
    }

    private let lock = NSLock()
    private var messages: [Message] = []
    /// An eventfd that is readable while messages wait; `nil` once closed.
    private var descriptor: Int32?

    init() throws(PostgreSQLError) {
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .unavailable("eventfd: \(String(cString: strerror(errno)))") }
        self.descriptor = descriptor
    }

    deinit {
        if let descriptor { Glibc.close(descriptor) }
    }

    /// Puts a message in and wakes the driver.
    ///
    /// - Returns: `false` when the queue is closed: nobody will ever read the message.
    @discardableResult
    func post(_ message: Message) -> Bool {
        lock.withLock {
            guard let descriptor else { return false }
            messages.append(message)
            // One wake-up for a batch. Under the lock, so that the descriptor cannot be closed meanwhile.
            if messages.count == 1 { eventfd_write(descriptor, 1) }
            return true
        }
    }

    /// Takes everything out.
    func drain() -> [Message] {
        lock.withLock { takeMessages() }
    }

    /// Refuses all further messages.
    ///
    /// - Returns: What was still in the queue.
    func close() -> [Message] {
        lock.withLock {
            let rest = takeMessages()
            if let descriptor { Glibc.close(descriptor) }
            descriptor = nil
            return rest
        }
    }

    /// The descriptor to watch for messages.
    var readableDescriptor: Int32? { lock.withLock { descriptor } }

    private func takeMessages() -> [Message] {
        guard let descriptor, !messages.isEmpty else { return [] }
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
        defer { messages = [] }
        return messages
    }
}
