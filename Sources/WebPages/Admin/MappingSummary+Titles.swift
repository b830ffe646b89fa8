import Administration

extension MappingSummary {
    /// The two kinds of lookup source that every call centre with this module knows; they come first.
    private static let first = ["payamgostar", "alovoip_opencrm"]

    /// Returns the mapping's name in the language of the pages, or else its own title.
    func title(in language: PageLanguage) -> String {
        language.text(ifPresent: "mappings.\(name)") ?? title
    }

    /// Returns the mappings in the order in which they are offered.
    static func sorted(_ records: [MappingSummary], for language: PageLanguage) -> [MappingSummary] {
        let known = first.compactMap { name in records.first { $0.name == name } }
        return known
            + records.filter { !first.contains($0.name) }.sorted(byNames: { [$0.title(in: language)] })
    }
}
