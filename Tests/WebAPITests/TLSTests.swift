import HTTPTypes
import HummingbirdTesting
import Testing

@testable import WebAPI

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    /// Tries to build an application with `chain.pem` and `key.pem` of these contents.
    private static func error(_ files: [String: String]) async throws -> WebAPIError? {
        try await TLSFixture.withFiles(files) { directory in
            let error = #expect(throws: WebAPIError.self) { try site(directory).application() }
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
            }
        }
    }

    @Test("A missing file is named")
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

    @Test("A file that holds something else is named", arguments: ["", "nonsense", TLSFixture.key])
    func unusableChain(text: String) async throws {
        let error = try await Self.error(["chain.pem": text, "key.pem": TLSFixture.key])
        guard case .unusableCertificate("chain.pem", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A key that is none is named", arguments: ["", "nonsense", TLSFixture.chain])
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

extension WebAPIError {
    fileprivate func withoutDirectory(_ directory: String) -> WebAPIError {
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
