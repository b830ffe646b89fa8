import Foundation
import HTTPTypes
public import Hummingbird
public import NIOCore
import WebEncoding

/// Where a request comes from.
public struct ClientAddress: Sendable {
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!

    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    private let trustedProxies: Set<String>

    public init(trustedProxies: Set<String>) {
        self.trustedProxies = trustedProxies
    }

    /// An IPv4 address, or the 64-bit network of an IPv6 address, since one customer has a whole network.
    ///
    /// - Parameter peer: who is at the other end of the connection; `nil` when that is not known.
    public func origin(_ request: Request, peer: SocketAddress?) -> String {
        Self.network(client(request, peer: peer))
    }

    /// The address itself.
    public func client(_ request: Request, peer: SocketAddress?) -> String {
        var address = peer?.ipAddress ?? "unknown"
        // Each proxy appends the address from which it was called.
        var chain = request.headers[values: Self.forwardedFor].flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        while trustedProxies.contains(address), let previous = chain.popLast() {
            guard IPAddress.isValid(previous) else { break }
            address = previous
        }
        return address
    }

    /// What counts as one client: an IPv4 address, or the network of an IPv6 address.
    static func network(_ address: String) -> String {
        guard let bytes = IPAddress.v6(address) else { return address }
        // An IPv4-mapped IPv6 address, RFC 4291, section 2.5.5.2.
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        return bytes.prefix(8).hexadecimal
    }
}
