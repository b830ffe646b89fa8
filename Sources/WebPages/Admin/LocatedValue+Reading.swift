import LocatedYAML

/// Settings are read leniently here: what is not there or of another kind is empty.
extension LocatedValue {
    func typed(_ key: String) -> String { self[key]?.typed ?? "" }

    func texts(_ key: String) -> [String] { self[key]?.items.map { $0.typed ?? "" } ?? [] }

    /// What was typed where a whole number belongs: the number, or the text for somebody else to refuse.
    static func whole(_ typed: String) -> LocatedValue {
        Int(typed).map(LocatedValue.integer) ?? .text(typed)
    }

    /// This object with the members that another one has and that are none of `known`: a form need not show everything
    /// in order not to lose it.
    func keeping(from stored: LocatedValue?, except known: Set<String>) -> LocatedValue {
        .object(members + (stored?.members ?? []).filter { !known.contains($0.key) })
    }
}

extension String {
    /// `nil` for an empty text.
    var nonEmpty: String? { isEmpty ? nil : self }
}
