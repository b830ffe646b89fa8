import CurlHTTP
import Foundation
import TestSupport
import Testing
import WebAPI
import WebServer

@testable import HelpBridge

@Suite("The prompts of a check, while no bridge is at work")
struct PromptServerTests {
    private struct OnePrompt: PromptFiles {
        static let digest = String(repeating: "0a", count: 32)
        static let sound = Array("RIFF".utf8)

        func wav(digest: String) async throws -> [UInt8]? { digest == Self.digest ? Self.sound : nil }
    }

    /// Fetches a prompt as the PBX would.
    private func fetch(_ digest: String, certificate: String?, from scheme: String) async throws -> HTTPResponse {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prompts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A left-over temporary folder is no reason to fail a test.
        defer { try? FileManager.default.removeItem(at: folder) }
        var http = BridgeConfiguration.HTTP(host: "127.0.0.1", port: 0)
        let (chain, key) = (folder.appendingPathComponent("chain.pem"), folder.appendingPathComponent("key.pem"))
        if let certificate {
            try Data(certificate.utf8).write(to: chain)
            try Data(TLSFixture.key.utf8).write(to: key)
            http.tls = BridgeConfiguration.HTTP.TLS(certificateChain: chain.path, privateKey: key.path)
        }
        let server = PromptServer(http: http, files: OnePrompt())
        let client = try CurlClient(configuration: .init(caFile: certificate == nil ? nil : chain.path))
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let answer = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { listening.yield($0) } }
            defer { group.cancelAll() }
            for await port in ports {
                let url = "\(scheme)://localhost:\(port)/prompts/\(digest).wav"
                return try await client.send(HTTPRequest(url: url, totalTimeout: .seconds(60)))
            }
            throw CancellationError()
        }
        await client.shutdown()
        return answer
    }

    @Test(
        "Where a check's prompts cannot be served it ends with the reason, and waits for nothing",
        .timeLimit(.minutes(1)))
    func cannotListen() async throws {
        // An address of documents (RFC 5737), which no machine has.
        let http = BridgeConfiguration.HTTP(host: "192.0.2.1", port: 0)
        await #expect(throws: WebServerError.self) {
            try await PromptServer(http: http, files: OnePrompt()).whileServing { Issue.record("nothing is served") }
        }
    }

    @Test(
        "A check's prompts are served as the bridge would serve them, over TLS where it has a certificate",
        arguments: [nil, TLSFixture.chain])
    func servedPrompts(certificate: String?) async throws {
        let scheme = certificate == nil ? "http" : "https"
        let found = try await fetch(OnePrompt.digest, certificate: certificate, from: scheme)
        #expect(found.status == 200 && found.body == OnePrompt.sound)
        #expect(found.headers.contains { $0.name.lowercased() == "content-type" && $0.value == "audio/wav" })
        let missing = try await fetch(String(repeating: "0", count: 64), certificate: certificate, from: scheme)
        #expect(missing.status == 404)
    }
}
