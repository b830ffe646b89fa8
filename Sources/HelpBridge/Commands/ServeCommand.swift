import ArgumentParser
import Foundation
import Logging
import WebPages

/// `helpbridge serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Runs the bridge.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try await options.load()
        let logger = LoggingSetup.start(level: configuration.logLevel, format: configuration.logFormat)
        for warning in configuration.warnings { logger.warning("\(warning)") }
        async let readPages = try PageFolder(configuration)
        let parts = try await BridgeParts(
            configuration, synthesizer: SpeechWorkerCommand.synthesizer(logger: logger),
            jq: JQWorkerCommand.pool(logger: logger))
        let pages = try await readPages
        if configuration.tokens.isEmpty {
            logger.warning("auth.tokens is empty: nobody can ask for help through the API")
        }
        var bridge = Bridge(
            configuration: configuration, parts: parts, pages: pages, logger: logger,
            secrets: options.secrets, metrics: MetricsSetup.start())
        bridge.reread = { [options] in try await options.load() }
        try await bridge.run { url in
            do {
                try Console.write("HelpBridge \(Version.text) listens on \(url)")
            } catch {
                // The bridge serves anyway.
                logger.warning(
                    "nobody can read where the bridge listens", metadata: ["address": "\(url)", "reason": "\(error)"])
            }
        }
    }
}
