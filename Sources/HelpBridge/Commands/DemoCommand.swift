import ArgumentParser
import Foundation
import Logging
import WebPages

/// `helpbridge demo`: the whole bridge, without installation or configuration.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Runs the bridge with a simulated PBX, a sample CRM and a sample call centre.")

    @Option(help: "The port to listen on; another free one is taken when it is in use.")
    var port = 8080

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
    }

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("helpbridge-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer {
            // A leftover in the temporary directory is not a reason to fail.
            try? FileManager.default.removeItem(at: directory)
        }
        let logger = LoggingSetup.start(level: .notice, format: .text)
        let crm = try SampleCRM(port: FreePort.find(host: "127.0.0.1"))
        let configuration = try DemoConfiguration.make(directory: directory, port: FreePort.isFree(port) ? port : 0)
        let parts = try await BridgeParts(
            configuration, synthesizer: SpeechWorkerCommand.synthesizer(logger: logger),
            jq: JQWorkerCommand.pool(logger: logger))
        try await SampleCallCenter.load(
            into: configuration.database, crm: crm, parts: parts, logger: logger)
        let password = "demo-" + UUID().uuidString.lowercased().prefix(8)
        try await SampleUsers.load(password: password, into: configuration.database, logger: logger)
        let bridge = try Bridge(
            configuration: configuration, parts: parts, pages: PageFolder(configuration), logger: logger,
            secrets: .ofThisProcess, metrics: MetricsSetup.start(), companions: [crm])
        let token = configuration.tokens[0]
        defer { RunningDemo.remove() }
        try await bridge.run { url in
            RunningDemo(url: url, token: token).write()
            do {
                try Console.write(DemoConfiguration.welcome(url: url, token: token, password: password, crm: crm))
            } catch {
                logger.warning("nobody can read how to use the demo", metadata: ["reason": "\(error)"])
            }
        }
    }
}
