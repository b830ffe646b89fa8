import LocatedYAML

/// Settings are read leniently here: what is not there or of another kind is empty.
extension LocatedValue {
    func typed(_ key: String) -> String { self[key]?.typed ?? "" }

    func texts(_ key: String) -> [String] { self[key]?.items.map { $0.typed ?? "" } ?? [] }

    /// What was typed where a whole number belongs: the number, or the text for somebody else to refuse.
    static func whole(_ typed: String) -> LocatedValue {
        Int(typed).map(LocatedValue.integer) ?? .text(typed)
    }

    /// An object of those members that have a value, and of those that another one has beside them all: a form need not
    /// show everything in order not to lose it.
    static func object(of members: [(key: String, value: LocatedValue?)], over stored: LocatedValue?) -> LocatedValue {
        let known = Set(members.map(\.key))
        let rest = (stored?.members ?? []).filter { !known.contains($0.key) }
        return .object(object(of: members).members + rest)
    }
}

extension String {
    /// `nil` for an empty text.
    var nonEmpty: String? { isEmpty ? nil : self }
}
