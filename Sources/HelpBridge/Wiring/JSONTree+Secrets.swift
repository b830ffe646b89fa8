import HelpDesk
import WebAPI

/// Secrets in settings that are shown: references as they are, literals masked.
extension JSONTree {
    func masked(_ kind: SettingKind) -> JSONTree {
        switch kind {
        case .department, .operator, .route: self
        case .source: replacing("credentials", \.textsMasked)
        case .webhook: replacing("secret", \.textsMasked)
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
    func identified(by id: String, _ field: String) throws(SettingRefusal) -> JSONTree {
        guard case .object(let members) = self else { return self }
        guard let given = self[field], given != .null else {
            return .object([Member(field, .text(id))] + members.filter { $0.key != field })
        }
        guard given == .text(id) else {
            let message = "must be the one in the address: it cannot be changed; make a new one and remove this"
            throw .invalid([SettingFault(field: field, message: message)])
        }
        return self
    }

    private func replacing(_ key: String, _ change: (JSONTree) -> JSONTree) -> JSONTree {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, change($0.value)) : $0 })
    }

    private var textsMasked: JSONTree {
        switch self {
        case .text(let text): .text(SecretReference(text).description)
        case .array(let items): .array(items.map(\.textsMasked))
        case .object(let members): .object(members.map { Member($0.key, $0.value.textsMasked) })
        case .null, .boolean, .integer, .number: self
        }
    }

    private func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .text(let text): hasher.combine(text)
        case .array(let items):
            hasher.combine(items.count)
            for item in items { item.hash(into: &hasher) }
        case .object(let members):
            hasher.combine(members.count)
            for member in members {
                hasher.combine(member.key)
                member.value.hash(into: &hasher)
            }
        }
    }
}
