import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import WebServer

@Suite("Where a request comes from")
struct ClientAddressTests {
    private func origin(
        _ peer: String?, forwarded: [String] = [], proxies: Set<String> = ["127.0.0.1"]
    ) throws -> String {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/")
        for field in forwarded {
            head.headerFields.append(HTTPField(name: HTTPField.Name("X-Forwarded-For")!, value: field))
        }
        return ClientAddress(trustedProxies: proxies).origin(
            Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            peer: try peer.map { try SocketAddress(ipAddress: $0, port: 1) })
    }

    @Test("A request comes from the peer, unless that is a proxy that is trusted")
    func proxies() throws {
        #expect(try origin("192.0.2.1", forwarded: ["198.51.100.7"]) == "192.0.2.1")
        #expect(try origin("127.0.0.1", forwarded: ["198.51.100.7"]) == "198.51.100.7")
        #expect(try origin("127.0.0.1") == "127.0.0.1")
        // What the client itself has put in front is not believed.
        #expect(try origin("127.0.0.1", forwarded: ["10.0.0.1, 198.51.100.7"]) == "198.51.100.7")
        #expect(
            try origin("127.0.0.1", forwarded: ["198.51.100.7", "10.9.9.9"], proxies: ["127.0.0.1", "10.9.9.9"])
                == "198.51.100.7")
        #expect(try origin("127.0.0.1", forwarded: ["nonsense"]) == "127.0.0.1")
        #expect(try origin(nil) == "unknown")
    }

    @Test("A request came over TLS where a proxy that is trusted says so, and nobody else")
    func schemes() throws {
        func isSecure(_ peer: String?, _ forwarded: [String]) throws -> Bool {
            var head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/")
            for field in forwarded {
                head.headerFields.append(HTTPField(name: HTTPField.Name("X-Forwarded-Proto")!, value: field))
            }
            return ClientAddress(trustedProxies: ["127.0.0.1"]).isSecure(
                Request(head: head, body: RequestBody(buffer: ByteBuffer())),
                peer: try peer.map { try SocketAddress(ipAddress: $0, port: 1) })
        }
        #expect(try isSecure("127.0.0.1", ["https"]))
        #expect(try isSecure("127.0.0.1", ["http, HTTPS"]))
        #expect(try isSecure("::ffff:127.0.0.1", ["https"]))
        #expect(try !isSecure("192.0.2.1", ["https"]))
        #expect(try !isSecure(nil, ["https"]))
        // What the client itself has put in front is not believed.
        for forwarded in [[], ["http"], ["https, http"], ["https", "http"], [""], ["https:"]] {
            #expect(try !isSecure("127.0.0.1", forwarded), "\(forwarded)")
        }
    }

    @Test(
        "A trusted proxy is asked where a request comes from, however the proxy's address is written",
        arguments: [
            ("10.0.0.1", "::ffff:10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("::FFFF:0a00:0001", "10.0.0.1"),
            ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
        ])
    func spellings(trusted: String, peer: String) throws {
        #expect(try origin(peer, forwarded: ["198.51.100.7"], proxies: [trusted]) == "198.51.100.7")
        #expect(
            try origin("127.0.0.1", forwarded: ["198.51.100.7, \(peer)"], proxies: ["127.0.0.1", trusted])
                == "198.51.100.7")
        #expect(try origin(peer, forwarded: ["198.51.100.7"], proxies: ["10.0.0.2"]) != "198.51.100.7")
        let admission = ConnectionAdmission(limit: 1, exempt: [trusted])
        #expect(try admission.enter(peer) == nil)
    }

    @Test("A request with an IPv6 address comes from that address's network")
    func networks() throws {
        #expect(try origin("2001:db8:1:2:3:4:5:6") == origin("2001:db8:1:2::9"))
        #expect(try origin("2001:db8:1:2::9") != origin("2001:db8:1:3::9"))
        #expect(try origin("::ffff:192.0.2.1") == "192.0.2.1")
    }
}
