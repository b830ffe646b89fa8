import HelpDesk

/// All that an answer depends on: the source's settings, and the request as a mapping's programs see it.
///
/// A class, since a struct would be copied into each suspended function.
final class LookupKey: Hashable, Sendable {
    private let source: SourceKey
    private let caller: [String?]
    private let route: [String]

    init(_ source: LookupSource, _ question: LookupQuestion) {
        self.source = SourceKey(source)
        let agent = question.operator
        caller = [
            agent.extension, agent.name, agent.department, agent.email, agent.crmId, question.department?.id,
            question.department?.name,
        ]
        route = [question.route.code, question.route.name]
    }

    static func == (left: LookupKey, right: LookupKey) -> Bool {
        left.source == right.source && left.caller == right.caller && left.route == right.route
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(caller)
        hasher.combine(route)
    }
}

/// A source's identity including its settings: changed settings make it another source.
struct SourceKey: Hashable, Sendable {
    let id: String
    private let mapping: String
    private let baseURL: String
    private let credentials: [String: SecretReference]
    private let caFile: String?

    init(_ source: LookupSource) {
        id = source.id
        mapping = source.mapping
        baseURL = source.baseURL
        credentials = source.credentials
        caFile = source.caFile
    }
}
