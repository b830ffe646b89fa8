/// How the parts of the bridge stand.
public struct Readiness: Sendable, Equatable {
    /// One part: the database, the PBX, a lookup source.
    public struct Component: Sendable, Equatable {
        /// `database`, `clock`, `pbx`, `source:<id>`; of several PBXs each is a `pbx:<id>` as well.
        public var name: String
        public var isUp: Bool
        /// Whether half of it works while it is not up: the database is still read, but cannot be written.
        public var isDegraded: Bool
        /// Why it is down. Shown to anybody who asks: never put a secret or an address with one into it.
        public var detail: String?
        /// Whether the bridge is of no use without it. A dead lookup source is not: the departments' tables serve.
        public var isRequired: Bool

        public init(
            _ name: String, isUp: Bool, isDegraded: Bool = false, detail: String? = nil, isRequired: Bool = true
        ) {
            self.name = name
            self.isUp = isUp
            self.isDegraded = isDegraded
            self.detail = detail
            self.isRequired = isRequired
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
        components.filter { $0.isRequired && !$0.isUp }
    }

    public init(components: [Component], pbxs: [PBX] = [], bridge: String? = nil) {
        self.pbxs = pbxs
        self.bridge = bridge
        self.components = components
    }
}
