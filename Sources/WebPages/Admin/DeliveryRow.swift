import Administration
import Foundation
import HelpDesk
import WebServer

/// A row of a ``DeliveryList``.
struct DeliveryRow: Sendable {
    let id: Int64
    let at: Date
    /// The result, by its key in the list's texts.
    let result: String
    let tone: String
    /// The reason in the language of the pages; empty if the language has no words for it.
    var words = ""
    /// The reason as the program reports it.
    let reason: String?
    let request: HelpRequestID?
    /// The state of the request that an outgoing delivery reports.
    var state: RequestState?
    /// The number of attempts of an outgoing delivery.
    var attempts: Int?
    let isReplayable: Bool

    func content(_ list: String, _ visit: PageVisit) -> PageContent {
        var content: PageContent = [
            "at": visit.language.dayAndExactTime(at), "tone": tone, "result": visit.text("\(list).results.\(result)"),
            "words": words, "reason": reason ?? "", "deliveryID": "\(id)", "isReplayable": isReplayable,
        ]
        content.set("request", request?.text)
        content.set("state", state.map { visit.text("states.\($0.rawValue)") })
        content.set("attempts", attempts.map(visit.language.dates.number))
        return content
    }
}

extension DeliveryRow {
    /// Creates a row for a delivery that a webhook received.
    init(_ delivery: WebhookDelivery, _ language: PageLanguage) {
        let tone =
            switch delivery.result {
            case .accepted: "good"
            case .repeated, .ignored, .tooOld: "plain"
            case .refused: "bad"
            }
        self.init(
            id: delivery.id, at: delivery.receivedAt, result: delivery.result.rawValue, tone: tone,
            words: delivery.code.flatMap { language.text(ifPresent: "problems.\($0)") } ?? "", reason: delivery.reason,
            request: delivery.request, isReplayable: delivery.isReplayable)
    }

    /// Creates a row for a delivery that a subscription was sent.
    init(_ delivery: OutgoingDelivery) {
        let tone =
            switch delivery.state {
            case .waiting: delivery.attempts == 0 ? "plain" : "busy"
            case .delivered: "good"
            case .dead: "bad"
            }
        self.init(
            id: delivery.id, at: delivery.queuedAt, result: delivery.state.rawValue, tone: tone, reason: delivery.fault,
            request: delivery.request.id, state: delivery.request.state,
            attempts: delivery.attempts, isReplayable: delivery.state != .waiting)
    }
}
