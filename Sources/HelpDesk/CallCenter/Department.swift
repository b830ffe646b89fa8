/// A unit of the call centre and the people who help its operators.
public struct Department: Sendable, Codable, Equatable, Identifiable {
    public var id: String
    public var name: String
    /// The id of the parent department.
    public var parent: String?
    /// The helpers, in ringing order.
    public var helpers: [Helper]

    public init(id: String, name: String, parent: String? = nil, helpers: [Helper] = []) {
        self.id = id
        self.name = name
        self.parent = parent
        self.helpers = helpers
    }

    /// A manager who helps a department's operators.
    public struct Helper: Sendable, Codable, Equatable {
        /// The extension, with the id of its PBX unless that is the default one.
        public var `extension`: String
        public var name: String?

        public init(extension number: String, name: String? = nil) {
            self.extension = number
            self.name = name
        }
    }
}
