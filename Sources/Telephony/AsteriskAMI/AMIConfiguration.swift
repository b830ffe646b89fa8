/// How Asterisk is reached through its manager interface.
public struct AMIConfiguration: Sendable {
    public let host: String
    public let port: Int
    public let username: String
    public let password: String
    /// The context of the dialplan that `helpbridge pbx dialplan` prints.
    public let context: String
    /// How an extension is dialled, and what its device is called.
    public let phones: PhoneAddresses
    /// Where the prompts are, as the PBX sees it.
    public let promptDirectory: String
    /// How long connecting, and each answer, may take.
    public var timeout: Duration = .seconds(5)
    /// How often the connection is probed.
    public var pingInterval: Duration = .seconds(5)
    /// How long to wait before connecting again after the login was refused.
    public var refusedRetryDelay: Duration = .seconds(30)
    /// How long the connection must have lasted for the back-off to begin anew.
    public var stablePeriod: Duration = .seconds(30)

    /// - Throws: ``TelephonyError`` naming the setting that cannot work.
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

    /// An Asterisk that is starting answers no login.
    var reconnectTimes: ReconnectTimes {
        ReconnectTimes(refusedRetryDelay: refusedRetryDelay, stablePeriod: stablePeriod, startingPeriod: .zero)
    }
}
