import ConcurrencyPrimitives
import Foundation

@testable import HelpDesk

/// Work for the owner of the one PBX, which answers what is of no request; orders to others are answered by nobody.
final class MemoryForwarding: OrderForwarding {
    private let work = Locked<[ForwardedWork]>([])
    private let changed = Locked<[AsyncStream<Void>.Continuation]>([])
    /// Who waits for the owner's answer, by the order's number; the last number is that of the newest order.
    private let asking = Locked<(last: Int64, waiting: [Int64: CheckedContinuation<OwnerAnswer?, Never>])>((0, [:]))
    private let hasOwner: Bool
    private let whenOrdered: @Sendable () async -> Void
    /// How many orders of requests were given to others.
    let orders = Locked(0)

    /// - Parameters:
    ///   - hasOwner: whether somebody answers; otherwise nobody does in time.
    ///   - whenOrdered: what happens while an order of a request waits for its answer.
    init(hasOwner: Bool = true, whenOrdered: @escaping @Sendable () async -> Void = {}) {
        self.hasOwner = hasOwner
        self.whenOrdered = whenOrdered
    }

    /// Leaves something to the owner.
    func hand(_ piece: ForwardedWork) {
        work.withLock { $0.append(piece) }
        for waiter in changed.withLock({ $0 }) { waiter.yield() }
    }

    func forward(_ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?) async throws -> OrderAnswer? {
        orders.withLock { $0 += 1 }
        await whenOrdered()
        return nil
    }

    func forward(_ order: OwnerOrder, on pbx: String?) async throws -> OwnerAnswer? {
        guard hasOwner else { return nil }
        return await withCheckedContinuation { waiter in
            let number = asking.withLock { asking in
                asking.last += 1
                asking.waiting[asking.last] = waiter
                return asking.last
            }
            hand(.ownerOrder(number: number, order))
        }
    }

    func nextWork(under tenure: PBXTenure) async -> [ForwardedWork]? {
        let (changes, waiter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        changed.withLock { $0.append(waiter) }
        waiter.yield()
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await tenure.waitForEnd()
                waiter.finish()
            }
            defer { group.cancelAll() }
            // Ends with the tenure, or when the task is cancelled.
            for await _ in changes {
                guard tenure.isHeld else { break }
                let taken = work.withLock { work in
                    defer { work = [] }
                    return work
                }
                if !taken.isEmpty { return taken }
            }
            return nil
        }
    }

    func answer(_ number: Int64, with answer: OrderAnswer?) async throws {}

    func answer(_ number: Int64, with answer: OwnerAnswer) async throws {
        // As what is stored and read again.
        let answer = try JSONDecoder().decode(OwnerAnswer.self, from: JSONEncoder().encode(answer))
        asking.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: answer)
    }
}
