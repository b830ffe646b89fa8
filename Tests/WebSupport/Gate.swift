import Foundation

/// Holds whoever comes until it is opened, and tells when the first one has come.
public final class Gate: Sendable {
    private let arrivals = AsyncStream<Void>.makeStream()
    private let opening = AsyncStream<Void>.makeStream()

    public init() {}

    public func pass() async {
        arrivals.continuation.yield()
        for await _ in opening.stream {}
    }

    public func arrival() async {
        for await _ in arrivals.stream { return }
    }

    public func open() {
        opening.continuation.finish()
    }
}
