import Administration
public import Hummingbird
public import NIOCore

/// The context of every request.
public struct WebRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Set by an ``Authenticator``.
    var credential: Credential?
    /// Checks that the credential is still valid with the same rights; set with the credential.
    var isStillGood: @Sendable () async throws -> Bool = { true }
    /// The other end of the connection.
    public let peer: SocketAddress?
    /// Completes when the connection is closed.
    public let closing: EventLoopFuture<Void>
    private let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        peer = source.channel.remoteAddress
        closing = source.channel.closeFuture
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// Asks a client that waits for it to send the body (`Expect: 100-continue`).
    func askForBody() {
        channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    }
}
