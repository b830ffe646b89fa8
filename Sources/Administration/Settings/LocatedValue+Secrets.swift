import HelpDesk
import LocatedYAML

/// Secrets in settings that are shown: references as they are, literals masked.
extension LocatedValue {
    func masked(_ kind: SettingKind) -> LocatedValue {
        switch kind {
        case .department, .operator, .route: self
        case .source: replacing("credentials", \.textsMasked)
        case .webhook, .subscription: replacing("secret", \.textsMasked)
        }
    }

    /// Differs, but for an odd chance, when the content does; made anew by each process, so that nobody can find out a
    /// secret by trying.
    var tag: String {
        var hasher = Hasher()
        hash(into: &hasher)
        return String(UInt(bitPattern: hasher.finalize()), radix: 16)
    }

    /// With the id that a path names; another one in the content is refused.
    func identified(by item: SettingItem, _ policy: DialPolicy) throws(AdministrationError) -> LocatedValue {
        let (id, field) = (item.id, item.kind.idField)
        guard case .object(let members) = content else { return self }
        guard let given = self[field], given != .null else {
            return .object([Member(field, .text(id))] + members.filter { $0.key != field })
        }
        guard item.kind.id(of: self, policy) == id else {
            let message = "must be the one in the address: it cannot be changed; make a new one and remove this"
            throw .invalid([LocatedProblem(path: field, message: message)])
        }
        return self
    }

    /// Where a text stands for a number or the other way round, which a file may do and JSON should not.
    ///
    /// - Parameters:
    ///   - canonical: the same setting as it is exported.
    ///   - field: where this stands in it; empty for the whole.
    func kindFaults(against canonical: LocatedValue, field: String = "") -> [LocatedProblem] {
        switch (content, canonical.content) {
        case (.object(let members), .object):
            members.flatMap { member in
                canonical[member.key].map {
                    member.value.kindFaults(
                        against: $0, field: field.isEmpty ? member.key : "\(field).\(member.key)")
                } ?? []
            }
        case (.array(let items), .array(let others)):
            zip(items, others).enumerated().flatMap { $1.0.kindFaults(against: $1.1, field: "\(field)[\($0)]") }
        case (.integer, .text), (.number, .text), (.boolean, .text):
            [LocatedProblem(path: field, message: "must be a string: put it into quotes")]
        case (.text, .integer), (.text, .boolean):
            [LocatedProblem(path: field, message: "must not be in quotes")]
        default:
            []
        }
    }

    private func replacing(_ key: String, _ change: (LocatedValue) -> LocatedValue) -> LocatedValue {
        guard case .object(let members) = content else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }

    private var textsMasked: LocatedValue {
        switch content {
        case .text(let text): .text(SecretReference(text).description)
        case .array(let items): .array(items.map(\.textsMasked))
        case .object(let members): .object(members.map { Member($0.key, $0.value.textsMasked) })
        case .null, .boolean, .integer, .number: self
        }
    }
}
