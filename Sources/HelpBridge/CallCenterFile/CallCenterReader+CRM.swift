import HelpDesk

/// Lookup sources and webhooks.
extension CallCenterReader {
    mutating func source(_ field: YAMLField) -> LookupSource? {
        let keys = ["id", "mapping", "baseURL", "timeoutMilliseconds", "credentials", "caFile"]
        guard let mapping = field.mapping(keys) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.source, id, at: idField)
        var source = LookupSource(
            id: id ?? "", mapping: name(of: "mapping", mapping.required("mapping"), known: context.mappings) ?? "",
            baseURL: baseURL(mapping.required("baseURL")) ?? "",
            credentials: credentials(mapping.optional("credentials")), caFile: path(mapping.optional("caFile")))
        if let timeout = mapping.optional("timeoutMilliseconds")?.integer(in: 50...30_000, of: "milliseconds") {
            source.timeoutMilliseconds = timeout
        }
        return source
    }

    private func credentials(_ field: YAMLField?) -> [String: SecretReference] {
        (field?.mapping(nil)?.fields ?? [:]).compactMapValues { secret($0) }
    }

    mutating func webhook(_ field: YAMLField) -> WebhookEndpoint? {
        guard let mapping = field.mapping(["id", "mapping", "route", "secret"]) else { return nil }
        let idField = mapping.required("id")
        let id = identifier(idField)
        define(.webhook, id, at: idField)
        let routeField = mapping.required("route")
        let route = requestCode(routeField)
        refer(to: .route, route, at: routeField)
        return WebhookEndpoint(
            id: id ?? "", mapping: name(of: "mapping", mapping.required("mapping"), known: context.mappings) ?? "",
            route: route ?? "", secret: secret(mapping.required("secret")) ?? SecretReference(""))
    }
}
