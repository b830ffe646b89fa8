import Foundation

/// The settings for Asterisk's REST interface.
public struct ARIConfiguration: Sendable {
    /// The base URL of ARI, such as `http://127.0.0.1:8088/ari`, without a trailing slash.
    public let url: String
    /// The name of our Stasis application.
    public private(set) var application: String
    public let username: String
    public let password: String
    /// The dial strings of extensions, and the names of their devices.
    public let phones: PhoneAddresses
    public let prompts: PromptLocation
    /// The time limit for connecting, for a REST call and for the event stream.
    public var connectTimeout: Duration = .seconds(2)
    /// The time limit for a whole REST call, and for opening the event stream.
    public var requestTimeout: Duration = .seconds(5)
    /// The interval of event stream probes; a probe without an answer before the next one ends the connection.
    public var pingInterval: Duration = .seconds(5)
    /// The delay before the event stream is opened again after it was refused or taken over.
    public var refusedRetryDelay: Duration = .seconds(30)
    /// The time that an Asterisk without ARI may take to start, before its absence counts as a fault.
    public var startingPeriod: Duration = .seconds(20)
    /// The time that the event stream must last for the back-off to start over.
    public var stablePeriod: Duration = .seconds(30)

    let host: String
    let port: Int
    /// The path before `/events`, without a trailing slash.
    let path: String

    /// Checks the settings and creates the configuration.
    ///
    /// - Parameters:
    ///   - url: The base URL of ARI; `http` only.
    ///   - application: The name of our Stasis application, as in the dialplan.
    ///   - username: A user of `ari.conf`.
    ///   - password: The user's password.
    ///   - phones: The dial strings of extensions, and the names of their devices.
    ///   - prompts: The location of the prompts for Asterisk.
    /// - Throws: ``TelephonyError`` naming the invalid setting.
    public init(
        url: String, application: String, username: String, password: String, phones: PhoneAddresses,
        prompts: PromptLocation
    ) throws(TelephonyError) {
        guard let components = URLComponents(string: url), let host = components.host, !host.isEmpty,
            components.query == nil, components.fragment == nil, components.user == nil,
            let scheme = components.scheme?.lowercased(), scheme == "http" || scheme == "https"
        else { throw .invalidURL(setting: "pbx.ari.url", value: url) }
        guard scheme == "http" else { throw .encryptedEventStream(url: url) }
        for (name, value, separators) in [
            ("pbx.ari.application", application, ", "), ("pbx.ari.username", username, ":"),
        ] {
            guard !value.isEmpty, !value.contains(where: { separators.contains($0) || $0.isNewline }) else {
                throw .invalidSetting(name: name, reason: "'\(value)' must be a word without any of '\(separators)'")
            }
        }
        try prompts.validate()
        self.url = String(url.reversed().drop { $0 == "/" }.reversed())
        self.application = application
        self.username = username
        self.password = password
        self.phones = phones
        self.prompts = prompts
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = components.port ?? 80
        self.path = String(components.percentEncodedPath.reversed().drop { $0 == "/" }.reversed())
    }

    /// Returns the settings with another Stasis application.
    func with(application: String) -> ARIConfiguration {
        var configuration = self
        configuration.application = application
        return configuration
    }

    var reconnectTimes: ReconnectTimes {
        ReconnectTimes(
            refusedRetryDelay: refusedRetryDelay, stablePeriod: stablePeriod, startingPeriod: startingPeriod)
    }

    /// The value of the `Authorization` header (RFC 7617).
    var authorization: String {
        "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
    }

    /// The value of the `Host` header.
    var authority: String {
        (host.contains(":") ? "[\(host)]" : host) + (port == 80 ? "" : ":\(port)")
    }
}
