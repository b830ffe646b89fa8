import Crypto
import Foundation
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

    /// Masks like ``masked(_:)``, for people who only read changes: a subscription's URL may have a token in its query.
    func maskedInDifferences(_ kind: SettingKind) -> LocatedValue {
        kind == .subscription ? masked(kind).replacing("url", \.queryMasked) : masked(kind)
    }

    /// Returns a tag that differs if the content does, and is the same on all bridges.
    ///
    /// - Parameter key: a secret, so that nobody can find the content's secrets by trying.
    func tag(_ key: SymmetricKey) -> String {
        var code = HMAC<SHA256>(key: key)
        authenticate(&code)
        return Data(code.finalize().prefix(12)).base64EncodedString()
    }

    /// Each part is added with its kind and its length, so that different values never give the same input.
    private func authenticate(_ code: inout HMAC<SHA256>) {
        func add(_ kind: Character, _ text: String) {
            code.update(data: Data("\(kind)\(text.utf8.count):\(text)".utf8))
        }
        switch content {
        case .null: add("0", "")
        case .boolean(let flag): add("b", "\(flag)")
        case .integer(let number): add("i", "\(number)")
        case .number(let number): add("n", "\(number)")
        case .text(let text): add("t", text)
        case .array(let items):
            add("a", "\(items.count)")
            for item in items { item.authenticate(&code) }
        case .object(let members):
            add("o", "\(members.count)")
            for member in members {
                add("k", member.key)
                member.value.authenticate(&code)
            }
        }
    }

    /// Returns the content with the id from the path; a different id in the content is refused.
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

    /// Returns the places where a text is written for a number or the other way round, which files allow and JSON
    /// should not.
    ///
    /// - Parameters:
    ///   - canonical: the same setting as exported.
    ///   - field: the place of this value in it; empty for the whole.
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

    private var queryMasked: LocatedValue {
        guard case .text(let url) = content, let mark = url.utf8.firstIndex(of: UInt8(ascii: "?")) else { return self }
        return .text("\(url[..<mark])?***")
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
