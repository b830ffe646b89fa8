import WebServer

/// Settings are read leniently here: what is not there or of another kind is empty.
extension JSONTree {
    var items: [JSONTree] {
        guard case .array(let items) = self else { return [] }
        return items
    }

    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// A scalar as it would be typed.
    var typed: String {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .boolean(let flag): flag ? "true" : "false"
        case .null, .array, .object: ""
        }
    }

    func typed(_ key: String) -> String { self[key]?.typed ?? "" }

    func texts(_ key: String) -> [String] { self[key]?.items.map(\.typed) ?? [] }

    /// What was typed where a whole number belongs: the number, or the text for somebody else to refuse.
    static func whole(_ typed: String) -> JSONTree {
        Int(typed).map(JSONTree.integer) ?? .text(typed)
    }

    /// An object of those members that have a value.
    static func object(of members: [(key: String, value: JSONTree?)]) -> JSONTree {
        .object(members.compactMap { member in member.value.map { Member(member.key, $0) } })
    }

    /// This object with the members that another one has and that are none of `known`: a form need not show everything
    /// in order not to lose it.
    func keeping(from stored: JSONTree?, except known: Set<String>) -> JSONTree {
        .object(members + (stored?.members ?? []).filter { !known.contains($0.key) })
    }
}

extension String {
    /// `nil` for an empty text.
    var nonEmpty: String? { isEmpty ? nil : self }
}
