import HelpDesk

extension PageLanguage {
    /// Why a source could not say who the manager is, and what to look at; empty where it is none of the usual reasons.
    func words(for reason: LookupReason?) -> String {
        reason.map { text("lookupReasons.\($0.rawValue)") } ?? ""
    }

    /// Who was asked, by the name that people know: `department:night` is the department Night.
    func source(_ source: String, in callCenter: CallCenter) -> String {
        let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
        let id = parts.count == 2 ? parts[1] : ""
        let name = parts.first == "department" ? callCenter.departments[id]?.name ?? id : id
        let label = parts.first.map { text(ifPresent: "admin.routes.test.sources.\($0)") ?? $0 } ?? ""
        return name.isEmpty ? label : "\(label) \(name.isolated)"
    }
}
