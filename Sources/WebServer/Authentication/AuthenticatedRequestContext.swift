public import Administration
public import Hummingbird
public import NIOCore

/// The context of a request whose sender is known.
public struct AuthenticatedRequestContext: ChildRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let credential: Credential
    /// Checks that the token or cookie is still valid with the same rights, for long-running responses.
    public let isStillGood: @Sendable () async throws -> Bool
    /// Completes when the connection is closed.
    public let closing: EventLoopFuture<Void>

    public init(context: WebRequestContext) throws {
        guard let credential = context.credential else { throw Problem.unauthorized }
        self.credential = credential
        isStillGood = context.isStillGood
        closing = context.closing
        coreContext = context.coreContext
    }
}
