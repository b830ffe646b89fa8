/// A configured way to ask for help.
public struct Route: Sendable, Codable, Equatable, Identifiable {
    /// The method of finding the manager.
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

    /// The effect of a second press while a request is open.
    public enum SecondPress: String, Sendable, Codable, CaseIterable {
        case same
        case cancel
    }

    /// The code that operators dial, such as `*5003`; also the route's id.
    ///
    /// With the id of a PBX, as in `*5003@shiraz`, the route is for that PBX's operators; otherwise it is for the
    /// operators of all PBXs that have no route of their own with this code.
    public var code: String
    public var name: String
    public var detection: Detection
    /// The ids of the lookup sources, in query order.
    public var sources: [String]
    /// The name of the voice, `Voices/<name>.yaml`.
    public var voice: String
    public var mode: CallMode
    /// The route's own prompts; for missing kinds, the voice's own text is spoken.
    public var prompts: [PromptKind: PromptSource]
    public var ringing: RingingPolicy
    public var ladder: [Rung]
    public var secondPress: SecondPress
    public var options: RouteOptions

    public var id: String { code }

    /// The code to dial.
    public var dialledCode: String { ExtensionAddress(code).number }

    /// The id of the only PBX that the route is for; `nil` for all PBXs.
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

    /// Decodes a route; routes stored with a request by earlier versions lack the newer keys.
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
    /// The key that a helper presses to decline, during the introduction.
    public static let declineKey = "9"
    /// The key that a helper presses to pass the call on to the next helper.
    public static let passOnKey = "3"

    /// The key that a helper presses to take the call; `nil` if picking up is enough.
    var acceptKey: String? { options.acceptKey }

    /// Returns the prompt that tells a helper who needs them.
    ///
    /// In an emergency, the route's own text for any request takes precedence over the voice's text for emergencies.
    func introduction(of urgency: Urgency) -> PromptKind {
        let isOwn = prompts[.emergencyIntro] != nil || prompts[.managerIntro] == nil
        return urgency == .emergency && isOwn ? .emergencyIntro : .managerIntro
    }
}

extension PromptKind: CodingKeyRepresentable {}
