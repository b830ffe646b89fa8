import ConcurrencyPrimitives
import Synchronization

/// The asynchronous interface of the event loop: hands transfers to its thread and awaits them.
final class CurlDriver: Sendable {
    private let settings: TransferSettings
    private let messages: MessageQueue<DriverMessage>
    private let thread: JoinableThread
    private let lastIdentifier = Atomic<Transfer.Identifier>(0)

    init(settings: TransferSettings) throws(CurlHTTPError) {
        let messages: MessageQueue<DriverMessage>
        do {
            messages = try MessageQueue()
        } catch {
            throw .unavailable("\(error)")
        }
        // Created here, so that a failure reaches the caller.
        let loop = try DriverLoop(settings: settings, messages: messages)
        self.settings = settings
        self.messages = messages
        do {
            thread = try JoinableThread(name: settings.configuration.threadName) { loop.run() }
        } catch {
            // Only the loop itself can free its resources.
            messages.post(.stop)
            loop.run()
            throw .unavailable("\(error)")
        }
    }

    /// Sends a request.
    ///
    /// - Throws: ``CurlHTTPError``, or `CancellationError` if the task is cancelled.
    func perform(
        _ prepared: PreparedRequest, onContent: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> HTTPResponse {
        let transfer = transfer(prepared, onContent)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { start(transfer, $0) }
        } onCancel: {
            messages.post(.cancel(transfer.id))
        }
    }

    private func transfer(_ prepared: PreparedRequest, _ onContent: (@Sendable ([UInt8]) -> Void)?) -> Transfer {
        let id = lastIdentifier.add(1, ordering: .relaxed).newValue
        return Transfer(id: id, prepared: prepared, settings: settings, started: .now, onContent: onContent)
    }

    private func start(_ transfer: Transfer, _ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        transfer.resume(continuation)
        guard messages.post(.start(transfer)) else { return transfer.finish(.failure(CurlHTTPError.closed)) }
        // The cancellation handler may have run before the start message was posted: cancel again.
        if Task.isCancelled { messages.post(.cancel(transfer.id)) }
    }

    /// Asks the thread to end, without waiting for it.
    func stop() {
        messages.post(.stop)
    }

    /// Waits until the thread has ended.
    func ended() async {
        await thread.join()
    }

    /// Asks the thread to end and detaches it.
    func abandon() {
        stop()
        thread.detach()
    }
}
