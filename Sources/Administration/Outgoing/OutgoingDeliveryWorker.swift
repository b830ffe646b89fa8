import ConcurrencyPrimitives
public import Foundation
import HelpDesk
public import Logging
public import ServiceLifecycle

/// A service that sends what is in the queue, until it has arrived or its time is up.
///
/// No call waits for it. It checks the queue when something was added, and every second, since another process may have
/// added something, too.
public struct OutgoingDeliveryWorker: Service {
    /// The maximum number of concurrent deliveries to one recipient.
    static let perRecipient = 4
    /// The maximum number of concurrent deliveries to all recipients.
    static let atOnce = 32

    private let queue: any OutgoingQueue
    private let senders: [OutgoingDelivery.Kind: any DeliverySender]
    private let logger: Logger
    private let pause: Duration
    private let now: @Sendable () -> Date
    private let isOurs: @Sendable () -> Bool
    private let sending = Locked<Set<Int64>>([])

    /// - Parameters:
    ///   - queue: the deliveries to send.
    ///   - senders: the sender of each kind; deliveries of a kind without a sender wait.
    ///   - logger: logs deliveries that failed or were given up, and failures of the queue.
    ///   - pause: the pause between two checks of the queue. A result that cannot be stored is retried after five
    ///     pauses at first, and after sixty at last.
    ///   - now: the clock.
    ///   - isOurs: whether this bridge sends the deliveries.
    public init(
        queue: any OutgoingQueue, senders: [OutgoingDelivery.Kind: any DeliverySender], logger: Logger,
        pause: Duration = .seconds(1), now: @escaping @Sendable () -> Date = { Date() },
        isOurs: @escaping @Sendable () -> Bool = { true }
    ) {
        self.isOurs = isOurs
        self.queue = queue
        self.senders = senders
        self.logger = logger
        self.pause = pause
        self.now = now
    }

    /// Sends until the program is stopped.
    ///
    /// The next process sends again what was interrupted then.
    public func run() async throws {
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { for await _ in queue.arrivals { look.yield() } }
                group.addTask {
                    // The sleep throws when the service is stopped.
                    while (try? await Task.sleep(for: pause)) != nil { look.yield() }
                }
                look.yield()
                for await _ in looks {
                    for delivery in await due() {
                        group.addTask {
                            await send(delivery)
                            look.yield()
                        }
                    }
                }
                group.cancelAll()
            }
        }
    }

    /// Returns what must be sent now, which counts as being sent from here on.
    private func due() async -> [OutgoingDelivery] {
        let busy = sending.withLock { $0 }
        guard busy.count < Self.atOnce, isOurs() else { return [] }
        do {
            let found = try await queue.due(at: now(), perRecipient: Self.perRecipient, sending: busy)
            let taken = found.filter { senders[$0.recipient.kind] != nil }.prefix(Self.atOnce - busy.count)
            sending.withLock { $0.formUnion(taken.map(\.id)) }
            return Array(taken)
        } catch {
            if !Task.isCancelled {
                logger.error("outgoing deliveries cannot be read", metadata: ["error": "\(error)"])
            }
            return []
        }
    }

    private func send(_ delivery: OutgoingDelivery) async {
        defer { _ = sending.withLock { $0.remove(delivery.id) } }
        guard let sender = senders[delivery.recipient.kind] else { return }
        let outcome = await sender.send(delivery)
        // The result of an interrupted delivery is unknown: the next process sends it again.
        guard !Task.isCancelled else { return }
        await store(outcome, of: delivery)
    }

    /// Retries until the outcome is stored, so that a failing disk does not cause a second delivery.
    private func store(_ outcome: DeliveryOutcome, of delivery: OutgoingDelivery) async {
        let now = now()
        var wait = pause * 5
        var isFirst = true
        repeat {
            do {
                return try await conclude(delivery, outcome, at: now)
            } catch {
                if isFirst, !Task.isCancelled {
                    logger.error(
                        "what came of an outgoing delivery cannot be stored, which is tried again",
                        metadata: Self.metadata(delivery).merging(["error": "\(error)"]) { $1 })
                }
            }
            isFirst = false
            // The sleep throws when the service is stopped. A bridge that has taken over sending finds out for itself.
            guard (try? await Task.sleep(for: wait)) != nil else { return }
            wait = min(wait * 2, pause * 60)
        } while isOurs()
    }

    private func conclude(_ delivery: OutgoingDelivery, _ outcome: DeliveryOutcome, at now: Date) async throws {
        switch outcome {
        case .arrived:
            try await queue.arrived(delivery.id, at: now)
            logger.debug("outgoing delivery has arrived", metadata: Self.metadata(delivery))
        case .failed(let fault, let retryAfter):
            let next = DeliveryBackoff.next(
                after: delivery.attempts + 1, queuedAt: delivery.queuedAt, now: now, retryAfter: retryAfter,
                chance: .random(in: 0...1))
            try await failed(delivery, fault, next: next, at: now)
        case .refused(let fault):
            try await failed(delivery, fault, next: nil, at: now)
        case .obsolete:
            try await queue.remove(delivery.id)
        }
    }

    private func failed(_ delivery: OutgoingDelivery, _ fault: String, next: Date?, at now: Date) async throws {
        try await queue.failed(delivery.id, because: fault, next: next, at: now)
        var metadata = Self.metadata(delivery)
        metadata["error"] = "\(fault)"
        if next == nil {
            logger.error("outgoing delivery is given up; it can be replayed", metadata: metadata)
        } else if delivery.attempts == 0 {
            // Once per delivery: the list shows failures that last a day.
            logger.warning("outgoing delivery was not taken and is tried again", metadata: metadata)
        }
    }

    private static func metadata(_ delivery: OutgoingDelivery) -> Logger.Metadata {
        [
            "kind": "\(delivery.recipient.kind.rawValue)", "target": "\(delivery.recipient.target)",
            "request": "\(delivery.request.id)", "state": "\(delivery.request.state.rawValue)",
            "delivery": "\(delivery.id)",
        ]
    }
}
