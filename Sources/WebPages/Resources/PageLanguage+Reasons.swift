import HelpDesk

extension PageLanguage {
    /// Why a source could not say who the manager is, and what to look at; empty where it is none of the usual reasons.
    func words(for reason: LookupReason?) -> String {
        reason.map { text("lookupReasons.\($0.rawValue)") } ?? ""
    }
}
