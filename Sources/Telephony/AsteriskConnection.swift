import Foundation
import NIOCore
import NIOPosix

/// How Asterisk is reached over TCP, whichever of its interfaces it is.
enum AsteriskConnection {
    /// Orders leave at once, rather than together with the next ones.
    ///
    /// That is an option of TCP: among those of sockets the same number is `SO_DEBUG`, which only root may set.
    static func bootstrap(
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, timeout: Duration
    ) -> ClientBootstrap {
        ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
    }

    /// Why there is no connection. NIO's own description names every address and type, and the reason last.
    static func reason(of error: any Error) -> String {
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        let reasons = failure.connectionErrors.map { attempt in
            (attempt.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(attempt.error)"
        }
        return reasons.isEmpty ? "the name has no address" : reasons.joined(separator: ", ")
    }
}
