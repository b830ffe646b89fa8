import HelpDesk
import LocatedYAML

// Reading and writing of lookup sources, webhooks and subscriptions.

extension CallCenterReader {
    mutating func source(_ field: CollectingField) -> LookupSource? {
        let keys = [
            "id", "mapping", "baseURL", "timeoutMilliseconds", "credentials", "caFile", "cacheSeconds", "staleSeconds",
            "hedgeAfterMilliseconds", "maximumConcurrent", "reports",
        ]
        guard let mapping = field.mapping(keys) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.source, id, at: idField)
        let credentials = mapping.optional("credentials")?.mapping(nil)?.fields ?? [:]
        var source = LookupSource(
            id: id ?? "", mapping: name(of: "mapping", mapping.required("mapping"), known: context.mappings) ?? "",
            baseURL: baseURL(mapping.required("baseURL")) ?? "",
            credentials: credentials.compactMapValues { secret($0) }, caFile: path(mapping.optional("caFile")))
        if let timeout = mapping.optional("timeoutMilliseconds")?.integer(in: 50...30_000, of: "milliseconds") {
            source.timeoutMilliseconds = timeout
        }
        source.policy = policy(mapping)
        checkFit(of: source, mapping, credentials)
        return settled(plain(source), mapping, credentials)
    }

    private func policy(_ mapping: CollectingMapping) -> LookupPolicy {
        func number(_ key: String, _ range: ClosedRange<Int>, of unit: String) -> Int? {
            mapping.optional(key)?.integer(in: range, of: unit)
        }
        var policy = LookupPolicy()
        let week = 604_800
        policy.cacheSeconds = number("cacheSeconds", 0...week, of: "seconds") ?? policy.cacheSeconds
        policy.staleSeconds = number("staleSeconds", 0...week, of: "seconds") ?? policy.staleSeconds
        policy.hedgeAfterMilliseconds = number("hedgeAfterMilliseconds", 1...30_000, of: "milliseconds")
        policy.maximumConcurrent = number("maximumConcurrent", 1...10_000, of: "lookups") ?? policy.maximumConcurrent
        policy.reports = mapping.optional("reports")?.word(ReportedRequests.self) ?? policy.reports
        return policy
    }

    mutating func webhook(_ field: CollectingField) -> WebhookEndpoint? {
        guard let mapping = field.mapping(["id", "mapping", "route", "secret"]) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.webhook, id, at: idField)
        let routeField = mapping.required("route")
        let route = requestCode(routeField)
        refer(to: .route, route, at: routeField)
        let secret = mapping.required("secret")
        let mappingField = mapping.required("mapping")
        let webhook = WebhookEndpoint(
            id: id ?? "", mapping: name(of: "mapping", mappingField, known: context.mappings) ?? "",
            route: route ?? "", secrets: secrets(secret))
        return settled(webhook, secret, signature: signature(of: webhook, mappingField))
    }

    mutating func subscription(_ field: CollectingField) -> WebhookSubscription? {
        guard let mapping = field.mapping(["id", "url", "secret", "states", "caFile"]) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.subscription, id, at: idField)
        let secret = mapping.required("secret")
        let subscription = WebhookSubscription(
            id: id ?? "", url: receiverURL(mapping.required("url")) ?? "", secrets: secrets(secret),
            states: states(mapping.optional("states")), caFile: path(mapping.optional("caFile")))
        return settled(subscription, secret)
    }

    /// Returns each state once, in the order a request goes through them.
    private func states(_ field: CollectingField?) -> [RequestState] {
        let named = (field?.list(of: "states") ?? []).compactMap { item -> RequestState? in
            guard let word = item.scalar("a state") else { return nil }
            if let state = RequestState(rawValue: word) { return state }
            let words = Wording.alternatives(RequestState.allCases.map(\.rawValue))
            item.report("expected \(words), found \(Wording.quoted(word))")
            return nil
        }
        return RequestState.allCases.filter(named.contains)
    }

    /// Returns one secret, or a list of secrets that are valid together.
    private func secrets(_ field: CollectingField?) -> [SecretReference] {
        guard let field else { return [] }
        guard field.isList else { return [secret(field)].compactMap(\.self) }
        let items = field.list(of: "secrets") ?? []
        if items.isEmpty { field.report("expected at least one secret") }
        return items.compactMap { secret($0) }
    }
}

extension CallCenterWriter {
    static func source(_ source: LookupSource) -> LocatedValue {
        let policy = source.policy
        return .object(of: [
            ("id", .text(source.id)), ("mapping", .text(source.mapping)), ("baseURL", .text(source.baseURL)),
            ("timeoutMilliseconds", .integer(source.timeoutMilliseconds)),
            ("credentials", credentials(source.credentials)), ("caFile", source.caFile.map(LocatedValue.text)),
            ("cacheSeconds", .integer(policy.cacheSeconds)), ("staleSeconds", .integer(policy.staleSeconds)),
            ("hedgeAfterMilliseconds", policy.hedgeAfterMilliseconds.map(LocatedValue.integer)),
            ("maximumConcurrent", .integer(policy.maximumConcurrent)),
            ("reports", policy.reports == .none ? nil : .word(policy.reports.rawValue)),
        ])
    }

    private static func credentials(_ credentials: [String: SecretReference]) -> LocatedValue? {
        guard !credentials.isEmpty else { return nil }
        let sorted = credentials.sorted { $0.key < $1.key }
        var value = LocatedValue.object(sorted.map { LocatedValue.Member($0.key, .text($0.value.text)) })
        value.hasFreeKeys = true
        return value
    }

    static func webhook(_ webhook: WebhookEndpoint) -> LocatedValue {
        .object(of: [
            ("id", .text(webhook.id)), ("mapping", .text(webhook.mapping)), ("route", .text(webhook.route)),
            ("secret", secrets(webhook.secrets)),
        ])
    }

    static func subscription(_ subscription: WebhookSubscription) -> LocatedValue {
        let states = subscription.states.map { LocatedValue.text($0.rawValue) }
        return .object(of: [
            ("id", .text(subscription.id)), ("url", .text(subscription.url)),
            ("secret", secrets(subscription.secrets)),
            ("states", states.isEmpty ? nil : LocatedValue.array(states).compact),
            ("caFile", subscription.caFile.map(LocatedValue.text)),
        ])
    }

    private static func secrets(_ secrets: [SecretReference]) -> LocatedValue {
        let texts = secrets.map { LocatedValue.text($0.text) }
        return texts.count == 1 ? texts[0] : LocatedValue.array(texts).compact
    }
}
