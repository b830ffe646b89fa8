import Administration
import HelpDesk

/// A setting that an administrator may search for, in any section.
struct SearchedSetting: Sendable {
    let section: AdminSection
    let link: String
    /// The code that is typed or dialled, such as an extension; may be empty.
    let code: String
    let name: String
    /// Further texts by which it is found, such as the names of a department's helpers.
    let more: [String]

    var texts: [String] { [code, name] + more }

    /// - Parameter words: the words of the search; the text that has them is shown unless it is the code or the name.
    func content(foundBy words: SearchWords) -> PageContent {
        let reasons = words.areFound(in: [code, name]) ? [] : more.filter { words.areFound(in: [$0]) }
        return ["link": link, "code": code, "name": name, "more": reasons.first ?? ""]
    }

    /// Returns everything that can be found, each section in the order of its list.
    static func all(_ services: PageServices, _ visit: PageVisit) async throws -> [SearchedSetting] {
        let callCenter = services.callCenter.current
        let mappings = Dictionary(
            services.mappings.mappings().map { ($0.name, $0.title(in: visit.language)) }, uniquingKeysWith: { $1 })
        let settings =
            inCallCenter(callCenter)
            + callCenter.sources.values.map { source in
                one(.sources, source.id, name: mappings[source.mapping] ?? source.mapping, [source.baseURL])
            }
            + callCenter.webhooks.values.map { webhook in
                one(.webhooks, webhook.id, name: mappings[webhook.mapping] ?? webhook.mapping, [webhook.route])
            }
            + callCenter.subscriptions.values.map { one(.subscriptions, $0.id, name: $0.url) }
        let sounds = try await services.sounds.sounds().map { one(.sounds, $0.id, code: "", name: $0.name, [$0.id]) }
        let users = try await services.users.users().map { user in
            SearchedSetting(
                section: .users, link: UserPages.path(user), code: user.login, name: user.name, more: user.extensions)
        }
        let others =
            services.voices.voices().map { voice in
                SearchedSetting(
                    section: .voices, link: AdminSection.voices.path, code: voice.name, name: voice.title, more: [])
            }
            + (try await services.tokens.tokens()).map { token in
                SearchedSetting(
                    section: .tokens, link: AdminSection.tokens.path, code: "", name: token.name, more: [token.id])
            }
        return (settings + sounds + users + others).sorted(byNames: { [$0.code, $0.name] })
    }

    private static func inCallCenter(_ callCenter: CallCenter) -> [SearchedSetting] {
        callCenter.routes.values.map { one(.routes, $0.code, name: $0.name) }
            + callCenter.departments.values.map { department in
                let helpers = department.helpers.flatMap { [$0.extension, $0.name ?? ""] }
                return one(.departments, department.id, code: "", name: department.name, helpers + [department.id])
            }
            + callCenter.operators.values.map { agent in
                one(.operators, agent.extension, name: agent.name, [agent.email ?? "", agent.crmId ?? ""])
            }
    }

    private static func one(
        _ section: AdminSection, _ id: String, code: String? = nil, name: String, _ more: [String] = []
    ) -> SearchedSetting {
        SearchedSetting(
            section: section, link: "\(section.path)/\(PageAddress.encoded(id))", code: code ?? id, name: name,
            more: more)
    }
}
