import HelpDesk
import ManagerLookup
import Storage
import WebAPI
import Yams

/// The call centre's settings as the web server needs them: read and written in the form of the call-centre file, and
/// checked by the same reader.
struct SettingsAdapter: SettingsDesk {
    let store: CallCenterStore
    let parts: BridgeParts

    func settings(_ kind: SettingKind) -> [Setting] {
        let callCenter = store.current
        return Self.ids(kind, in: callCenter).sorted().compactMap { Self.setting(kind, $0, in: callCenter) }
    }

    func setting(_ kind: SettingKind, _ id: String) -> Setting? {
        Self.setting(kind, id, in: store.current)
    }

    func make(_ kind: SettingKind, _ content: JSONTree, by author: String) async throws(SettingRefusal) -> Setting {
        guard case .text(let id)? = content[kind.idField] else {
            throw .invalid([SettingFault(field: kind.idField, message: "expected text")])
        }
        try await edit(by: author) { [parts] stored in
            guard Self.setting(kind, id, in: stored) == nil else { throw SettingRefusal.exists }
            return try Self.merged(kind, content, id, into: stored, parts)
        }
        return try kept(kind, id)
    }

    func put(
        _ kind: SettingKind, _ id: String, _ content: JSONTree, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) -> (setting: Setting, isNew: Bool) {
        let content = try content.identified(by: id, kind.idField)
        let report = try await edit(by: author) { [parts] stored in
            try condition.check(Self.setting(kind, id, in: stored), isChange: true)
            return try Self.merged(kind, content, id, into: stored, parts)
        }
        return (try kept(kind, id), report.added.contains(kind.item(id)))
    }

    func faults(_ kind: SettingKind, _ contents: [JSONTree]) -> [SettingFault] {
        do throws(SettingRefusal) {
            _ = try Self.merged(kind, contents, into: store.current, parts)
            return []
        } catch {
            if case .invalid(let faults) = error { return faults }
            return [SettingFault(field: "", message: "\(error)")]
        }
    }

    func put(_ kind: SettingKind, all contents: [JSONTree], by author: String) async throws(SettingRefusal) {
        try await edit(by: author) { [parts] stored in try Self.merged(kind, contents, into: stored, parts) }
    }

    func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(SettingRefusal) {
        try await edit(by: author) { stored in
            guard let setting = Self.setting(kind, id, in: stored) else { throw SettingRefusal.unknown }
            try condition.check(setting, isChange: false)
            let users = stored.users(of: kind.item(id))
            guard users.isEmpty else { throw SettingRefusal.inUse(users.map(\.description)) }
            return stored.removing(kind.item(id))
        }
    }

    @discardableResult
    private func edit(
        by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws(SettingRefusal) -> ChangeReport {
        do {
            return try await store.edit(by: author, change)
        } catch let refusal as SettingRefusal {
            throw refusal
        } catch StorageError.brokenReferences(let problems) {
            throw .invalid(problems.map { SettingFault(field: "", message: $0) })
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// What was just written; somebody else may have removed it again.
    private func kept(_ kind: SettingKind, _ id: String) throws(SettingRefusal) -> Setting {
        guard let setting = setting(kind, id) else { throw .unknown }
        return setting
    }

    private static func merged(
        _ kind: SettingKind, _ content: JSONTree, _ id: String, into stored: CallCenter, _ parts: BridgeParts
    ) throws -> CallCenter {
        let root = Node([(Node(kind.section), Node([content.node]))])
        let callCenter: CallCenter
        do {
            callCenter = try CallCenterFile(root: root, context: parts.remoteContext(stored: stored)).callCenter
        } catch {
            throw SettingRefusal.invalid(error.problems.map { SettingFault($0, in: kind.section) })
        }
        if let canonical = CallCenterFile.node(kind.item(id), in: callCenter).map(JSONTree.init) {
            let faults = content.kindFaults(against: canonical)
            guard faults.isEmpty else { throw SettingRefusal.invalid(faults) }
        }
        do {
            for source in callCenter.sources.values { try parts.mappings.check(source) }
            for webhook in callCenter.webhooks.values { try parts.mappings.check(webhook) }
        } catch {
            throw SettingRefusal.invalid([SettingFault(field: "", message: "\(error)")])
        }
        return stored.merging(callCenter)
    }

    /// Several at once; the faults' fields begin with the place in `contents`.
    private static func merged(
        _ kind: SettingKind, _ contents: [JSONTree], into stored: CallCenter, _ parts: BridgeParts
    ) throws(SettingRefusal) -> CallCenter {
        let root = Node([(Node(kind.section), Node(contents.map(\.node)))])
        do {
            let read = try CallCenterFile(root: root, context: parts.remoteContext(stored: stored))
            return stored.merging(read.callCenter)
        } catch {
            throw .invalid(
                error.problems.map { problem in
                    let isInside = problem.path.hasPrefix(kind.section)
                    return SettingFault(
                        field: isInside ? String(problem.path.dropFirst(kind.section.count)) : problem.path,
                        message: problem.message, code: problem.code)
                })
        }
    }

    private static func ids(_ kind: SettingKind, in callCenter: CallCenter) -> [String] {
        switch kind {
        case .department: Array(callCenter.departments.keys)
        case .operator: Array(callCenter.operators.keys)
        case .source: Array(callCenter.sources.keys)
        case .route: Array(callCenter.routes.keys)
        case .webhook: Array(callCenter.webhooks.keys)
        }
    }

    private static func setting(_ kind: SettingKind, _ id: String, in callCenter: CallCenter) -> Setting? {
        guard let node = CallCenterFile.node(kind.item(id), in: callCenter) else { return nil }
        let content = JSONTree(node)
        return Setting(id: id, content: content.masked(kind), tag: content.tag)
    }
}

extension SettingKind {
    fileprivate func item(_ id: String) -> ChangeReport.Item {
        let kind: ChangeReport.Kind =
            switch self {
            case .department: .department
            case .operator: .operator
            case .source: .source
            case .route: .route
            case .webhook: .webhook
            }
        return ChangeReport.Item(kind: kind, id: id)
    }

    /// Where settings of the kind stand in a call-centre file.
    fileprivate var section: String { rawValue + "s" }

    fileprivate var idField: String {
        switch self {
        case .department, .source, .webhook: "id"
        case .operator: "extension"
        case .route: "code"
        }
    }
}

extension SettingCondition {
    /// - Parameters:
    ///   - setting: what is stored.
    ///   - isChange: whether something new may take its place, which must be meant.
    fileprivate func check(_ setting: Setting?, isChange: Bool) throws(SettingRefusal) {
        switch (self, setting) {
        case (.none, nil), (.isNew, nil), (.exists, .some): return
        case (.none, .some): if isChange { throw .unconditional }
        case (.matches(let tags), let setting?): if !tags.contains(setting.tag) { throw .changed }
        case (.isNew, .some), (.matches, nil), (.exists, nil): throw .changed
        }
    }
}

extension SettingFault {
    /// A file's mistake as one of the only item in a section.
    fileprivate init(_ problem: CallCenterFileError.Problem, in section: String) {
        let prefix = "\(section)[0]"
        let path = problem.path.hasPrefix(prefix) ? problem.path.dropFirst(prefix.count) : problem.path[...]
        self.init(
            field: String(path.hasPrefix(".") ? path.dropFirst() : path), message: problem.message, code: problem.code)
    }
}
