import LocatedYAML

/// Lenient reading of settings: a value that is missing or of another kind is empty.
extension LocatedValue {
    func typed(_ key: String) -> String { self[key]?.typed ?? "" }

    func texts(_ key: String) -> [String] { self[key]?.items.map { $0.typed ?? "" } ?? [] }

    /// Returns the whole number that was typed, or the text itself, which validation then refuses.
    static func whole(_ typed: String) -> LocatedValue {
        Int(typed).map(LocatedValue.integer) ?? .text(typed)
    }

    /// Returns an object of the members that have a value, and of all other members of a stored object.
    ///
    /// A form thus keeps what it does not show.
    static func object(of members: [(key: String, value: LocatedValue?)], over stored: LocatedValue?) -> LocatedValue {
        let known = Set(members.map(\.key))
        let rest = (stored?.members ?? []).filter { !known.contains($0.key) }
        return .object(object(of: members).members + rest)
    }
}

extension String {
    /// The text; `nil` if it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
