import ArgumentParser
import HelpDesk

/// Where the running bridge is: for commands that talk to it.
struct ServerOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "The address of the running bridge, such as http://127.0.0.1:8080.")
    var url: String?

    @Option(help: "An API token: a literal, env:NAME or file:PATH.")
    var token: String?

    /// The running bridge: as told, as configured, or the demo that runs on this machine.
    func client() async throws -> BridgeClient {
        if let url, let token { return try BridgeClient(url: url, token: Self.secret(token)) }
        if configuration.file == nil, BridgeConfiguration.file(named: nil) == nil, let demo = RunningDemo.find() {
            return try BridgeClient(url: url ?? demo.url, token: token.map(Self.secret) ?? demo.token)
        }
        let settings = try await configuration.load()
        guard let address = url ?? settings.localAddress else {
            throw HelpBridgeError.failed(
                "http.port is 0, so the bridge's address is known only to itself; give it with --url")
        }
        guard let secret = try token.map(Self.secret) ?? settings.tokens.first else {
            throw HelpBridgeError.failed("the configuration has no auth.tokens; give one with --token")
        }
        return try BridgeClient(url: address, token: secret)
    }

    private static func secret(_ text: String) throws -> String {
        do {
            return try SecretReader.ofThisProcess.read(.init(text))
        } catch {
            throw HelpBridgeError.failed("--token: \(error)")
        }
    }
}

extension BridgeConfiguration {
    /// How this machine reaches the bridge; `nil` when the port is chosen at start.
    var localAddress: String? {
        guard http.port != 0 else { return nil }
        let host = ["0.0.0.0", "::", "*"].contains(http.host) ? "127.0.0.1" : http.host
        let literal = host.contains(":") ? "[\(host)]" : host
        return "\(http.tls == nil ? "http" : "https")://\(literal):\(http.port)"
    }
}
