import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import Testing

@testable import Administration

@Suite("Sending what is in the queue", .timeLimit(.minutes(5)))
struct OutgoingDeliveryWorkerTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    /// What the service tells the queue, which then gives out the next ones.
    private final class Queue: OutgoingQueue {
        struct Failure: Error {}

        enum Told: Sendable, Equatable {
            case arrived(Int64)
            case failed(Int64, String, Date?)
            case removed(Int64)
        }

        let arrivals: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation
        let told: AsyncStream<Told>
        private let tell: AsyncStream<Told>.Continuation
        private let waiting = Locked<[OutgoingDelivery]>([])
        private let failures = Locked(0)
        private let fullDisk = Locked(0)

        /// - Parameters:
        ///   - failures: how many looks fail.
        ///   - unstored: how many outcomes are not stored.
        init(failing failures: Int = 0, unstored: Int = 0) {
            (arrivals, continuation) = AsyncStream.makeStream()
            (told, tell) = AsyncStream.makeStream()
            self.failures.withLock { $0 = failures }
            fullDisk.withLock { $0 = unstored }
        }

        func put(_ deliveries: [OutgoingDelivery]) {
            waiting.withLock { $0 += deliveries }
            continuation.yield()
        }

        func due(at now: Date, perRecipient: Int, sending: Set<Int64>) async throws -> [OutgoingDelivery] {
            try Self.fail(failures)
            return waiting.withLock { $0.filter { !sending.contains($0.id) } }
        }

        private static func fail(_ times: borrowing Locked<Int>) throws {
            let fails = times.withLock { times in
                defer { times -= 1 }
                return times > 0
            }
            if fails { throw Failure() }
        }

        private func end(_ id: Int64, _ told: Told) throws {
            try Self.fail(fullDisk)
            waiting.withLock { $0.removeAll { $0.id == id } }
            tell.yield(told)
        }

        func arrived(_ id: Int64, at now: Date) async throws { try end(id, .arrived(id)) }
        func failed(_ id: Int64, because fault: String, next due: Date?, at now: Date) async throws {
            try end(id, .failed(id, fault, due))
        }
        func remove(_ id: Int64) async throws { try end(id, .removed(id)) }
        func deliveries(
            _ filter: OutgoingFilter, before id: Int64?, limit: Int
        ) async throws -> [OutgoingDelivery] { [] }
        func replay(_ id: Int64, at now: Date) async throws -> OutgoingDelivery? { nil }
        func replayDead(of recipient: OutgoingDelivery.Recipient?, at now: Date) async throws -> Int { 0 }
    }

    private struct Sender: DeliverySender {
        let outcome: @Sendable (OutgoingDelivery) async -> DeliveryOutcome

        func send(_ delivery: OutgoingDelivery) async -> DeliveryOutcome { await outcome(delivery) }
    }

    private func delivery(_ id: Int64, attempts: Int = 0, queuedAt: Date = start) -> OutgoingDelivery {
        OutgoingDelivery(
            id: id, recipient: OutgoingDelivery.Recipient(.webhook, "crm"),
            request: HelpRequest(
                id: HelpRequestID(), route: "*5003", operator: "101", department: "support", createdAt: Self.start),
            position: 0, queuedAt: queuedAt, dueAt: queuedAt, attempts: attempts)
    }

    /// Runs the service until the queue was told so often.
    private func told(
        _ count: Int, _ queue: Queue, now: Date = start,
        _ outcome: @escaping @Sendable (OutgoingDelivery) async -> DeliveryOutcome
    ) async throws -> [Queue.Told] {
        let service = OutgoingDeliveryWorker(
            queue: queue, senders: [.webhook: Sender(outcome: outcome)],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, pause: .milliseconds(1), now: { now })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            var found: [Queue.Told] = []
            for await told in queue.told {
                found.append(told)
                if found.count == count { break }
            }
            group.cancelAll()
            try await group.waitForAll()
            return found
        }
    }

    @Test("A delivery that arrives is over, one that is refused is given up, one that nobody wants is removed")
    func outcomes() async throws {
        let queue = Queue()
        queue.put([delivery(1), delivery(2), delivery(3)])
        let found = try await told(3, queue) { delivery in
            switch delivery.id {
            case 1: .arrived
            case 2: .refused(because: "answered 410")
            default: .obsolete
            }
        }
        #expect(found.contains(.arrived(1)) && found.contains(.failed(2, "answered 410", nil)))
        #expect(found.contains(.removed(3)))
    }

    @Test("A delivery that fails is tried again later, and after a day no more")
    func retries() async throws {
        let queue = Queue()
        let now = Self.start.addingTimeInterval(100_000)
        queue.put([delivery(1, queuedAt: now), delivery(2, attempts: 12)])
        let found = try await told(2, queue, now: now) { _ in .failed(because: "answered 500") }
        for told in found {
            guard case .failed(let id, "answered 500", let next) = told else {
                Issue.record("\(told)")
                continue
            }
            if id == 1 { #expect(next.map { (5...5.5).contains($0.timeIntervalSince(now)) } == true) }
            if id == 2 { #expect(next == nil) }
        }
    }

    @Test("A delivery that hangs keeps no other waiting, and a queue that fails is asked again")
    func patience() async throws {
        let queue = Queue(failing: 2)
        queue.put([delivery(1), delivery(2)])
        let found = try await told(1, queue) { delivery in
            guard delivery.id == 1 else { return .arrived }
            // Until the service is stopped.
            try? await Task.sleep(for: .seconds(3600))
            return .failed(because: "cancelled")
        }
        // What was broken off counts for nothing.
        #expect(found == [.arrived(2)])
    }

    @Test(
        "While the disk takes nothing no delivery is sent twice: what came of it is stored when there is room",
        arguments: [DeliveryOutcome.arrived, .failed(because: "answered 500"), .refused(because: "gone"), .obsolete])
    func fullDisk(_ outcome: DeliveryOutcome) async throws {
        let queue = Queue(unstored: 3)
        queue.put([delivery(1)])
        let sent = Locked(0)
        let found = try await told(1, queue) { _ in
            sent.withLock { $0 += 1 }
            return outcome
        }
        #expect(found.count == 1)
        #expect(sent.withLock { $0 } == 1)
    }
}
