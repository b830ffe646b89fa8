import Foundation

/// An HTTPS server with a self-signed certificate for 127.0.0.1 on a free port: `openssl s_server -www`.
public final class TLSServer: Sendable {
    /// The port it listens on.
    public let port: Int
    /// The certificate, which is its own authority, as a PEM file.
    public let certificateFile: String
    private let process: ChildProcess
    private let directory: URL

    /// What `openssl` said instead of doing its work.
    public struct Failure: Error {
        /// Its output.
        public let output: String
    }

    /// Runs a server for the length of a closure.
    ///
    /// - Throws: What `run` throws, or ``Failure`` when `openssl` does not serve.
    public static func with<Result>(run: (TLSServer) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // A left-over temporary folder is no reason to fail a test.
        defer { try? FileManager.default.removeItem(at: directory) }
        let server = try await TLSServer(directory: directory)
        defer { server.process.end() }
        return try await run(server)
    }

    /// The URL of its only page.
    public var url: String { "https://127.0.0.1:\(port)/" }

    private init(directory: URL) async throws {
        self.directory = directory
        certificateFile = directory.appendingPathComponent("certificate.pem").path
        let key = directory.appendingPathComponent("key.pem").path
        let request = try ChildProcess([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificateFile, "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ])
        let output = await request.read()
        guard request.waitForExit().exitCode == 0 else { throw Failure(output: output) }
        process = try ChildProcess([
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", key, "-www",
        ])
        let said = await process.read { Self.port(in: $0) != nil }
        guard let port = Self.port(in: said) else {
            process.end()
            throw Failure(output: said)
        }
        self.port = port
    }

    /// `s_server` prints `ACCEPT 127.0.0.1:<port>` once it listens.
    private static func port(in output: String) -> Int? {
        output.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.1) }
    }
}
