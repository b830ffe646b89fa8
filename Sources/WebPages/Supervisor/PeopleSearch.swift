import HelpDesk

/// Finds people by what somebody writes into a filter: an extension, or a part of a name.
struct PeopleSearch: Sendable {
    let callCenter: CallCenter
    /// The id of the PBX of extensions that name none.
    let defaultPBX: String

    /// - Returns: the extensions; `nil` when nothing is asked for, none when nobody is called so.
    func operators(_ wanted: String?) -> Set<String>? {
        found(wanted, in: callCenter.operators.values.map { ($0.extension, $0.name) })
    }

    /// Helpers, and supervisors who are helpers or operators besides.
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
        // Also that of somebody who is gone. Names may have numbers in them.
        if number.wholeMatch(of: /\+?[0-9*#]+(@[A-Za-z0-9._-]+)?/) != nil {
            return [ExtensionAddress.canonical(number, defaultPBX: defaultPBX)]
        }
        return Set(people.filter { $0.name.isFound(by: wanted) }.map(\.extension))
    }
}
