import HelpDesk

@testable import WebAPI

/// Settings in memory, with the rules that the pages have to show: what must be filled in, what is in use.
final class MemorySettings: SettingsDesk {
    private struct Entry {
        var content: JSONTree
        var revision: Int
    }

    private let entries = Locked<[SettingKind: [String: Entry]]>([:])
    private let writers = Locked<[String]>([])

    /// Who has changed something, in order.
    var authors: [String] { writers.withLock { $0 } }

    init(_ settings: [(SettingKind, JSONTree)] = []) {
        for (kind, content) in settings { store(kind, content) }
    }

    /// A department, a source, a route with both detections' settings, an operator, a webhook.
    static func small(name: String = "Support") -> MemorySettings {
        MemorySettings([
            (
                .department,
                .object(of: [
                    ("id", .text("support")), ("name", .text(name)),
                    (
                        "helpers",
                        .array([.object(of: [("extension", .text("200")), ("name", .text("Sara"))])])
                    ),
                ])
            ),
            (
                .operator,
                .object(of: [
                    ("extension", .text("101")), ("name", .text(name)), ("department", .text("support")),
                ])
            ),
            (
                .source,
                .object(of: [
                    ("id", .text("main")), ("mapping", .text("generic")), ("baseURL", .text("http://crm.test")),
                    ("timeoutMilliseconds", .integer(1000)),
                    ("credentials", .object([JSONTree.Member("token", .text("***"))])),
                ])
            ),
            (
                .route,
                .object(of: [
                    ("code", .text("*5003")), ("name", .text(name)), ("detection", .text("crm")),
                    ("sources", .array([.text("main")])), ("voice", .text("fa")), ("mode", .text("consult")),
                    ("ladder", .array([.text("crm"), .text("department")])), ("future", .text("kept")),
                ])
            ),
            (
                .webhook,
                .object(of: [
                    ("id", .text("main")), ("mapping", .text("generic")), ("route", .text("*5003")),
                    ("secret", .text("***")),
                ])
            ),
        ])
    }

    func settings(_ kind: SettingKind) -> [Setting] {
        entries.withLock { $0[kind] ?? [:] }.map { Self.setting($0.key, $0.value) }.sorted { $0.id < $1.id }
    }

    func setting(_ kind: SettingKind, _ id: String) -> Setting? {
        entries.withLock { $0[kind]?[id] }.map { Self.setting(id, $0) }
    }

    func make(_ kind: SettingKind, _ content: JSONTree, by author: String) async throws(SettingRefusal) -> Setting {
        let faults = Self.faults(content)
        guard faults.isEmpty else { throw .invalid(faults) }
        let id = Self.id(kind, content)
        guard setting(kind, id) == nil else { throw .exists }
        store(kind, content, by: author)
        guard let made = setting(kind, id) else { throw .unknown }
        return made
    }

    func put(
        _ kind: SettingKind, _ id: String, _ content: JSONTree, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) -> (setting: Setting, isNew: Bool) {
        guard let stored = setting(kind, id) else { throw .unknown }
        if case .matches(let tags) = condition, !tags.contains(stored.tag) { throw .changed }
        let faults = Self.faults(content)
        guard faults.isEmpty else { throw .invalid(faults) }
        store(kind, content, by: author)
        guard let changed = setting(kind, id) else { throw .unknown }
        return (changed, false)
    }

    func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) {
        guard setting(kind, id) != nil else { throw .unknown }
        let users = settings(.operator).filter { kind == .department && $0.content.typed("department") == id }
        guard users.isEmpty else { throw .inUse(users.map { "operator \($0.id)" }) }
        entries.withLock { $0[kind]?[id] = nil }
        writers.withLock { $0.append(author) }
    }

    func faults(_ kind: SettingKind, _ contents: [JSONTree]) -> [SettingFault] {
        contents.enumerated().flatMap { offset, content in
            Self.faults(content).map { SettingFault(field: "[\(offset)].\($0.field)", message: $0.message) }
        }
    }

    func put(_ kind: SettingKind, all contents: [JSONTree], by author: String) async throws(SettingRefusal) {
        let faults = faults(kind, contents)
        guard faults.isEmpty else { throw .invalid(faults) }
        for content in contents { store(kind, content, by: author) }
    }

    private func store(_ kind: SettingKind, _ content: JSONTree, by author: String? = nil) {
        entries.withLock { entries in
            let id = Self.id(kind, content)
            let revision = entries[kind]?[id]?.revision ?? 0
            entries[kind, default: [:]][id] = Entry(content: content, revision: revision + 1)
        }
        if let author { writers.withLock { $0.append(author) } }
    }

    private static func setting(_ id: String, _ entry: Entry) -> Setting {
        Setting(id: id, content: entry.content, tag: "r\(entry.revision)")
    }

    private static func id(_ kind: SettingKind, _ content: JSONTree) -> String {
        content.typed(kind == .operator ? "extension" : kind == .route ? "code" : "id")
    }

    /// A name must be there where there is one, and extensions have digits.
    private static func faults(_ content: JSONTree) -> [SettingFault] {
        var faults: [SettingFault] = []
        if content["name"] == .text("") { faults.append(SettingFault(field: "name", message: "expected text")) }
        func check(_ field: String, _ number: JSONTree?) {
            guard let number, number.typed.isEmpty || !number.typed.allSatisfy(\.isNumber) else { return }
            faults.append(SettingFault(field: field, message: "may not be dialled"))
        }
        check("extension", content["extension"])
        for (offset, helper) in (content["helpers"]?.items ?? []).enumerated() {
            check("helpers[\(offset)].extension", helper["extension"] ?? .text(""))
        }
        return faults
    }
}

extension MemorySettings: CallCenterSource {
    var current: CallCenter {
        CallCenter(
            departments: settings(.department).map { setting in
                Department(
                    id: setting.id, name: setting.content.typed("name"),
                    helpers: (setting.content["helpers"]?.items ?? []).map {
                        Department.Helper(extension: $0.typed("extension"), name: $0.typed("name"))
                    })
            },
            operators: settings(.operator).map { setting in
                Operator(
                    extension: setting.id, name: setting.content.typed("name"),
                    department: setting.content.typed("department"))
            })
    }
}
