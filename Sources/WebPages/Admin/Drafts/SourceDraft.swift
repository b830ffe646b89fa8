import Administration
import HelpDesk
import LocatedYAML
import WebServer

/// A lookup source as filled in: the credentials that its mapping asks for, and how the source is used.
struct SourceDraft: SettingDraft {
    static let kind = SettingKind.source
    static let template = PageTemplate.source

    /// The placeholder of a stored secret: the settings show it, and accept it in place of the secret.
    static let mask = "***"

    private static let numbers = [
        "timeoutMilliseconds", "cacheSeconds", "staleSeconds", "hedgeAfterMilliseconds", "maximumConcurrent",
    ]

    var id: String
    var mapping: String
    var baseURL: String
    var caFile: String
    /// The credentials by name; empty if not given.
    var credentials: [String: String]
    /// The numbers by name, as typed.
    var numbers: [String: String]
    /// The finished requests that are reported to the source.
    var reports: String

    var name: String { id }

    init(stored: LocatedValue) {
        id = stored.typed("id")
        mapping = stored.typed("mapping")
        baseURL = stored.typed("baseURL")
        caFile = stored.typed("caFile")
        let members = stored["credentials"]?.members ?? []
        credentials = Dictionary(members.map { ($0.key, $0.value.typed ?? "") }, uniquingKeysWith: { $1 })
        numbers = Dictionary(uniqueKeysWithValues: Self.numbers.map { ($0, stored.typed($0)) })
        reports = stored.typed("reports").nonEmpty ?? ReportedRequests.none.rawValue
    }

    init(_ form: PageForm) {
        id = form.text("id")
        mapping = form.text("mapping")
        baseURL = form.text("baseURL")
        caFile = form.text("caFile")
        let prefix = "credentials."
        credentials = [:]
        for field in form.fields where field.name.hasPrefix(prefix) {
            let name = String(field.name.dropFirst(prefix.count))
            // A secret is never shown; an empty field keeps it.
            credentials[name] = form.text(field.name).nonEmpty ?? (form.has("stored.\(name)") ? Self.mask : "")
        }
        numbers = Dictionary(uniqueKeysWithValues: Self.numbers.map { ($0, form.number($0)) })
        reports = form.text("reports").nonEmpty ?? ReportedRequests.none.rawValue
    }

    func content(over stored: LocatedValue?) -> LocatedValue {
        let given = credentials.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        var members: [(key: String, value: LocatedValue?)] = [
            ("id", .text(id)), ("mapping", .text(mapping)), ("baseURL", .text(baseURL)),
            ("caFile", caFile.nonEmpty.map(LocatedValue.text)),
            ("credentials", .object(given.map { LocatedValue.Member($0.key, .text($0.value)) })),
        ]
        members.append(("reports", reports == ReportedRequests.none.rawValue ? nil : .text(reports)))
        for name in Self.numbers { members.append((name, numbers[name]?.nonEmpty.map(LocatedValue.whole))) }
        return .object(of: members, over: stored)
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let language = writer.visit.language
        let mappings = MappingSummary.sorted(services.mappings.mappings(), for: language)
        let record = mappings.first { $0.name == mapping }
        var content: PageContent = [
            "id": writer.text("id", id, look: "code", isReadOnly: !isNew, isOptional: isNew),
            "hasMapping": record != nil, "mappingName": mapping,
            "mappingTitle": record?.title(in: language) ?? mapping,
            "fault": mapping.isEmpty ? "" : services.mappings.fault(ofMapping: mapping) ?? "",
            "overBudget": overBudget(services.answerBudgetMilliseconds, writer.visit),
            "mappings": mappings.map { record -> PageContent in
                [
                    "name": record.name, "title": record.title(in: language),
                    "link": "/admin/sources/new?mapping=\(record.name)",
                ]
            },
            "baseURL": writer.text("baseURL", baseURL, look: "code", type: "url"),
            "caFile": writer.text("caFile", caFile, look: "code", isOptional: true),
            "isMoreOpen": writer.faults.contains { (Self.numbers + ["caFile"]).contains($0.path) },
            "numbers": Self.numbers.map { writer.text($0, numbers[$0] ?? "", look: "short code", isOptional: true) },
        ]
        if record?.canReport == true {
            content["reports"] = writer.choice("reports", reports, words: ReportedRequests.allCases.map(\.rawValue))
        }
        content["credentials"] = (record?.credentials ?? []).map { credential -> PageContent in
            let value = credentials[credential.name] ?? ""
            let isStored = value == Self.mask
            let isReference = value.hasPrefix("env:") || value.hasPrefix("file:")
            let hints = [
                isStored ? writer.visit.text("fields.source.credentials.kept") : nil,
                language.text(ifPresent: "credentialHints.\(mapping).\(credential.name)")
                    ?? credential.description.leftToRight,
            ]
            var field = writer.text(
                "credentials.\(credential.name)", isStored ? "" : value, look: "code",
                type: credential.isSecret && !isReference ? "password" : "text",
                label: language.text(ifPresent: "credentials.\(credential.name)") ?? credential.name,
                hint: hints.compactMap(\.self).joined(separator: " "), isOptional: !credential.isRequired)
            field["isStored"] = isStored
            field["storedName"] = "stored.\(credential.name)"
            return field
        }
        return content
    }

    /// Returns a warning if the source may take longer than any help request waits, or an empty text.
    private func overBudget(_ milliseconds: Int, _ visit: PageVisit) -> String {
        let usual = LookupSource(id: id, mapping: mapping, baseURL: baseURL).timeoutMilliseconds
        guard numbers["timeoutMilliseconds"].flatMap({ Int($0) }) ?? usual > milliseconds else { return "" }
        return visit.text("admin.sources.overBudget", ["count": visit.language.dates.number(milliseconds)])
    }
}
