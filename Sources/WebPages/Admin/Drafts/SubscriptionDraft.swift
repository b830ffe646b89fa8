import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebServer

/// A subscription as filled in: a recipient of the states of help requests.
struct SubscriptionDraft: SettingDraft {
    static let kind = SettingKind.subscription
    static let template = PageTemplate.subscription

    var id: String
    var url: String
    /// The secret; empty keeps the stored one.
    var secret: String
    /// The states that are sent; empty for all.
    var states: Set<String>
    var caFile: String

    var name: String { id }

    init(stored: LocatedValue) {
        id = stored.typed("id")
        url = stored.typed("url")
        secret = ""
        states = Set(stored.texts("states"))
        caFile = stored.typed("caFile")
    }

    init(_ form: PageForm) {
        id = form.text("id")
        url = form.text("url")
        secret = form.text("secret")
        states = Set(form.texts("states"))
        caFile = form.text("caFile")
    }

    /// Generates a Standard Webhooks secret for a new subscription, or on request, if none was typed.
    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] {
        if secret.isEmpty, isNew || form.has("newSecret") { secret = WebhookSignature.newSecret(for: .standard) }
        return []
    }

    func content(over stored: LocatedValue?) -> LocatedValue {
        let chosen = RequestState.allCases.map(\.rawValue).filter(states.contains)
        return .object(
            of: [
                ("id", .text(id)), ("url", .text(url)),
                ("secret", secret.nonEmpty.map(LocatedValue.text) ?? stored?["secret"]),
                ("states", chosen.isEmpty ? nil : .array(chosen.map(LocatedValue.text))),
                ("caFile", caFile.nonEmpty.map(LocatedValue.text)),
            ], over: stored)
    }

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let filter = OutgoingFilter(kind: .webhook, target: id)
        let deliveries = isNew ? [] : try await services.outgoing.deliveries(filter, before: nil, limit: 20)
        let visit = writer.visit
        return [
            "id": writer.text("id", id, look: "code", isReadOnly: !isNew, isOptional: isNew),
            "url": writer.text("url", url, look: "code", type: "url"),
            "secret": writer.text(
                "secret", secret, look: "code",
                hint: visit.text("fields.subscription.secret.\(isNew ? "new" : "kept")"), isOptional: true),
            "caFile": writer.text("caFile", caFile, look: "code", isOptional: true),
            "statesFault": writer.fault("states") ?? "",
            "states": RequestState.allCases.map { state -> PageContent in
                [
                    "value": state.rawValue, "label": visit.text("states.\(state.rawValue)"),
                    "isChosen": states.contains(state.rawValue),
                ]
            },
            "deliveryList": DeliveryList(
                section: .subscriptions, rows: deliveries.map { DeliveryRow($0) },
                hasDead: deliveries.contains { $0.state == .dead }
            ).content(visit),
        ]
    }
}
