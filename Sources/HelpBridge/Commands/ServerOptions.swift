import ArgumentParser
import CurlHTTP
import Foundation
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
        guard let address = url ?? settings.certifiedAddress else {
            throw HelpBridgeError.failed(
                "http.port is 0, so the bridge's address is known only to itself; give it with --url")
        }
        guard let secret = try token.map(Self.secret) ?? settings.tokens.first else {
            throw HelpBridgeError.failed("the configuration has no auth.tokens; give one with --token")
        }
        return try BridgeClient(
            url: address, token: secret, connection: url == nil ? settings.localConnection : .init())
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
        return "\(http.tls == nil ? "http" : "https")://\(localHost):\(http.port)"
    }

    /// The same, by the name that stands in the bridge's certificate; ``localConnection`` leads there.
    fileprivate var certifiedAddress: String? {
        guard http.port != 0, let name = certifiedName else { return localAddress }
        return "https://\(Self.literal(name)):\(http.port)"
    }

    /// Trusts the bridge's certificate, whoever has signed it, and looks no name up.
    fileprivate var localConnection: CurlClient.Configuration {
        guard let tls = http.tls else { return .init() }
        var connection = CurlClient.Configuration(caFile: tls.certificateChain)
        if let name = certifiedName { connection.addresses[name.lowercased()] = localHost }
        return connection
    }

    private var certifiedName: String? {
        http.tls == nil ? nil : http.publicURL.flatMap(URL.init(string:))?.host
    }

    private var localHost: String {
        Self.literal(Self.anyAddress.contains(http.host) ? "127.0.0.1" : http.host)
    }

    /// What `http.host` is where the bridge listens on all addresses of the machine.
    static let anyAddress = ["0.0.0.0", "::", "*"]

    /// A host as it stands in a URL.
    static func literal(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
