import Administration
import LocatedYAML
import WebServer

/// A webhook endpoint as filled in.
struct WebhookDraft: SettingDraft {
    static let kind = SettingKind.webhook
    static let template = PageTemplate.webhook

    var id: String
    var mapping: String
    var route: String
    /// The secret; empty keeps the stored one.
    var secret: String

    var name: String { id }

    init(stored: LocatedValue) {
        id = stored.typed("id")
        mapping = stored.typed("mapping")
        route = stored.typed("route")
        secret = ""
    }

    init(_ form: PageForm) {
        id = form.text("id")
        mapping = form.text("mapping")
        route = form.text("route")
        secret = form.text("secret")
    }

    /// Generates a secret in the endpoint's scheme for a new webhook, or on request, if none was typed.
    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] {
        if secret.isEmpty, isNew || form.has("newSecret") {
            secret = WebhookSignature.newSecret(
                for: services.mappings.mappings().first { $0.name == mapping }?.webhook?.signature)
        }
        return []
    }

    /// Returns how a delivery is authenticated, for the person who sets up the CRM.
    private static func proof(_ signature: WebhookSignature, _ visit: PageVisit) -> String {
        switch signature {
        case .standard: visit.text("admin.webhooks.proof.standard")
        case .hmac(let scheme): visit.text("admin.webhooks.proof.hmac", ["signature": scheme.description.leftToRight])
        case .token(.header(let name, let prefix)):
            visit.text("admin.webhooks.proof.header", ["header": "\(name): \(prefix)…".leftToRight])
        case .token(.query(let name)): visit.text("admin.webhooks.proof.query", ["name": name.leftToRight])
        case .token(.body): visit.text("admin.webhooks.proof.body")
        case .basic: visit.text("admin.webhooks.proof.basic")
        }
    }

    func content(over stored: LocatedValue?) -> LocatedValue {
        .object(
            of: [
                ("id", .text(id)), ("mapping", .text(mapping)), ("route", .text(route)),
                ("secret", secret.nonEmpty.map(LocatedValue.text) ?? stored?["secret"]),
            ], over: stored)
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let mappings = services.mappings.mappings().filter { $0.webhook != nil }
        let deliveries = isNew ? [] : try await services.deliveries.deliveries(of: id, before: nil, limit: 20)
        let webhook = mappings.first { $0.name == mapping }?.webhook
        return [
            "deliveryList": DeliveryList(
                section: .webhooks, rows: deliveries.map { DeliveryRow($0, writer.visit.language) },
                question: writer.visit.text("admin.webhooks.deliveries.question")
            ).content(writer.visit),
            "proof": webhook.map { Self.proof($0.signature, writer.visit) } ?? "",
            "curl": webhook.map {
                WebhookTrial(webhook: $0, id: id, origin: writer.visit.origin)
                    .lines(secret: writer.visit.text("admin.webhooks.secret.yours"))
            } ?? "",
            "id": writer.text("id", id, look: "code", isReadOnly: !isNew, isOptional: isNew),
            "mapping": writer.choice(
                "mapping", mapping,
                MappingSummary.sorted(mappings, for: writer.visit.language).map {
                    FieldWriter.Option(value: $0.name, label: $0.title(in: writer.visit.language))
                }),
            "route": writer.choice(
                "route", route,
                services.settings.settings(.route).map {
                    FieldWriter.Option(value: $0.id, label: "\($0.content.typed("name")) \($0.id.leftToRight)")
                }),
            "secret": writer.text(
                "secret", secret, look: "code",
                hint: writer.visit.text("fields.webhook.secret.\(isNew ? "new" : "kept")"),
                isOptional: true),
        ]
    }
}
