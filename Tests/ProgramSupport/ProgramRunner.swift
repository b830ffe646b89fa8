public import Foundation
public import TestSupport

/// Runs the program in a folder of its own, as a user does.
public struct ProgramRunner: Sendable {
    public struct Result: Sendable {
        public var code: Int32
        public var output: String
        public var errors: [String]
    }

    public struct Failure: Error, CustomStringConvertible {
        public var description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// A bridge that serves.
    public struct Bridge: Sendable {
        public var url: String
        /// The path of its configuration.
        public var configuration: String
        /// `env`, which starts it, becomes it.
        public var process: pid_t
    }

    /// One of each: a department with a helper, an operator, and a route that speaks English.
    public static let smallCallCenter = """
        departments:
          - {id: support, name: Support, helpers: [{extension: "200", name: Sara}]}
        operators:
          - {extension: "101", name: Ali, department: support}
        routes:
          - {code: "*5003", name: Help, detection: department, voice: en}
        """

    public let directory: URL

    public init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// - Parameter environment: variables for it, as `NAME=value`.
    public func start(
        _ arguments: [String], environment: [String] = [], inputFile: String = "/dev/null", errors: String = "errors"
    ) throws -> ChildProcess {
        // The demo's beacon must not meet that of a person on the same machine.
        return try ChildProcess(
            ["/usr/bin/env", "XDG_RUNTIME_DIR=\(directory.path)"] + environment + [BuiltProgram.path] + arguments,
            inputFile: inputFile, errorFile: directory.appendingPathComponent(errors).path)
    }

    /// What the programs that were started have written to their standard error.
    public var log: String {
        let file = directory.appendingPathComponent("errors").path
        return (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    /// Starts a bridge; the caller ends it.
    ///
    /// - Parameter configuration: the path of its configuration.
    public func launch(
        _ configuration: String, environment: [String] = []
    ) async throws -> (bridge: Bridge, child: ChildProcess) {
        let child = try start(["serve", "--config", configuration], environment: environment)
        let line = await child.read { $0.contains("\n") }
        guard let url = line.split(whereSeparator: \.isWhitespace).last, url.hasPrefix("http") else {
            child.end()
            throw Failure(description: "serve: \(line) \(log)")
        }
        let bridge = Bridge(url: String(url), configuration: configuration, process: child.identifier)
        return (bridge, child)
    }

    /// - Parameters:
    ///   - input: what it reads from standard input; `nil` for nothing.
    ///   - environment: variables for it, as `NAME=value`.
    public func run(
        _ arguments: [String], input: String? = nil, environment: [String] = []
    ) async throws -> Result {
        let errors = UUID().uuidString
        let inputFile = try input.map { try write(UUID().uuidString, $0) }
        let child = try start(
            arguments, environment: environment, inputFile: inputFile ?? "/dev/null", errors: errors)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        let text = try String(contentsOf: directory.appendingPathComponent(errors), encoding: .utf8)
        return Result(code: code, output: output, errors: text.split(separator: "\n").map(String.init))
    }

    public func write(_ name: String, _ text: String) throws -> String {
        let file = directory.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// Applies a call centre and serves it with a simulated PBX, while a scenario plays.
    ///
    /// - Parameters:
    ///   - callCenter: the text of a call-centre file.
    ///   - settings: further lines of the configuration.
    ///   - scenario: what to do while it serves; the API token is `program-test`.
    public func serve<Value>(
        _ callCenter: String, settings: String = "", _ scenario: (Bridge) async throws -> Value
    ) async throws -> Value {
        let configuration = try write(
            "helpbridge.yaml",
            """
            http: {port: 0, limits: {connectionsPerAddress: 10000}}
            pbx: {driver: simulated}
            auth: {tokens: [program-test]}
            \(settings)
            """)
        let applied = try await run(["apply", try write("callcenter.yaml", callCenter), "--config", configuration])
        guard applied.code == 0 else { throw Failure(description: "apply: \(applied.errors)") }
        let (bridge, child) = try await launch(configuration)
        defer { child.terminate() }
        return try await scenario(bridge)
    }
}
