import ArgumentParser
import Foundation

/// The `--config` option of every command that needs the configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file (default: helpbridge.yaml, then /etc/helpbridge/helpbridge.yaml).")
    var file: String?

    /// The reader for secrets, whose relative paths start at the configuration's directory.
    var secrets: SecretReader {
        let file = BridgeConfiguration.file(named: file) ?? "."
        return SecretReader(
            environment: ProcessInfo.processInfo.environment,
            directory: URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent())
    }

    func load() async throws -> BridgeConfiguration {
        try await BridgeConfiguration.load(file: file)
    }
}
