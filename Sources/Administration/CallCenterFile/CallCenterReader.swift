import Foundation
import HelpDesk
import LocatedYAML

/// A reader that builds a call centre from settings, and reports what is wrong with them.
///
/// Invalid values are replaced by harmless ones, so that the rest is checked too; the result is usable only if nothing
/// was reported.
struct CallCenterReader {
    private struct Reference {
        var field: CollectingField
        var kind: SettingKind
        var id: String
    }

    let directory: URL?
    let context: SettingsContext
    /// The ids that the file defines, and their lines.
    private var defined: [SettingKind: [String: Int]] = [:]
    private var references: [Reference] = []

    init(directory: URL?, context: SettingsContext) {
        self.directory = directory
        self.context = context
    }

    mutating func read(_ root: CollectingField) -> CallCenter {
        guard let file = root.mapping(SettingKind.allCases.map(\.section)) else { return CallCenter() }
        let callCenter = CallCenter(
            departments: items(file, "departments").compactMap { department($0) },
            operators: items(file, "operators").compactMap { agent($0) },
            sources: items(file, "sources").compactMap { source($0) },
            routes: items(file, "routes").compactMap { route($0) },
            webhooks: items(file, "webhooks").compactMap { webhook($0) },
            subscriptions: items(file, "subscriptions").compactMap { subscription($0) })
        checkReferences()
        return callCenter
    }

    private func items(_ file: CollectingMapping, _ key: String) -> [CollectingField] {
        file.optional(key)?.list(of: key) ?? []
    }

    /// Stores the id of an item; a second item with the same id is reported.
    mutating func define(_ kind: SettingKind, _ id: String?, at field: CollectingField?) {
        guard let id, let field else { return }
        if let line = defined[kind]?[id] {
            field.report("\(Wording.quoted(id)) stands in line \(line) already")
        } else {
            defined[kind, default: [:]][id] = field.line ?? 0
        }
    }

    /// Stores a reference to another item, which is checked when everything has been read.
    mutating func refer(to kind: SettingKind, _ id: String?, at field: CollectingField?) {
        guard let id, let field else { return }
        references.append(Reference(field: field, kind: kind, id: id))
    }

    private func checkReferences() {
        for reference in references where !exists(reference.kind, reference.id) {
            let name = reference.kind == .route ? "code" : "id"
            reference.field.report("no \(reference.kind.rawValue) has the \(name) \(Wording.quoted(reference.id))")
        }
    }

    private func exists(_ kind: SettingKind, _ id: String) -> Bool {
        if defined[kind]?[id] != nil { return true }
        return switch kind {
        case .department: context.existing.departments[id] != nil
        case .operator: context.existing.operators[id] != nil
        case .source: context.existing.sources[id] != nil
        case .route: context.existing.routes[id] != nil
        case .webhook: context.existing.webhooks[id] != nil
        case .subscription: context.existing.subscriptions[id] != nil
        }
    }
}
