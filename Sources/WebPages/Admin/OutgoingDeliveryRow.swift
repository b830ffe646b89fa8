import Administration
import HelpDesk
import WebServer

/// One outgoing delivery, for the list of the last ones.
struct OutgoingDeliveryRow: Sendable {
    let delivery: OutgoingDelivery
    let visit: PageVisit

    init(_ delivery: OutgoingDelivery, visit: PageVisit) {
        self.delivery = delivery
        self.visit = visit
    }

    var content: PageContent {
        let dates = visit.language.dates
        let tone =
            switch delivery.state {
            case .waiting: delivery.attempts == 0 ? "plain" : "busy"
            case .delivered: "good"
            case .dead: "bad"
            }
        return [
            "at": "\(dates.day(delivery.queuedAt)) \(dates.exactTime(delivery.queuedAt))", "tone": tone,
            "result": visit.text("admin.subscriptions.deliveries.results.\(delivery.state.rawValue)"),
            "reason": delivery.fault ?? "", "request": delivery.request.id.text,
            "requestState": visit.text("states.\(delivery.request.state.rawValue)"), "deliveryID": "\(delivery.id)",
            "attempts": dates.number(delivery.attempts), "isReplayable": delivery.state != .waiting,
        ]
    }
}
