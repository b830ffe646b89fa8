public import Administration
import ConcurrencyPrimitives
public import HelpDesk

/// Traces of lookups in memory, made at once.
public final class FakeTraces: LookupTraceLog {
    private let kept = Locked<[LookupTrace]>([])

    public init() {}

    public func note(size: Int, _ make: @escaping @Sendable () -> LookupTrace) {
        let trace = make()
        kept.withLock { $0.append(trace) }
    }

    public func traces(of request: HelpRequestID) async throws -> [LookupTrace] {
        kept.withLock { $0.filter { $0.request == request } }
    }
}
