import Foundation
import NIOCore
import NIOPosix

/// TCP connections to Asterisk, for all of its interfaces.
enum AsteriskConnection {
    /// Creates a bootstrap for connections that send orders at once, rather than together with the next ones.
    ///
    /// The option is a TCP option: as a socket option the same number is `SO_DEBUG`, which only root may set.
    static func bootstrap(
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, timeout: Duration
    ) -> ClientBootstrap {
        ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
    }

    /// Returns why there is no connection.
    ///
    /// NIO's own description lists every address and type, and the reason last.
    static func reason(of error: any Error) -> String {
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        let reasons = failure.connectionErrors.map { attempt in
            (attempt.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(attempt.error)"
        }
        return reasons.isEmpty ? "the name has no address" : reasons.joined(separator: ", ")
    }
}
