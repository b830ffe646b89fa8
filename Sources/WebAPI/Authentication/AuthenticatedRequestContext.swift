import Hummingbird
import NIOCore

/// What goes with a request whose sender is known.
struct AuthenticatedRequestContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let credential: Credential
    /// Whether what the sender has shown still stands for the same, for an answer that takes long.
    let isStillGood: @Sendable () async throws -> Bool
    /// When the connection is over.
    let closing: EventLoopFuture<Void>

    init(context: WebRequestContext) throws {
        guard let credential = context.credential else { throw Problem.unauthorized }
        self.credential = credential
        isStillGood = context.isStillGood
        closing = context.closing
        coreContext = context.coreContext
    }
}
