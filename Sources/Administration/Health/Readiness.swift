/// How the parts of the bridge stand.
public struct Readiness: Sendable, Equatable {
    /// What can be up or down.
    public enum Part: Sendable, Hashable {
        case database
        case clock
        case prompts
        /// The PBX; of several, all of them together.
        case pbx
        /// One of several.
        case onePBX(String)
        case source(String)
        /// One that cannot work as it is set.
        case webhook(String)
        /// The same.
        case subscription(String)

        /// The first part of the name, such as `source`.
        public var kind: String {
            switch self {
            case .database: "database"
            case .clock: "clock"
            case .prompts: "prompts"
            case .pbx, .onePBX: "pbx"
            case .source: "source"
            case .webhook: "webhook"
            case .subscription: "subscription"
            }
        }

        /// Which of its kind it is; `nil` where there is but one.
        public var id: String? {
            switch self {
            case .database, .clock, .prompts, .pbx: nil
            case .onePBX(let id), .source(let id), .webhook(let id), .subscription(let id): id
            }
        }

        /// As `/readyz` and the metrics name it: `pbx`, `source:main`.
        public var name: String { id.map { "\(kind):\($0)" } ?? kind }

        /// Whether the bridge is of no use without it. A dead lookup source is not required: the departments' tables
        /// serve. Of several PBXs, one that is down keeps nobody else from being helped.
        public var isRequired: Bool { self == .database || self == .pbx }
    }

    /// How one part stands.
    public struct Component: Sendable, Equatable {
        public var part: Part
        public var isUp: Bool
        /// Whether half of it works while it is not up: the database is still read, but cannot be written.
        public var isDegraded: Bool
        /// Why it is down. Shown to anybody who asks: never put a secret or an address with one into it.
        public var detail: String?

        public init(_ part: Part, isUp: Bool, isDegraded: Bool = false, detail: String? = nil) {
            self.part = part
            self.isUp = isUp
            self.isDegraded = isDegraded
            self.detail = detail
        }
    }

    /// One PBX.
    public struct PBX: Sendable, Equatable {
        public var id: String
        public var isUp: Bool
        /// The id of the bridge that runs its calls; `nil` while none does.
        public var owner: String?

        public init(id: String, isUp: Bool, owner: String?) {
            self.id = id
            self.isUp = isUp
            self.owner = owner
        }
    }

    /// The id of the bridge that tells it; `nil` where it is not known.
    public var bridge: String?
    /// The default one first.
    public var pbxs: [PBX]
    /// In the order in which they are shown.
    public var components: [Component]

    /// Whether everything that is required is up.
    public var isReady: Bool {
        missing.isEmpty
    }

    /// Whether what is required works at least half.
    public var isDegraded: Bool {
        !isReady && missing.allSatisfy(\.isDegraded)
    }

    private var missing: [Component] {
        components.filter { $0.part.isRequired && !$0.isUp }
    }

    public init(components: [Component], pbxs: [PBX] = [], bridge: String? = nil) {
        self.pbxs = pbxs
        self.bridge = bridge
        self.components = components
    }
}
