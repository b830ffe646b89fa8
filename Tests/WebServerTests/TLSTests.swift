import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOSSL
import TestSupport
import Testing
import WebTestSupport

@testable import WebServer

@Suite(.timeLimit(.minutes(15)))
struct TLSTests {
    /// Tries to build an application with `chain.pem` and `key.pem` of these contents.
    private static func error(_ files: [String: String]) async throws -> WebServerError? {
        try await TLSFixture.withFiles(files) { directory in
            let error = #expect(throws: WebServerError.self) { try site(directory).application() }
            return error.map { $0.withoutDirectory(directory) }
        }
    }

    private static func site(_ directory: String) -> TestSite {
        let tls = WebServerConfiguration.TLS(
            certificateChain: "\(directory)/chain.pem", privateKey: "\(directory)/key.pem")
        return TestSite(configuration: WebServerConfiguration(port: 0, tls: tls))
    }

    @Test("HTTPS is served with a chain and its key")
    func https() async throws {
        let files = ["chain.pem": TLSFixture.chain + "\n", "key.pem": TLSFixture.key + "\n"]
        try await TLSFixture.withFiles(files) { directory in
            let application = try Self.site(directory).application().application
            try await application.test(.ahc(.https)) { client in
                // Closed by the client: a server that hangs up first waits up to 5 s for TLS to agree.
                let answer = try await TestSiteClient(client: client).send(
                    .get, "/v1/help-requests", headers: [.connection: "close"])
                #expect(answer.status == 200)
                #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000")
            }
        }
    }

    /// Believes every certificate.
    private static func client(_ version: TLSVersion? = nil) -> TLSConfiguration {
        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateVerification = .none
        client.minimumTLSVersion = .tlsv1
        client.maximumTLSVersion = version
        return client
    }

    @Test(
        "TLS 1.2 and better is spoken, and nothing older",
        arguments: [
            (TLSVersion.tlsv1, false), (TLSVersion.tlsv11, false), (TLSVersion.tlsv12, true), (TLSVersion.tlsv13, true),
        ])
    func versions(version: TLSVersion, isSpoken: Bool) async throws {
        let files = ["chain.pem": TLSFixture.chain + "\n", "key.pem": TLSFixture.key + "\n"]
        try await TLSFixture.withFiles(files) { directory in
            try await withServer(Self.site(directory)) { port in
                let status = try? await RawConnection.open(port: port, tls: Self.client(version)) { connection in
                    try await connection.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    return try await connection.answer().status
                }
                #expect(status == (isSpoken ? 200 : nil))
            }
        }
    }

    @Test("New files are shown to new connections, and those that stand go on; of broken ones the last good are kept")
    func reload() async throws {
        let files = ["chain.pem": TLSFixture.chain + "\n", "key.pem": TLSFixture.key + "\n"]
        let (first, second) = try (Self.certificate(TLSFixture.chain), Self.certificate(TLSFixture.otherChain))
        try await TLSFixture.withFiles(files) { directory in
            let identity = try TLSIdentity(
                WebServerConfiguration.TLS(
                    certificateChain: "\(directory)/chain.pem", privateKey: "\(directory)/key.pem"),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            let before = identity.context
            try TLSFixture.otherKey.write(toFile: "\(directory)/key.pem", atomically: true, encoding: .utf8)
            #expect(throws: WebServerError.self) { try identity.reload() }
            #expect(identity.context === before)
            try TLSFixture.otherChain.write(toFile: "\(directory)/chain.pem", atomically: true, encoding: .utf8)
            try identity.reload()
            #expect(identity.context !== before)
        }
        try await TLSFixture.withFiles(files) { directory in
            try await withReloadableServer(Self.site(directory)) { application, port in
                try await RawConnection.open(port: port, tls: Self.client()) { old in
                    try await old.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try await old.answer().status == 200)
                    #expect(try await old.certificate() == first)
                    try TLSFixture.otherKey.write(toFile: "\(directory)/key.pem", atomically: true, encoding: .utf8)
                    try TLSFixture.otherChain.write(
                        toFile: "\(directory)/chain.pem", atomically: true, encoding: .utf8)
                    try application.reload()
                    try await RawConnection.open(port: port, tls: Self.client()) { new in
                        try await new.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                        #expect(try await new.answer().status == 200)
                        #expect(try await new.certificate() == second)
                    }
                    try await old.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    #expect(try await old.answer().status == 200)
                }
            }
        }
    }

    @Test("Of a certificate one is told for two weeks before it expires, and from then on")
    func expiry() async throws {
        let files = ["chain.pem": TLSFixture.expiredChain + "\n", "key.pem": TLSFixture.key + "\n"]
        try await TLSFixture.withFiles(files) { directory in
            let expiry = try WebServerConfiguration.TLS(
                certificateChain: "\(directory)/chain.pem", privateKey: "\(directory)/key.pem"
            ).check()
            #expect(Timestamp.text(expiry.date) == "2020-02-01T00:00:00.000Z")
            #expect(expiry.warning(at: expiry.date.addingTimeInterval(-15 * 86_400)) == nil)
            let before = expiry.warning(at: expiry.date.addingTimeInterval(-5 * 86_400))
            #expect(before?.contains("chain.pem expires at 2020-02-01") == true)
            let after = expiry.warning(at: expiry.date.addingTimeInterval(1))
            #expect(after?.contains("chain.pem has expired at 2020-02-01") == true)
        }
    }

    private static func certificate(_ text: String) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(text.utf8), format: .pem)
    }

    @Test("Browsers are told to stay with TLS where it is spoken, here or at a proxy, and nowhere else")
    func strictTransport() async throws {
        for isSecure in [true, false] {
            let site = TestSite(configuration: WebServerConfiguration(port: 0, isSecure: isSecure))
            try await site.test { client in
                let answer = try await client.send(.get, "/livez")
                #expect((answer.headers[.strictTransportSecurity] != nil) == isSecure)
            }
        }
    }

    @Test("A missing file of a certificate or a key is named")
    func missing() async throws {
        guard case .unreadableFile("chain.pem", _) = try await Self.error(["key.pem": TLSFixture.key]) else {
            Issue.record("the missing chain was not named")
            return
        }
        guard case .unreadableFile("key.pem", _) = try await Self.error(["chain.pem": TLSFixture.chain]) else {
            Issue.record("the missing key was not named")
            return
        }
    }

    @Test("A certificate's file that holds something else is named", arguments: ["", "nonsense", TLSFixture.key])
    func unusableChain(text: String) async throws {
        let error = try await Self.error(["chain.pem": text, "key.pem": TLSFixture.key])
        guard case .unusableCertificate("chain.pem", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A private key's file that holds no key is named", arguments: ["", "nonsense", TLSFixture.chain])
    func unusableKey(text: String) async throws {
        let error = try await Self.error(["chain.pem": TLSFixture.chain, "key.pem": text])
        guard case .unusablePrivateKey("key.pem", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A key of another certificate stops the start, before anything listens")
    func mismatch() async throws {
        let error = try await Self.error(["chain.pem": TLSFixture.chain, "key.pem": TLSFixture.otherKey])
        guard case .keyDoesNotFit("chain.pem", "key.pem", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

extension WebServerError {
    fileprivate func withoutDirectory(_ directory: String) -> WebServerError {
        func name(_ path: String) -> String { path.replacing("\(directory)/", with: "") }
        return switch self {
        case .unreadableFile(let path, let reason): .unreadableFile(path: name(path), reason: reason)
        case .unusableCertificate(let path, let reason): .unusableCertificate(path: name(path), reason: reason)
        case .unusablePrivateKey(let path, let reason): .unusablePrivateKey(path: name(path), reason: reason)
        case .keyDoesNotFit(let chain, let key, let reason):
            .keyDoesNotFit(certificateChain: name(chain), privateKey: name(key), reason: reason)
        default: self
        }
    }
}
