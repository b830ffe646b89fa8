/// What a route may have beyond what every route must say.
public struct RouteOptions: Sendable, Codable, Equatable {
    /// Whom to ring when nobody of the ladder could be had.
    public enum Overflow: Sendable, Codable, Equatable {
        /// The helpers of this department.
        case department(String)
        /// An outside number, which is still to pass the ``DialPolicy``.
        case number(String)
    }

    /// What becomes of a `consult` whose operator's phone takes no second call.
    public enum WhenOperatorBusy: String, Sendable, Codable, CaseIterable {
        /// The helper comes to the live call, and only the operator hears them.
        case whisper
        /// The request fails.
        case fail
    }

    /// Which departments an operator may ask who is signed in or embedded in a CRM's page; programs may ask any.
    public enum Departments: String, Sendable, Codable, CaseIterable {
        case own
        case any
    }

    /// The key with which a helper takes the call; without one they take it by picking up.
    public var acceptKey: String?
    public var overflow: Overflow?
    public var whenOperatorBusy: WhenOperatorBusy
    /// Whether the operator's phone is asked to pick up by itself.
    public var autoAnswer: Bool
    /// How long a request waits for a helper when all of them are on the phone; 0 does not wait.
    public var waitSeconds: Int
    public var departments: Departments
    /// Whether operators are told who listens to them; they always see who whispers or talks along.
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

    /// What an earlier version has stored lacks the newer keys.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        acceptKey = try container.decodeIfPresent(String.self, forKey: .acceptKey)
        overflow = try container.decodeIfPresent(Overflow.self, forKey: .overflow)
        whenOperatorBusy =
            try container.decodeIfPresent(WhenOperatorBusy.self, forKey: .whenOperatorBusy) ?? .whisper
        autoAnswer = try container.decodeIfPresent(Bool.self, forKey: .autoAnswer) ?? false
        // Nobody can wait for what somebody has written into the database by hand.
        waitSeconds = min(max(try container.decodeIfPresent(Int.self, forKey: .waitSeconds) ?? 0, 0), 86_400)
        departments = try container.decodeIfPresent(Departments.self, forKey: .departments) ?? .own
        showsListening = try container.decodeIfPresent(Bool.self, forKey: .showsListening) ?? false
    }
}

extension RouteOptions: RouteOptionGroup {
    /// All but ``acceptKey`` and ``overflow``, which have a form of their own.
    public static let declared: [RouteOption<RouteOptions>] = [
        .word("whenOperatorBusy", \.whenOperatorBusy),
        .flag("autoAnswer", \.autoAnswer, isAlwaysWritten: false),
        .number("waitSeconds", \.waitSeconds, in: 0...3600, of: "seconds", isAlwaysWritten: false),
        .word("departments", \.departments, isAlwaysWritten: false),
        .flag("showsListening", \.showsListening, isAlwaysWritten: false),
    ]
}
