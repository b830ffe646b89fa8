import ArgumentParser
import CurlHTTP
import Foundation
import HelpDesk

/// The options for reaching a running bridge.
struct ServerOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "The address of the running bridge, such as http://127.0.0.1:8080.")
    var url: String?

    @Option(help: "An API token: a literal, env:NAME or file:PATH.")
    var token: String?

    /// Creates a client of the bridge that the options name, of the demo on this machine, or of the configured bridge.
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
    /// The bridge's address on this machine; `nil` if the port is chosen at start.
    var localAddress: String? {
        guard http.port != 0 else { return nil }
        return "\(http.tls == nil ? "http" : "https")://\(localHost):\(http.port)"
    }

    /// Like ``localAddress``, but with the name in the bridge's certificate; ``localConnection`` maps it to this
    /// machine.
    fileprivate var certifiedAddress: String? {
        guard http.port != 0, let name = certifiedName else { return localAddress }
        return "https://\(Self.literal(name)):\(http.port)"
    }

    /// A configuration that trusts the bridge's certificate, whoever signed it, and does not resolve its name.
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

    /// The values of `http.host` that make the bridge listen on all addresses of the machine.
    static let anyAddress = ["0.0.0.0", "::", "*"]

    /// Returns a host in the form for a URL.
    static func literal(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
