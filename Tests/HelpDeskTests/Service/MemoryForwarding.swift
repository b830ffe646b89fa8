import ConcurrencyPrimitives

@testable import HelpDesk

/// Work for the owner of the one PBX; orders to others are answered by nobody.
final class MemoryForwarding: OrderForwarding {
    private let work = Locked<[ForwardedWork]>([])
    private let changed = Locked<[AsyncStream<Void>.Continuation]>([])

    /// Leaves something to the owner.
    func hand(_ piece: ForwardedWork) {
        work.withLock { $0.append(piece) }
        for waiter in changed.withLock({ $0 }) { waiter.yield() }
    }

    func forward(_ order: ForwardedOrder, to request: HelpRequestID, on pbx: String?) async throws -> OrderAnswer? {
        nil
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
}
