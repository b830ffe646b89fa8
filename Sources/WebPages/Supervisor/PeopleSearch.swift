import HelpDesk

/// A search for people by the text of a filter: an extension, or a part of a name.
struct PeopleSearch: Sendable {
    let callCenter: CallCenter
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String

    /// - Returns: the extensions; `nil` if the filter is empty, an empty set if nobody has this name.
    func operators(_ wanted: String?) -> Set<String>? {
        found(wanted, in: callCenter.operators.values.map { ($0.extension, $0.name) })
    }

    /// Finds helpers, and supervisors who are also helpers or operators.
    func helpers(_ wanted: String?) -> Set<String>? {
        found(
            wanted,
            in: callCenter.departments.values.flatMap(\.helpers).compactMap { helper in
                helper.name.map { (helper.extension, $0) }
            } + callCenter.operators.values.map { ($0.extension, $0.name) })
    }

    private func found(_ wanted: String?, in people: [(extension: String, name: String)]) -> Set<String>? {
        guard let wanted, !wanted.isEmpty else { return nil }
        let number = wanted.plainNumber
        // The extension may be that of a person who is gone. Names may contain numbers.
        if number.wholeMatch(of: /\+?[0-9*#]+(@[A-Za-z0-9._-]+)?/) != nil {
            return [ExtensionAddress.canonical(number, defaultPBX: defaultPBX)]
        }
        return Set(people.filter { $0.name.isFound(by: wanted) }.map(\.extension))
    }
}
