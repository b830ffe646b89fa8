/// One configured way to ask for help.
public struct Route: Sendable, Codable, Equatable, Identifiable {
    /// How the manager is found.
    public enum Detection: String, Sendable, Codable, CaseIterable {
        /// The lookup sources in order, then the department's table.
        case crm
        /// The department's table only.
        case department
    }

    /// One rung of the ladder of people to ring.
    public enum Rung: String, Sendable, Codable, CaseIterable {
        case crm
        case department
        case parents
    }

    /// What a second press does while a request is open.
    public enum SecondPress: String, Sendable, Codable, CaseIterable {
        case same
        case cancel
    }

    /// What operators dial, such as `*5003`; also the route's id. With the id of a PBX, as in `*5003@shiraz`, the route is for
    /// that one's operators; else it is for those of all PBXs that have none of their own with this code.
    public var code: String
    public var name: String
    public var detection: Detection
    /// Ids of the lookup sources, in the order in which they are asked.
    public var sources: [String]
    /// The name of the voice, `Voices/<name>.yaml`.
    public var voice: String
    public var mode: CallMode
    /// A kind that is missing is spoken with the voice's own text.
    public var prompts: [PromptKind: PromptSource]
    public var ringing: RingingPolicy
    public var ladder: [Rung]
    public var secondPress: SecondPress
    public var options: RouteOptions

    public var id: String { code }

    /// What is dialled.
    public var dialledCode: String { ExtensionAddress(code).number }

    /// The id of the only PBX that it is for; `nil` for all of them.
    public var pbx: String? { ExtensionAddress(code).pbx }

    public init(
        code: String, name: String, detection: Detection, sources: [String] = [], voice: String,
        mode: CallMode = .whisper, prompts: [PromptKind: PromptSource] = [:], ringing: RingingPolicy = RingingPolicy(),
        ladder: [Rung] = [.crm, .department, .parents], secondPress: SecondPress = .same,
        options: RouteOptions = RouteOptions()
    ) {
        self.code = code
        self.name = name
        self.detection = detection
        self.sources = sources
        self.voice = voice
        self.mode = mode
        self.prompts = prompts
        self.ringing = ringing
        self.ladder = ladder
        self.secondPress = secondPress
        self.options = options
    }

    /// What an earlier version has stored with a request lacks the newer keys.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(String.self, forKey: .code)
        name = try container.decode(String.self, forKey: .name)
        detection = try container.decode(Detection.self, forKey: .detection)
        sources = try container.decode([String].self, forKey: .sources)
        voice = try container.decode(String.self, forKey: .voice)
        mode = try container.decode(CallMode.self, forKey: .mode)
        prompts = try container.decode([PromptKind: PromptSource].self, forKey: .prompts)
        ringing = try container.decode(RingingPolicy.self, forKey: .ringing)
        ladder = try container.decode([Rung].self, forKey: .ladder)
        secondPress = try container.decode(SecondPress.self, forKey: .secondPress)
        options = try container.decodeIfPresent(RouteOptions.self, forKey: .options) ?? RouteOptions()
    }
}

extension Route {
    /// The key with which a helper who hears who needs them says no.
    public static let declineKey = "9"
    /// The key with which they leave it to the next one.
    public static let passOnKey = "3"

    /// The key with which a helper takes the call; `nil` when they take it by picking up.
    var acceptKey: String? { options.acceptKey }

    /// What a helper hears of who needs them. In an emergency, the route's own words for any request are better than
    /// the voice's for an emergency.
    func introduction(of urgency: Urgency) -> PromptKind {
        let isOwn = prompts[.emergencyIntro] != nil || prompts[.managerIntro] == nil
        return urgency == .emergency && isOwn ? .emergencyIntro : .managerIntro
    }
}

extension PromptKind: CodingKeyRepresentable {}
