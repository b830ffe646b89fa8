public import HelpDesk
public import LocatedYAML

/// The call centre's settings, read and written one by one in the form of the call-centre file, and checked by its
/// reader.
public struct SettingsService: Sendable {
    private let store: any SettingsStore
    private let context: @Sendable (_ stored: CallCenter) -> SettingsContext
    private let check: @Sendable (CallCenter) throws -> Void

    /// - Parameters:
    ///   - context: what settings may refer to in addition to those that are stored.
    ///   - check: checks that sources and webhooks fit their mappings; throws what is wrong, in one line.
    public init(
        store: any SettingsStore, context: @escaping @Sendable (_ stored: CallCenter) -> SettingsContext,
        check: @escaping @Sendable (CallCenter) throws -> Void
    ) {
        self.store = store
        self.context = context
        self.check = check
    }

    /// Returns the settings of a kind, by id.
    public func settings(_ kind: SettingKind) -> [Setting] {
        let callCenter = store.current
        return callCenter.ids(kind).compactMap { setting(SettingItem(kind: kind, id: $0), in: callCenter) }
    }

    /// - Returns: `nil` if there is none with this id.
    public func setting(_ kind: SettingKind, _ id: String) -> Setting? {
        setting(item(kind, id), in: store.current)
    }

    /// Creates a setting.
    ///
    /// - Parameter author: the author in the audit log.
    public func make(
        _ kind: SettingKind, _ content: LocatedValue, by author: String
    ) async throws(AdministrationError) -> Setting {
        guard let id = kind.id(of: content, policy) else {
            // The reader reports other problems, too.
            _ = try read(kind, [content], store.current, field: Self.field)
            throw .invalid([LocatedProblem(path: kind.idField, message: "expected text")])
        }
        let item = item(kind, id)
        try await edit(by: author) { stored in
            guard setting(item, in: stored) == nil else { throw AdministrationError.exists(.init(item)) }
            return try merged(item, content, into: stored)
        }
        return try kept(item)
    }

    /// Replaces or creates a setting.
    ///
    /// - Returns: the setting, and whether it is new.
    public func put(
        _ kind: SettingKind, _ id: String, _ content: LocatedValue, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError) -> (setting: Setting, isNew: Bool) {
        let item = item(kind, id)
        let content = try content.identified(by: item, policy)
        let report = try await edit(by: author) { stored in
            try condition.check(setting(item, in: stored), item, isChange: true)
            return try merged(item, content, into: stored)
        }
        return (try kept(item), report.added.contains(item))
    }

    /// Returns what is wrong with several settings of a kind, without storing any.
    ///
    /// - Returns: problems whose fields begin with the place in `contents`, as in `[3].extension`.
    public func faults(_ kind: SettingKind, _ contents: [LocatedValue]) -> [LocatedProblem] {
        do {
            _ = try merged(kind, contents, into: store.current)
            return []
        } catch {
            if case .invalid(let faults) = error { return faults }
            return [LocatedProblem(path: "", message: "\(error)")]
        }
    }

    /// Replaces or creates several settings of a kind: all of them, or none.
    public func put(
        _ kind: SettingKind, all contents: [LocatedValue], by author: String
    ) async throws(AdministrationError) {
        try await edit(by: author) { stored in try merged(kind, contents, into: stored) }
    }

    /// Removes a setting.
    ///
    /// - Throws: `unknown`, `unconditional`, `changed`, and `inUse` with the settings that refer to it.
    public func remove(
        _ kind: SettingKind, _ id: String, if condition: SettingCondition, by author: String
    ) async throws(AdministrationError) {
        let item = item(kind, id)
        try await edit(by: author) { stored in
            guard let setting = setting(item, in: stored) else { throw AdministrationError.unknown(.init(item)) }
            try condition.check(setting, item, isChange: false)
            let users = stored.users(of: item)
            guard users.isEmpty else { throw AdministrationError.inUse(.init(item), by: users.map(\.description)) }
            return stored.removing(item)
        }
    }

    private var policy: DialPolicy { context(store.current).policy }

    private func item(_ kind: SettingKind, _ id: String) -> SettingItem {
        SettingItem(kind: kind, id: kind.canonical(id, policy))
    }

    @discardableResult
    private func edit(
        by author: String, _ change: @escaping @Sendable (CallCenter) throws -> CallCenter
    ) async throws(AdministrationError) -> ChangeReport {
        try await storing { try await store.edit(dryRun: false, by: author, change) }
    }

    /// Returns what was just written; somebody else may have removed it again.
    private func kept(_ item: SettingItem) throws(AdministrationError) -> Setting {
        guard let setting = setting(item.kind, item.id) else { throw .unknown(.init(item)) }
        return setting
    }

    private func merged(
        _ item: SettingItem, _ content: LocatedValue, into stored: CallCenter
    ) throws(AdministrationError) -> CallCenter {
        let callCenter = try read(item.kind, [content], stored, field: Self.field)
        if let canonical = CallCenterWriter.value(item, in: callCenter) {
            let faults = content.kindFaults(against: canonical)
            guard faults.isEmpty else { throw .invalid(faults) }
        }
        do {
            try check(callCenter)
        } catch let fault as LocatedProblem {
            throw .invalid([fault])
        } catch {
            throw .invalid([LocatedProblem(path: "", message: "\(error)")])
        }
        return stored.merging(callCenter)
    }

    /// Merges several settings; the problems' fields begin with the place in `contents`.
    private func merged(
        _ kind: SettingKind, _ contents: [LocatedValue], into stored: CallCenter
    ) throws(AdministrationError) -> CallCenter {
        stored.merging(try read(kind, contents, stored) { $0 })
    }

    /// Returns the field of a section's only setting, from a place such as `[0].name`.
    private static func field(_ place: String) -> String {
        let place = place.dropFirst("[0]".count)
        return String(place.hasPrefix(".") ? place.dropFirst() : place)
    }

    /// - Parameter field: converts the place of a problem in the section, such as `[0].name`, to its field.
    private func read(
        _ kind: SettingKind, _ contents: [LocatedValue], _ stored: CallCenter, field: (String) -> String
    ) throws(AdministrationError) -> CallCenter {
        let root = LocatedValue.object(of: [(kind.section, .array(contents))])
        do {
            return try CallCenterFile(root: root, context: context(stored)).callCenter
        } catch AdministrationError.invalid(let faults) {
            throw .invalid(
                faults.map { fault in
                    var fault = fault
                    if fault.path.hasPrefix(kind.section) {
                        fault.path = field(String(fault.path.dropFirst(kind.section.count)))
                    }
                    return fault
                })
        }
    }

    private func setting(_ item: SettingItem, in callCenter: CallCenter) -> Setting? {
        guard let content = CallCenterWriter.value(item, in: callCenter) else { return nil }
        return Setting(id: item.id, content: content.masked(item.kind), tag: content.tag(store.tagKey))
    }
}

extension CallCenter {
    /// Returns the ids of a kind, sorted.
    fileprivate func ids(_ kind: SettingKind) -> [String] {
        switch kind {
        case .department: departments.keys.sorted()
        case .operator: operators.keys.sorted()
        case .source: sources.keys.sorted()
        case .route: routes.keys.sorted()
        case .webhook: webhooks.keys.sorted()
        case .subscription: subscriptions.keys.sorted()
        }
    }
}
