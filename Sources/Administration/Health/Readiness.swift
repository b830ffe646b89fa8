/// The status of the bridge's parts.
public struct Readiness: Sendable, Equatable {
    /// A part that can be up or down.
    public enum Part: Sendable, Hashable {
        case database
        case clock
        case prompts
        /// The PBX; if there are several, all of them together.
        case pbx
        /// One of several PBXs.
        case onePBX(String)
        case source(String)
        /// A webhook endpoint that cannot work as configured.
        case webhook(String)
        /// A subscription that cannot work as configured.
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

        /// The id within its kind; `nil` if there is only one part of the kind.
        public var id: String? {
            switch self {
            case .database, .clock, .prompts, .pbx: nil
            case .onePBX(let id), .source(let id), .webhook(let id), .subscription(let id): id
            }
        }

        /// The name in `/readyz` and the metrics: `pbx`, `source:main`.
        public var name: String { id.map { "\(kind):\($0)" } ?? kind }

        /// Whether the bridge is useless without it.
        ///
        /// A dead lookup source is not required: the departments' tables are used. One of several PBXs is not required
        /// either: it keeps nobody on the others from being helped.
        public var isRequired: Bool { self == .database || self == .pbx }
    }

    /// The status of one part.
    public struct Component: Sendable, Equatable {
        public var part: Part
        public var isUp: Bool
        /// Whether it works partly while it is not up: the database can still be read, but not written.
        public var isDegraded: Bool
        /// The reason why it is down.
        ///
        /// Shown to anybody: it must never contain a secret or an address with one.
        public var detail: String?

        public init(_ part: Part, isUp: Bool, isDegraded: Bool = false, detail: String? = nil) {
            self.part = part
            self.isUp = isUp
            self.isDegraded = isDegraded
            self.detail = detail
        }
    }

    /// The status of one PBX.
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

    /// The id of the bridge that reports it; `nil` if unknown.
    public var bridge: String?
    /// The PBXs, the default one first.
    public var pbxs: [PBX]
    /// The parts, in the order they are shown.
    public var components: [Component]

    /// Whether all required parts are up.
    public var isReady: Bool {
        missing.isEmpty
    }

    /// Whether required parts are down, but all of them still work partly.
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
