public import Administration
import ConcurrencyPrimitives
public import HelpDesk
public import LocatedYAML
public import WebServer

@testable import WebPages

/// Settings in memory, with the rules that the pages have to show: what must be filled in, what is in use.
public final class MemorySettings: CallCenterSettings {
    private struct Entry {
        var content: LocatedValue
        var revision: Int
    }

    private let entries = Locked<[SettingKind: [String: Entry]]>([:])
    private let writers = Locked<[String]>([])

    /// Who has changed something, in order.
    public var authors: [String] { writers.withLock { $0 } }

    public init(_ settings: [(SettingKind, LocatedValue)] = []) {
        for (kind, content) in settings { store(kind, content) }
    }

    /// A department, a source, a route with both detections' settings, an operator, a webhook.
    public static func small(name: String = "Support") -> MemorySettings {
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
                    ("credentials", .object([LocatedValue.Member("token", .text("***"))])),
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

    public func settings(_ kind: SettingKind) -> [Setting] {
        entries.withLock { $0[kind] ?? [:] }.map { Self.setting($0.key, $0.value) }.sorted { $0.id < $1.id }
    }

    public func setting(_ kind: SettingKind, _ id: String) -> Setting? {
        entries.withLock { $0[kind]?[id] }.map { Self.setting(id, $0) }
    }

    public func make(_ kind: SettingKind, _ content: LocatedValue, by author: String) async throws(AdministrationError)
        -> Setting
    {
        let faults = Self.faults(content)
        guard faults.isEmpty else { throw .invalid(faults) }
        let id = Self.id(kind, content)
        guard setting(kind, id) == nil else { throw .exists(Self.subject(kind, id)) }
        store(kind, content, by: author)
        guard let made = setting(kind, id) else { throw .unknown(Self.subject(kind, id)) }
        return made
    }

    public func put(
        _ kind: SettingKind, _ id: String, _ content: LocatedValue, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError) -> (setting: Setting, isNew: Bool) {
        guard let stored = setting(kind, id) else { throw .unknown(Self.subject(kind, id)) }
        if case .matches(let tags) = condition, !tags.contains(stored.tag) { throw .changed(Self.subject(kind, id)) }
        let faults = Self.faults(content)
        guard faults.isEmpty else { throw .invalid(faults) }
        store(kind, content, by: author)
        guard let changed = setting(kind, id) else { throw .unknown(Self.subject(kind, id)) }
        return (changed, false)
    }

    public func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError) {
        guard setting(kind, id) != nil else { throw .unknown(Self.subject(kind, id)) }
        let users = settings(.operator).filter { kind == .department && $0.content.typed("department") == id }
        guard users.isEmpty else { throw .inUse(Self.subject(kind, id), by: users.map { "operator \($0.id)" }) }
        entries.withLock { $0[kind]?[id] = nil }
        writers.withLock { $0.append(author) }
    }

    public func faults(_ kind: SettingKind, _ contents: [LocatedValue]) -> [FieldFault] {
        contents.enumerated().flatMap { offset, content in
            Self.faults(content).map { FieldFault(field: "[\(offset)].\($0.field)", message: $0.message) }
        }
    }

    public func put(_ kind: SettingKind, all contents: [LocatedValue], by author: String)
        async throws(AdministrationError)
    {
        let faults = faults(kind, contents)
        guard faults.isEmpty else { throw .invalid(faults) }
        for content in contents { store(kind, content, by: author) }
    }

    private func store(_ kind: SettingKind, _ content: LocatedValue, by author: String? = nil) {
        entries.withLock { entries in
            let id = Self.id(kind, content)
            let revision = entries[kind]?[id]?.revision ?? 0
            entries[kind, default: [:]][id] = Entry(content: content, revision: revision + 1)
        }
        if let author { writers.withLock { $0.append(author) } }
    }

    private static func subject(_ kind: SettingKind, _ id: String) -> AdministrationError.Subject {
        .init(AdministrationError.Subject.Kind(rawValue: kind.rawValue) ?? .route, id)
    }

    private static func setting(_ id: String, _ entry: Entry) -> Setting {
        Setting(id: id, content: entry.content, tag: "r\(entry.revision)")
    }

    private static func id(_ kind: SettingKind, _ content: LocatedValue) -> String {
        content.typed(kind.idField)
    }

    /// A name must be there where there is one, and extensions have digits.
    private static func faults(_ content: LocatedValue) -> [FieldFault] {
        var faults: [FieldFault] = []
        if content["name"] == .text("") { faults.append(FieldFault(field: "name", message: "expected text")) }
        func check(_ field: String, _ number: LocatedValue?) {
            guard let typed = number?.typed, typed.isEmpty || !typed.allSatisfy(\.isNumber) else { return }
            faults.append(FieldFault(field: field, message: "may not be dialled"))
        }
        check("extension", content["extension"])
        for (offset, helper) in (content["helpers"]?.items ?? []).enumerated() {
            check("helpers[\(offset)].extension", helper["extension"] ?? .text(""))
        }
        return faults
    }
}

extension MemorySettings: CallCenterSource {
    public var current: CallCenter {
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
