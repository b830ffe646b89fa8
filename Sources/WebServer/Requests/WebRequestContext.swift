import Administration
public import Hummingbird
public import NIOCore

/// The context of every request.
public struct WebRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Set by an ``Authenticator``.
    var credential: Credential?
    /// Set with the credential: checks that it is still valid and has the same rights.
    var isStillGood: @Sendable () async throws -> Bool = { true }
    /// Who is at the other end of the connection.
    public let peer: SocketAddress?
    /// When the connection is over.
    public let closing: EventLoopFuture<Void>
    private let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        peer = source.channel.remoteAddress
        closing = source.channel.closeFuture
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// Tells a client that waits for it to send the body (`Expect: 100-continue`).
    func askForBody() {
        channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
    }
}
