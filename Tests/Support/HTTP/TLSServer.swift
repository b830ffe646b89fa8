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

    /// How long its certificate is good for.
    public enum Validity: Sendable {
        case today
        /// It ended in 2020.
        case expired
    }

    /// Runs a server for the length of a closure.
    ///
    /// - Throws: What `run` throws, or ``Failure`` when `openssl` does not serve.
    public static func with<Result>(
        _ validity: Validity = .today, run: (TLSServer) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // A left-over temporary folder is no reason to fail a test.
        defer { try? FileManager.default.removeItem(at: directory) }
        let server = try await TLSServer(directory: directory, validity)
        defer { server.process.end() }
        return try await run(server)
    }

    /// The URL of its only page.
    public var url: String { "https://127.0.0.1:\(port)/" }

    private init(directory: URL, _ validity: Validity) async throws {
        self.directory = directory
        certificateFile = directory.appendingPathComponent("certificate.pem").path
        let key = directory.appendingPathComponent("key.pem").path
        let request = directory.appendingPathComponent("request.pem").path
        try await Self.openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
            "-out", request, "-subj", "/CN=127.0.0.1",
        ])
        try await Self.sign(request, key: key, as: certificateFile, in: directory, validity)
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

    /// Only `openssl ca` takes dates in the past.
    private static func sign(
        _ request: String, key: String, as certificate: String, in directory: URL, _ validity: Validity
    ) async throws {
        let path = directory.path
        let configuration = """
            [ca]
            default_ca = own
            [own]
            database = \(path)/index.txt
            serial = \(path)/serial
            new_certs_dir = \(path)
            policy = policy
            x509_extensions = extensions
            default_md = sha256
            [policy]
            commonName = supplied
            [extensions]
            subjectAltName = IP:127.0.0.1
            basicConstraints = CA:TRUE

            """
        let file = directory.appendingPathComponent("ca.conf")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        try Data().write(to: directory.appendingPathComponent("index.txt"))
        try Data("01\n".utf8).write(to: directory.appendingPathComponent("serial"))
        let dates =
            switch validity {
            case .today: ["-days", "2"]
            case .expired: ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
            }
        try await openssl(
            ["ca", "-batch", "-selfsign", "-notext", "-config", file.path, "-in", request, "-keyfile", key]
                + ["-out", certificate] + dates)
    }

    private static func openssl(_ arguments: [String]) async throws {
        let child = try ChildProcess(["openssl"] + arguments)
        let output = await child.read()
        guard child.waitForExit().exitCode == 0 else { throw Failure(output: output) }
    }

    /// `s_server` prints `ACCEPT 127.0.0.1:<port>` once it listens.
    private static func port(in output: String) -> Int? {
        output.firstMatch(of: /ACCEPT 127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.1) }
    }
}
