import Crypto
import CurlHTTP
import Foundation
import HelpDesk
import NIOCore
import NIOPosix
import NIOSSL
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("SIGHUP", .timeLimit(.minutes(15)))
struct ReloadProgramTests {
    private let program: ProgramRunner

    init() throws {
        program = try ProgramRunner()
    }

    /// One connection through TLS that is not told to close.
    private struct Connection {
        struct Closed: Error {}

        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        let channel: any Channel

        static func open<Value: Sendable>(
            _ port: Int, _ body: (inout Connection) async throws -> Value
        ) async throws -> Value {
            var client = TLSConfiguration.makeClientConfiguration()
            client.certificateVerification = .none
            let context = try NIOSSLContext(configuration: client)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                        return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            return try await channel.executeThenClose { inbound, outbound in
                var connection = Connection(
                    inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
                return try await body(&connection)
            }
        }

        /// Asks whether the bridge is alive.
        mutating func isAlive() async throws -> Bool {
            try await outbound.write(ByteBuffer(string: "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            guard let answer = try await inbound.next() else { throw Closed() }
            return String(buffer: answer).hasPrefix("HTTP/1.1 200 ")
        }

        /// When the certificate expires, as the metrics say it.
        mutating func expiry() async throws -> Date {
            try await outbound.write(ByteBuffer(string: "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            var text = ""
            // That comes last.
            while !text.contains("\nhelpbridge_up{") {
                guard let part = try await inbound.next() else { throw Closed() }
                text += String(buffer: part)
            }
            let line = try #require(
                text.split(whereSeparator: \.isNewline)
                    .first { $0.hasPrefix("helpbridge_tls_certificate_expiry_timestamp_seconds ") })
            let seconds = try #require(line.split(separator: " ").last.flatMap { TimeInterval($0) })
            return Date(timeIntervalSince1970: seconds)
        }

        func certificate() async throws -> NIOSSLCertificate? {
            try await channel.nioSSL_peerCertificate().get()
        }
    }

    private func certificate(_ text: String) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(text.utf8), format: .pem)
    }

    private func configuration(_ level: String, tls: Bool, name: String = "") throws -> String {
        try program.write(
            "helpbridge.yaml",
            """
            http:
              port: 0
              \(tls ? "tls: {certificateChain: \(name)chain.pem, privateKey: \(name)key.pem}" : "host: 127.0.0.1")
            pbx: {driver: simulated}
            prompts: {warm: false}
            log: {level: \(level)}
            """)
    }

    /// Signs a JSON Web Token as a CRM does.
    private func token(_ claims: String, by secret: String) -> String {
        func base64URL(_ data: Data) -> String {
            data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        let text = [#"{"alg":"HS256"}"#, claims].map { base64URL(Data($0.utf8)) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "\(text).\(base64URL(Data(code)))"
    }

    private func port(_ url: String) throws -> Int {
        try #require(URLComponents(string: url)?.port)
    }

    @Test("A certificate that is about to expire is told at the start, and /metrics has its end, and that of the next")
    func certificateThatExpires() async throws {
        let openssl = try ChildProcess([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            program.directory.appendingPathComponent("key.pem").path, "-out",
            program.directory.appendingPathComponent("chain.pem").path, "-subj", "/CN=localhost", "-days", "5",
        ])
        let said = await openssl.read()
        try #require(openssl.waitForExit().exitCode == 0, "\(said)")
        let (bridge, child) = try await program.launch(try configuration("info", tls: true))
        defer { child.terminate() }
        #expect(program.log.contains("chain.pem expires at "))
        let soon = Date().addingTimeInterval(5 * 86_400)
        try await Connection.open(try port(bridge.url)) { connection in
            let first = try await connection.expiry()
            #expect(first < soon && first > soon.addingTimeInterval(-86_400))
            _ = try program.write("chain.pem", TLSFixture.chain + "\n")
            _ = try program.write("key.pem", TLSFixture.key + "\n")
            kill(bridge.process, SIGHUP)
            while try await connection.expiry() < soon.addingTimeInterval(86_400) {}
        }
    }

    @Test(
        "SIGHUP reads certificate, key and the log's level anew; connections stand, and what is broken stays as it was")
    func certificates() async throws {
        _ = try program.write("chain.pem", TLSFixture.chain + "\n")
        _ = try program.write("key.pem", TLSFixture.key + "\n")
        let (first, second) = try (certificate(TLSFixture.chain), certificate(TLSFixture.otherChain))
        let (bridge, child) = try await program.launch(try configuration("info", tls: true))
        defer { child.terminate() }
        let port = try port(bridge.url)
        try await Connection.open(port) { old in
            #expect(try await old.isAlive())
            #expect(try await old.certificate() == first)

            // Half of a change: the key of another certificate.
            _ = try program.write("key.pem", TLSFixture.otherKey + "\n")
            kill(bridge.process, SIGHUP)
            while !program.log.contains("key.pem") { #expect(try await old.isAlive()) }
            #expect(program.log.contains("does not belong to the first certificate"))
            let kept = try await Connection.open(port) { new in
                #expect(try await new.isAlive())
                return try await new.certificate()
            }
            #expect(kept == first)

            _ = try program.write("chain.pem", TLSFixture.otherChain + "\n")
            _ = try configuration("debug", tls: true)
            kill(bridge.process, SIGHUP)
            var shown: NIOSSLCertificate?
            while shown != second {
                shown = try await Connection.open(port) { new in
                    #expect(try await new.isAlive())
                    return try await new.certificate()
                }
            }
            // Asking is logged at `debug` only.
            while !program.log.contains("path=/livez") { #expect(try await old.isAlive()) }

            // Files of other names.
            _ = try program.write("next-chain.pem", TLSFixture.chain + "\n")
            _ = try program.write("next-key.pem", TLSFixture.key + "\n")
            _ = try configuration("debug", tls: true, name: "next-")
            kill(bridge.process, SIGHUP)
            while shown != first {
                shown = try await Connection.open(port) { new in
                    #expect(try await new.isAlive())
                    return try await new.certificate()
                }
            }
            _ = try configuration("debug", tls: false)
            kill(bridge.process, SIGHUP)
            while !program.log.contains("turning TLS on or off needs a restart") { #expect(try await old.isAlive()) }

            _ = try program.write("helpbridge.yaml", "log: {level: loud}")
            kill(bridge.process, SIGHUP)
            while !program.log.contains("log.level: expected one of") { #expect(try await old.isAlive()) }
        }
    }

    @Test("SIGHUP reads the voices anew: one that was added speaks, and a broken one leaves them as they were")
    func voices() async throws {
        let folder = program.directory.appendingPathComponent("Voices")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let english = try String(
            contentsOf: RepositoryScript.repository.appendingPathComponent("Voices/en.yaml"), encoding: .utf8)
        _ = try program.write("Voices/en.yaml", english)
        try await program.serve(ProgramRunner.smallCallCenter, settings: "voices: Voices") { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                func preview(_ voice: String) async throws -> Int {
                    try await api.send(.post, "/v1/sounds/preview", ["text": "Hello", "voice": voice]).status
                }
                #expect(try await preview("slow") == 422)

                let slow = english.replacingOccurrences(of: "name: en\n", with: "name: slow\n")
                _ = try program.write("Voices/slow.yaml", slow)
                kill(bridge.process, SIGHUP)
                while !program.log.contains("read again after SIGHUP") { _ = try await api.send(.get, "/livez") }
                #expect(try await preview("slow") == 200)

                _ = try program.write("Voices/slow.yaml", "name: slow")
                kill(bridge.process, SIGHUP)
                while !program.log.contains("the voices stay as they were") { _ = try await api.send(.get, "/livez") }
                #expect(try await preview("slow") == 200)
            }
        }
    }

    @Test("SIGHUP reads embedded panels' key anew; before and after, tokens are for one audience and of one issuer")
    func embed() async throws {
        func configuration(_ secret: String) throws -> String {
            try program.write(
                "helpbridge.yaml",
                """
                http: {port: 0, embed: {secret: "\(secret)", audience: helpbridge, issuer: crm}}
                pbx: {driver: simulated}
                prompts: {warm: false}
                """)
        }
        let secrets = (
            old: "a secret of at least thirty-two bytes", new: "another secret of more than thirty-two bytes"
        )
        let file = try configuration(secrets.old)
        let callCenter = try program.write("callcenter.yaml", ProgramRunner.smallCallCenter)
        #expect(try await program.run(["apply", callCenter, "--config", file]).code == 0)
        let (bridge, child) = try await program.launch(file)
        defer { child.terminate() }
        try await BridgeAPI.with(bridge.url) { api in
            func status(_ secret: String, audience: String = "helpbridge", issuer: String = "crm") async throws -> Int {
                let end = Int(Date().timeIntervalSince1970) + 300
                let token = token(
                    #"{"exp":\#(end),"extension":"101","aud":"\#(audience)","iss":"\#(issuer)"}"#, by: secret)
                return try await api.client.send(
                    HTTPRequest(
                        url: api.url + "/v1/help-requests", headers: [HTTPHeader("Authorization", "Bearer \(token)")])
                ).status
            }
            #expect(try await status(secrets.old) == 200)
            #expect(try await status(secrets.old, audience: "another application") == 401)
            #expect(try await status(secrets.old, issuer: "somebody else") == 401)
            #expect(try await status(secrets.new) == 401)

            _ = try configuration(secrets.new)
            kill(bridge.process, SIGHUP)
            while !program.log.contains("read again after SIGHUP") { _ = try await api.send(.get, "/livez") }
            #expect(try await status(secrets.new) == 200)
            #expect(try await status(secrets.old) == 401)
            #expect(try await status(secrets.new, audience: "another application") == 401)
        }
    }

    @Test("SIGHUP ends nothing where there is no TLS")
    func plain() async throws {
        let (bridge, child) = try await program.launch(try configuration("info", tls: false))
        defer { child.terminate() }
        kill(bridge.process, SIGHUP)
        try await BridgeAPI.with(bridge.url) { api in
            while !program.log.contains("read again after SIGHUP") { _ = try await api.send(.get, "/livez") }
            let answer = try await api.send(.get, "/livez")
            #expect(answer.status == 200)
        }
    }

    @Test("The log in JSON has an object a line, and a request's lines carry its own id and that of the call for it")
    func jsonLog() async throws {
        let log = try await program.serve(ProgramRunner.smallCallCenter, settings: "log: {format: json, level: debug}")
        {
            bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let request = try await api.request(operator: "101", route: "*5003")
                _ = try await api.send(.post, "/v1/help-requests/\(request.id)/cancel")
                while try await !api.request(request.id).state.isEnd {}
                return (request.id.text, program.log)
            }
        }
        let lines = log.1.split(separator: "\n").compactMap {
            try? JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
        #expect(lines.count == log.1.split(separator: "\n").count)
        let own = lines.filter { $0["request"] == log.0 && $0["message"] == "help request" }
        #expect(own.contains { $0["state"] == "accepted" })
        let ids = Set(own.map { $0["hb.request.id"] })
        #expect(ids.count == 1 && ids.first != .some(nil), "\(own)")
        #expect(lines.contains { $0["message"] == "request" && $0["hb.request.id"] == ids.first })
    }
}
