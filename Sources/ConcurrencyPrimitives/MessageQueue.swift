import CLinux
import Foundation

/// Messages to a thread that also waits for sockets: any thread adds them, that thread removes them.
package final class MessageQueue<Message: Sendable>: @unchecked Sendable {  // all variables are used under the lock
    private let lock = NSLock()
    private var messages: [Message] = []
    /// An eventfd that is readable while messages wait; `nil` once closed.
    private var descriptor: Int32?

    /// - Throws: ``SystemCallError`` if no file descriptor is left.
    package init() throws(SystemCallError) {
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw SystemCallError(call: "eventfd", code: errno) }
        self.descriptor = descriptor
    }

    deinit {
        if let descriptor { Foundation.close(descriptor) }
    }

    /// Adds a message and wakes the thread that waits for the descriptor.
    ///
    /// - Returns: `false` if the queue is closed, so that the message will never be read.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        lock.withLock {
            guard let descriptor else { return false }
            messages.append(message)
            // One wake-up per batch. Under the lock, so that the descriptor cannot be closed in between.
            if messages.count == 1 { eventfd_write(descriptor, 1) }
            return true
        }
    }

    /// Removes and returns all messages.
    package func drain() -> [Message] {
        lock.withLock { takeMessages() }
    }

    /// Refuses all further messages.
    ///
    /// - Returns: the messages that were still in the queue.
    package func close() -> [Message] {
        lock.withLock {
            let rest = takeMessages()
            if let descriptor { Foundation.close(descriptor) }
            descriptor = nil
            return rest
        }
    }

    /// The descriptor to watch: readable while messages wait; `nil` once closed.
    package var readableDescriptor: Int32? { lock.withLock { descriptor } }

    private func takeMessages() -> [Message] {
        guard let descriptor, !messages.isEmpty else { return [] }
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
        defer { messages = [] }
        return messages
    }
}
