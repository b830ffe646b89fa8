import HummingbirdCore
import NIOCore

/// An event sent to a connection's handlers when its request's body is first read: see ``RequestGuard``.
struct BodyWanted: Sendable {}

/// A request's body that announces its first read.
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
