import Hummingbird
import NIOCore

/// What goes with every request.
struct WebRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Set by an authenticator.
    @Indirect var credential: Credential?
    /// Set by a ``PageVisitor``.
    @Indirect var visit: PageVisit?
    /// Set by a ``FormGuard``.
    @Indirect var form: PageForm?
    /// Set with the credential: whether it is still given to what was shown.
    var isStillGood: @Sendable () async throws -> Bool = { true }
    /// Who is at the other end of the connection.
    let peer: SocketAddress?
    /// When the connection is over.
    let closing: EventLoopFuture<Void>

    init(source: ApplicationRequestContextSource) {
        peer = source.channel.remoteAddress
        closing = source.channel.closeFuture
        coreContext = CoreRequestContextStorage(source: source)
    }
}
