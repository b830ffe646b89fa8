import Foundation

/// How Asterisk is reached through its REST interface.
public struct ARIConfiguration: Sendable {
    /// Where ARI answers, such as `http://127.0.0.1:8088/ari`; without a trailing slash.
    public let url: String
    /// The name of our Stasis application.
    public private(set) var application: String
    public let username: String
    public let password: String
    /// How an extension is dialled, and what its device is called.
    public let phones: PhoneAddresses
    public let prompts: PromptLocation
    /// How long connecting may take, in a REST call and for the event stream.
    public var connectTimeout: Duration = .seconds(2)
    /// How long a whole REST call, and the opening of the event stream, may take.
    public var requestTimeout: Duration = .seconds(5)
    /// How often the event stream is probed; a probe without an answer before the next one ends the connection.
    public var pingInterval: Duration = .seconds(5)
    /// How long to wait before the event stream is opened again after it was refused or taken over.
    public var refusedRetryDelay: Duration = .seconds(30)
    /// For how long an Asterisk without ARI may be one that is still starting.
    public var startingPeriod: Duration = .seconds(20)
    /// How long the event stream must have lasted for the back-off to begin anew.
    public var stablePeriod: Duration = .seconds(30)

    let host: String
    let port: Int
    /// The path before `/events`, without a trailing slash.
    let path: String

    /// Checks the settings and makes the configuration.
    ///
    /// - Parameters:
    ///   - url: Where ARI answers; `http` only.
    ///   - application: The name of our Stasis application, as it stands in the dialplan.
    ///   - username: A user of `ari.conf`.
    ///   - password: The user's password.
    ///   - phones: How an extension is dialled, and what its device is called.
    ///   - prompts: Where Asterisk finds the prompts.
    /// - Throws: ``TelephonyError`` naming the setting that cannot work.
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

    /// The same Asterisk, as another Stasis application.
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
