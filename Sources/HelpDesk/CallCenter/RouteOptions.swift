/// The optional settings of a route.
public struct RouteOptions: Sendable, Codable, Equatable {
    /// The people to ring if nobody on the ladder could be reached.
    public enum Overflow: Sendable, Codable, Equatable {
        /// The helpers of this department.
        case department(String)
        /// An external number, which must still pass the ``DialPolicy``.
        case number(String)
    }

    /// The handling of a `consult` whose operator's phone accepts no second call.
    public enum WhenOperatorBusy: String, Sendable, Codable, CaseIterable {
        /// The helper joins the live call, and only the operator hears them.
        case whisper
        /// The request fails.
        case fail
    }

    /// The departments that operators who are signed in or embedded in a CRM's page may ask; programs may ask any.
    public enum Departments: String, Sendable, Codable, CaseIterable {
        case own
        case any
    }

    /// The key that a helper presses to take the call; `nil` if picking up is enough.
    public var acceptKey: String?
    public var overflow: Overflow?
    public var whenOperatorBusy: WhenOperatorBusy
    /// Whether the operator's phone is asked to answer automatically.
    public var autoAnswer: Bool
    /// The maximum time that a request waits for a helper if all are on the phone; 0 disables waiting.
    public var waitSeconds: Int
    public var departments: Departments
    /// Whether operators see who listens to them; they always see who whispers or joins the conversation.
    public var showsListening: Bool

    public init(
        acceptKey: String? = nil, overflow: Overflow? = nil, whenOperatorBusy: WhenOperatorBusy = .whisper,
        autoAnswer: Bool = false, waitSeconds: Int = 0, departments: Departments = .own,
        showsListening: Bool = false
    ) {
        self.acceptKey = acceptKey
        self.overflow = overflow
        self.whenOperatorBusy = whenOperatorBusy
        self.autoAnswer = autoAnswer
        self.waitSeconds = waitSeconds
        self.departments = departments
        self.showsListening = showsListening
    }

    public init() {
        self.init(acceptKey: nil)
    }

    /// Decodes options; options stored by earlier versions lack the newer keys.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        acceptKey = try container.decodeIfPresent(String.self, forKey: .acceptKey)
        overflow = try container.decodeIfPresent(Overflow.self, forKey: .overflow)
        whenOperatorBusy =
            try container.decodeIfPresent(WhenOperatorBusy.self, forKey: .whenOperatorBusy) ?? .whisper
        autoAnswer = try container.decodeIfPresent(Bool.self, forKey: .autoAnswer) ?? false
        // A value written into the database by hand may be unreasonable.
        waitSeconds = min(max(try container.decodeIfPresent(Int.self, forKey: .waitSeconds) ?? 0, 0), 86_400)
        departments = try container.decodeIfPresent(Departments.self, forKey: .departments) ?? .own
        showsListening = try container.decodeIfPresent(Bool.self, forKey: .showsListening) ?? false
    }
}

extension RouteOptions: RouteOptionGroup {
    /// All options but ``acceptKey`` and ``overflow``, which have their own form.
    public static let declared: [RouteOption<RouteOptions>] = [
        .word("whenOperatorBusy", \.whenOperatorBusy),
        .flag("autoAnswer", \.autoAnswer, isAlwaysWritten: false),
        .number("waitSeconds", \.waitSeconds, in: 0...3600, of: "seconds", isAlwaysWritten: false),
        .word("departments", \.departments, isAlwaysWritten: false),
        .flag("showsListening", \.showsListening, isAlwaysWritten: false),
    ]
}
