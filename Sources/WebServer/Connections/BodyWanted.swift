import HummingbirdCore
import NIOCore

/// Told to a connection once somebody reads the body of the request that it has sent: see ``RequestGuard``.
struct BodyWanted: Sendable {}

/// A request's body that says when it is read for the first time.
struct AnnouncedBody: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: RequestBody.AsyncIterator
        fileprivate var announce: (@Sendable () -> Void)?

        mutating func next() async throws -> ByteBuffer? {
            announce?()
            announce = nil
            return try await base.next()
        }
    }

    let body: RequestBody
    let announce: @Sendable () -> Void

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: body.makeAsyncIterator(), announce: announce)
    }
}
