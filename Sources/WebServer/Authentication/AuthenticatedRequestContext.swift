public import Administration
public import Hummingbird
public import NIOCore

/// What goes with a request whose sender is known.
public struct AuthenticatedRequestContext: ChildRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let credential: Credential
    /// Whether what the sender has shown still stands for the same, for an answer that takes long.
    public let isStillGood: @Sendable () async throws -> Bool
    /// When the connection is over.
    public let closing: EventLoopFuture<Void>

    public init(context: WebRequestContext) throws {
        guard let credential = context.credential else { throw Problem.unauthorized }
        self.credential = credential
        isStillGood = context.isStillGood
        closing = context.closing
        coreContext = context.coreContext
    }
}
