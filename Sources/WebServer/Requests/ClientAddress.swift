import Foundation
import HTTPTypes
public import Hummingbird
public import NIOCore
import WebEncoding

/// Where a request comes from.
public struct ClientAddress: Sendable {
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    private static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!

    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    private let trustedProxies: Set<String>

    public init(trustedProxies: Set<String>) {
        self.trustedProxies = Set(trustedProxies.map(IPAddress.canonical))
    }

    /// An IPv4 address, or the 64-bit network of an IPv6 address, since one customer has a whole network.
    ///
    /// - Parameter peer: who is at the other end of the connection; `nil` when that is not known.
    public func origin(_ request: Request, peer: SocketAddress?) -> String {
        Self.network(client(request, peer: peer))
    }

    /// The address itself.
    public func client(_ request: Request, peer: SocketAddress?) -> String {
        var address = Self.address(peer)
        // Each proxy appends the address from which it was called.
        var chain = request.headers[values: Self.forwardedFor].flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        while trustedProxies.contains(address), let previous = chain.popLast() {
            guard IPAddress.isValid(previous) else { break }
            address = IPAddress.canonical(previous)
        }
        return address
    }

    /// Whether a trusted proxy says that the client has come to it over TLS.
    func isSecure(_ request: Request, peer: SocketAddress?) -> Bool {
        guard !trustedProxies.isEmpty, trustedProxies.contains(Self.address(peer)) else { return false }
        // Where there are several, the last one is that of the proxy that we know.
        let schemes = request.headers[values: Self.forwardedProto].flatMap { $0.split(separator: ",") }
        return schemes.last?.trimmingCharacters(in: .whitespaces).lowercased() == "https"
    }

    private static func address(_ peer: SocketAddress?) -> String {
        IPAddress.canonical(peer?.ipAddress ?? "unknown")
    }

    /// What counts as one client: an IPv4 address, or the network of an IPv6 address.
    static func network(_ address: String) -> String {
        let address = IPAddress.canonical(address)
        guard let bytes = IPAddress.v6(address) else { return address }
        return bytes.prefix(8).hexadecimal
    }
}
