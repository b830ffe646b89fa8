import Foundation
import NIOCore

/// What a ``FaultServer`` has seen, and who waits to see more.
final class FaultServerRecord: @unchecked Sendable {  // every variable is used only under the lock
    private typealias Waiter = (
        condition: @Sendable (FaultServer.Counts) -> Bool, done: CheckedContinuation<Void, Never>
    )

    private let lock = NSLock()
    private var current = FaultServer.Counts()
    private var received: [ReceivedRequest] = []
    private var channels: [ObjectIdentifier: any Channel] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var nextWaiter = 0
    private var isClosed = false

    var counts: FaultServer.Counts { lock.withLock { current } }

    var requests: [ReceivedRequest] { lock.withLock { received } }

    func opened(_ channel: any Channel) {
        let isClosed = lock.withLock { self.isClosed }
        if isClosed {
            channel.close(promise: nil)
        }
        update {
            channels[ObjectIdentifier(channel)] = channel
            current.accepted += 1
            current.open += 1
        }
    }

    func closed(_ channel: any Channel) {
        update {
            channels[ObjectIdentifier(channel)] = nil
            current.open -= 1
        }
    }

    func add(_ request: ReceivedRequest) {
        update {
            received.append(request)
            current.requests += 1
        }
    }

    func closeAll() {
        let channels = lock.withLock {
            isClosed = true
            return Array(self.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    func wait(until condition: @escaping @Sendable (FaultServer.Counts) -> Bool) async {
        let id = lock.withLock {
            nextWaiter += 1
            return nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = lock.withLock {
                    if condition(current) || Task.isCancelled { return true }
                    waiters[id] = (condition, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            lock.withLock { waiters.removeValue(forKey: id) }?.done.resume()
        }
    }

    private func update(_ change: () -> Void) {
        let met = lock.withLock {
            change()
            let met = waiters.filter { $0.value.condition(current) }
            for id in met.keys { waiters[id] = nil }
            return met
        }
        for waiter in met.values { waiter.done.resume() }
    }
}
