import ArgumentParser
import Foundation

/// `--config`, for every command that needs the configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file (default: helpbridge.yaml, then /etc/helpbridge/helpbridge.yaml).")
    var file: String?

    /// Reads secrets whose files are relative to the configuration's directory.
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
