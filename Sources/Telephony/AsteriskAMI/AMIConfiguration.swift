/// The settings for Asterisk's manager interface.
public struct AMIConfiguration: Sendable {
    public let host: String
    public let port: Int
    public let username: String
    public let password: String
    /// The context of the dialplan that `helpbridge pbx dialplan` prints.
    public let context: String
    /// The dial strings of extensions, and the names of their devices.
    public let phones: PhoneAddresses
    /// The directory of the prompts, as the PBX sees it.
    public let promptDirectory: String
    /// The time limit for connecting, and for each answer.
    public var timeout: Duration = .seconds(5)
    /// The interval between pings.
    public var pingInterval: Duration = .seconds(5)
    /// The delay before connecting again after the login was refused.
    public var refusedRetryDelay: Duration = .seconds(30)
    /// The time that the connection must last for the back-off to start over.
    public var stablePeriod: Duration = .seconds(30)

    /// - Throws: ``TelephonyError`` naming the invalid setting.
    public init(
        host: String, port: Int, username: String, password: String, context: String, phones: PhoneAddresses,
        promptDirectory: String
    ) throws(TelephonyError) {
        for (name, value) in [
            ("pbx.ami.host", host), ("pbx.ami.username", username), ("pbx.ami.password", password),
        ] where value.isEmpty || value.contains(where: { $0.isNewline || $0 == "\0" }) {
            throw .invalidSetting(name: name, reason: "it must be one line of text")
        }
        guard !context.isEmpty, context.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else {
            throw .invalidSetting(name: "pbx.ami.context", reason: "'\(context)' must be letters, digits, - and _")
        }
        try PromptLocation.directory(promptDirectory).validate()
        self.host = host
        self.port = port
        self.username = username
        self.password = password
        self.context = context
        self.phones = phones
        self.promptDirectory = promptDirectory
    }

    /// The times for reconnecting: an Asterisk that is starting does not answer a login.
    var reconnectTimes: ReconnectTimes {
        ReconnectTimes(refusedRetryDelay: refusedRetryDelay, stablePeriod: stablePeriod, startingPeriod: .zero)
    }
}
