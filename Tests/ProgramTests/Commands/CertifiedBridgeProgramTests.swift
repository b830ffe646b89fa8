import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@Suite("Commands beside a bridge that serves TLS", .timeLimit(.minutes(15)))
struct CertifiedBridgeProgramTests {
    private let program: ProgramRunner

    init() throws {
        program = try ProgramRunner()
    }

    /// The certificate is for another name than the address on which the bridge listens.
    private func configuration(port: Int) throws -> String {
        try program.write(
            "helpbridge.yaml",
            """
            http:
              host: 127.0.0.2
              port: \(port)
              publicURL: "https://localhost"
              tls: {certificateChain: chain.pem, privateKey: key.pem}
            pbx: {driver: simulated}
            prompts: {warm: false}
            auth: {tokens: [program-test]}
            """)
    }

    @Test("Commands go to the bridge's own address, and know it by its certificate and the name that people use")
    func certified() async throws {
        _ = try program.write("chain.pem", TLSFixture.chain + "\n")
        _ = try program.write("key.pem", TLSFixture.key + "\n")
        let file = try configuration(port: 0)
        let callCenter = try program.write("callcenter.yaml", ProgramRunner.smallCallCenter)
        #expect(try await program.run(["apply", callCenter, "--config", file]).code == 0)
        let (bridge, child) = try await program.launch(file)
        defer { child.terminate() }
        let port = try #require(URLComponents(string: bridge.url)?.port)
        let explain = ["explain", "--operator", "101", "--route", "*5003", "--config", try configuration(port: port)]
        let explained = try await program.run(explain)
        #expect(explained.errors == [])
        #expect(explained.output.contains("200 (Sara)"))

        // Somebody else's certificate is that of somebody else.
        _ = try program.write("chain.pem", TLSFixture.otherChain + "\n")
        let refused = try await program.run(explain)
        #expect(refused.code == 1)
        #expect(refused.errors.count == 1 && refused.errors[0].contains("TLS failed"))
    }
}
