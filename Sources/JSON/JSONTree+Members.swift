extension JSONTree {
    /// A member of an object.
    public struct Member: Sendable, Hashable {
        public var key: String
        public var value: JSONTree

        public init(_ key: String, _ value: JSONTree) {
            self.key = key
            self.value = value
        }
    }

    /// The members of an object in the order they are written, which comparisons ignore.
    ///
    /// Looking up a member takes linear time.
    public struct Members: Sendable, RandomAccessCollection {
        private var members: [Member]

        /// - Parameter members: each key at most once.
        public init(_ members: some Sequence<Member>) {
            self.members = Array(members)
        }

        /// Creates members in the order of their keys.
        public init(_ members: [String: JSONTree]) {
            self.members = members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) }
        }

        public var startIndex: Int { members.startIndex }
        public var endIndex: Int { members.endIndex }

        public subscript(position: Int) -> Member { members[position] }

        public subscript(_ key: String) -> JSONTree? { members.first { $0.key == key }?.value }
    }
}

extension JSONTree.Members: Hashable {
    private var sorted: [JSONTree.Member] { members.sorted { $0.key < $1.key } }

    public static func == (left: JSONTree.Members, right: JSONTree.Members) -> Bool {
        left.members == right.members || left.count == right.count && left.sorted == right.sorted
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sorted)
    }
}

extension JSONTree.Members: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(arrayLiteral members: JSONTree.Member...) {
        self.init(members)
    }

    /// - Parameter members: each key at most once.
    public init(dictionaryLiteral members: (String, JSONTree)...) {
        self.init(members.map { JSONTree.Member($0.0, $0.1) })
    }
}
