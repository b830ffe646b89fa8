import HelpDesk

extension PageLanguage {
    /// Returns why a source could not name the manager, and what to check; empty if the reason is not known.
    func words(for reason: LookupReason?) -> String {
        reason.map { text("lookupReasons.\($0.rawValue)") } ?? ""
    }

    /// Returns a source by the name that people know: `department:night` is the department Night.
    func source(_ source: CandidateSource, in callCenter: CallCenter) -> String {
        let (label, name) =
            switch source {
            case .crm(let id): (text("admin.routes.test.sources.crm"), id)
            case .department(let id):
                (text("admin.routes.test.sources.department"), callCenter.departments[id]?.name ?? id)
            case .overflow: (text("admin.routes.test.sources.overflow"), "")
            case .other(let text): (text, "")
            }
        return name.isEmpty ? label : "\(label) \(name.isolated)"
    }
}
