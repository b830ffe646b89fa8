import Foundation
import HTTPTypes
public import Hummingbird
public import NIOCore
import WebEncoding

/// Determines the address that a request comes from.
public struct ClientAddress: Sendable {
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    private static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!

    /// The addresses of proxies whose `X-Forwarded-For` is trusted.
    private let trustedProxies: Set<String>

    public init(trustedProxies: Set<String>) {
        self.trustedProxies = Set(trustedProxies.map(IPAddress.canonical))
    }

    /// Returns an IPv4 address, or the 64-bit network of an IPv6 address, since one customer has a whole network.
    ///
    /// - Parameter peer: the other end of the connection; `nil` if unknown.
    public func origin(_ request: Request, peer: SocketAddress?) -> String {
        Self.network(client(request, peer: peer))
    }

    /// Returns the address itself.
    public func client(_ request: Request, peer: SocketAddress?) -> String {
        var address = Self.address(peer)
        // Each proxy appends the address of its own client.
        var chain = request.headers[values: Self.forwardedFor].flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        while trustedProxies.contains(address), let previous = chain.popLast() {
            guard IPAddress.isValid(previous) else { break }
            address = IPAddress.canonical(previous)
        }
        return address
    }

    /// Whether a trusted proxy reports that its client uses TLS.
    func isSecure(_ request: Request, peer: SocketAddress?) -> Bool {
        guard !trustedProxies.isEmpty, trustedProxies.contains(Self.address(peer)) else { return false }
        // If there are several, the last one was added by the proxy that we know.
        let schemes = request.headers[values: Self.forwardedProto].flatMap { $0.split(separator: ",") }
        return schemes.last?.trimmingCharacters(in: .whitespaces).lowercased() == "https"
    }

    private static func address(_ peer: SocketAddress?) -> String {
        IPAddress.canonical(peer?.ipAddress ?? "unknown")
    }

    /// Returns what counts as one client: an IPv4 address, or the network of an IPv6 address.
    static func network(_ address: String) -> String {
        let address = IPAddress.canonical(address)
        guard let bytes = IPAddress.v6(address) else { return address }
        return bytes.prefix(8).hexadecimal
    }
}
