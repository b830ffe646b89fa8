import Administration
import HelpDesk
import WebServer

/// One delivery of a webhook, for the list of the last ones.
struct WebhookDeliveryRow: Sendable {
    let record: WebhookDelivery
    let visit: PageVisit

    init(_ record: WebhookDelivery, visit: PageVisit) {
        self.record = record
        self.visit = visit
    }

    var content: PageContent {
        let dates = visit.language.dates
        let tone =
            switch record.result {
            case .accepted: "good"
            case .repeated, .ignored, .tooOld: "plain"
            case .refused: "bad"
            }
        return [
            "at": "\(dates.day(record.receivedAt)) \(dates.exactTime(record.receivedAt))", "tone": tone,
            "result": visit.text("admin.webhooks.deliveries.results.\(record.result.rawValue)"),
            "words": record.code.flatMap { visit.language.text(ifPresent: "problems.\($0)") } ?? "",
            "reason": record.reason ?? "", "request": record.request?.text ?? "", "deliveryID": "\(record.id)",
            "isReplayable": record.isReplayable,
        ]
    }
}
